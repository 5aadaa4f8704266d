package io.millrace.trino.launcher;

import java.nio.file.Path;

/**
 * What a Trino server is started with. It listens on loopback and shows two catalogs: {@code millrace}, the streams, and
 * {@code lake}, the Iceberg tables of the REST catalog.
 *
 * @param home the laid-out server: {@code lib/} and {@code plugin/}
 * @param dataDirectory the server's own, made if missing: {@code etc/}, {@code log/}, {@code var/}
 * @param port 0 for any free one
 */
public record TrinoConfig(Path home, Path dataDirectory, int port, JavaMachine java, Services services) {
    private static final int PORT_MAX = 65_535;

    public TrinoConfig {
        if (port < 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("port out of [0, 65535]: " + port);
        }
        home = home.toAbsolutePath();
        dataDirectory = dataDirectory.toAbsolutePath();
    }

    /**
     * What the catalogs are made of.
     *
     * @param millrace the front door: streams, stream tables and, under {@code /iceberg}, the REST catalog
     * @param objectStore where the lake's files are; any S3
     */
    public record Services(ServiceEndpoint millrace, ServiceEndpoint objectStore) {
        public Services {
            if (millrace.accessKey().isPresent() && !millrace.accessKey().equals(objectStore.accessKey())) {
                throw new IllegalArgumentException(
                        "Trino signs requests to the catalog with the object store's key, so both must take the same one");
            }
        }
    }
}
