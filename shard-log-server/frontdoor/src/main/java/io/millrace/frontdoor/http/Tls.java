package io.millrace.frontdoor.http;

import java.nio.file.Path;

/** The certificate that a listener shows. */
public sealed interface Tls {
    /**
     * From PEM files, read again when they change.
     *
     * @param certificate the server's, then those that signed it
     * @param key in PKCS #8, without a password
     */
    record Files(Path certificate, Path key) implements Tls {}

    /**
     * Made at the first start, for development: it is for localhost, 127.0.0.1 and ::1, and nobody signed it.
     *
     * @param directory where it is kept, the certificate as {@code certificate.pem} for callers to trust; made if absent
     */
    record SelfSigned(Path directory) implements Tls {}
}
