package io.millrace.frontdoor.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A certificate that the JDK's keytool makes, once for a directory: the API to make one is not open. */
final class SelfSignedCertificate {
    private static final String ALIAS = "millrace";
    private static final String KEY_STORE = "key-store.p12";
    private static final int DAYS = 3_650;
    private static final int SECONDS_MAX = 60;

    /** What keeps the key is the mode of its directory; the format wants a password. */
    private static final String PASSWORD = "millrace";

    private static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private SelfSignedCertificate() {}

    /** The one that is kept in the directory, made if there is none. */
    static SslContextBuilder in(Path directory) throws IOException {
        Path store = directory.resolve(KEY_STORE);
        if (!Files.exists(store)) {
            make(directory, store);
        }
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            PrivateKey key = (PrivateKey) keys.getKey(ALIAS, PASSWORD.toCharArray());
            X509Certificate certificate = (X509Certificate) keys.getCertificate(ALIAS);
            writePem(directory, certificate);
            return SslContextBuilder.forServer(key, certificate);
        } catch (GeneralSecurityException e) {
            throw new IOException("%s cannot be read: %s".formatted(store, e.getMessage()), e);
        }
    }

    private static void make(Path directory, Path store) throws IOException {
        Files.createDirectories(directory.toAbsolutePath().getParent());
        if (!Files.exists(directory)) {
            Files.createDirectory(directory, OWNER_ONLY);
        }
        Path unfinished = directory.resolve(KEY_STORE + ".new");
        Files.deleteIfExists(unfinished);
        keytool(List.of(
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1,ip:::1",
                "-validity",
                Integer.toString(DAYS),
                "-storetype",
                "PKCS12",
                "-keystore",
                unfinished.toString(),
                "-storepass",
                PASSWORD));
        Files.move(unfinished, store, StandardCopyOption.ATOMIC_MOVE);
    }

    private static void keytool(List<String> arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        builder.command().addAll(arguments);
        Process process = builder.redirectErrorStream(true).start();
        process.getOutputStream().close();
        String said = new String(process.getInputStream().readAllBytes(), US_ASCII);
        try {
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException("keytool made no certificate: " + said.strip());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while keytool made a certificate", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void writePem(Path directory, X509Certificate certificate)
            throws IOException, GeneralSecurityException {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded());
        Files.writeString(
                directory.resolve("certificate.pem"),
                "-----BEGIN CERTIFICATE-----\n%s\n-----END CERTIFICATE-----\n".formatted(base64));
    }
}
