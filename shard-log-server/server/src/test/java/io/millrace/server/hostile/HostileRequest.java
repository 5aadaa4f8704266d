package io.millrace.server.hostile;

/**
 * One request as bytes.
 *
 * @param format that of the answer, if it has one
 * @param bodiless whether the answer has no body though it states a length
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record HostileRequest(byte[] bytes, BodyFormat format, Place place, boolean bodiless) {
    /** Where on a connection it may be. */
    enum Place {
        /** Others may follow before it has been answered. */
        AMONG_OTHERS,
        /** Others may follow once it has been answered, unless the answer says that the server hangs up. */
        ALONE,
        /** The server cannot know where it ends. */
        LAST
    }
}
