package io.millrace.firehose.stream;

/**
 * Where in S3 objects are put and how.
 *
 * @param keys names them
 * @param compression of their bodies
 */
public record S3Location(String bucket, ObjectKeys keys, Compression compression) {
    /** How an object's body is packed. */
    public enum Compression {
        UNCOMPRESSED(""),
        GZIP(".gz");

        private final String extension;

        Compression(String extension) {
            this.extension = extension;
        }

        /** What an object's key ends with. */
        public String extension() {
            return extension;
        }
    }
}
