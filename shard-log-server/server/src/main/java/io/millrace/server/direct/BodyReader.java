package io.millrace.server.direct;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.RequestBody;
import io.millrace.server.write.Slice;

/**
 * Reads a body where it stands, as far as AWS's clients write it. Anything else, damage included, is {@link
 * NotPlainException}: another reader says what it is. One thread.
 */
sealed interface BodyReader permits CborReader, JsonReader {
    static BodyReader of(BodyFormat format, RequestBody body) {
        return switch (format) {
            case JSON -> new JsonReader(body);
            case CBOR -> new CborReader(body);
        };
    }

    /** Enters a map; returns what {@link #more} needs to know of it. */
    long map() throws NotPlainException;

    /** Enters a list; returns what {@link #more} needs to know of it. */
    long list() throws NotPlainException;

    /** Whether there is one more in a map or list of which so many were read; passes its end. */
    boolean more(long entered, long read) throws NotPlainException;

    /** The name of the next member of a map, left where it stands. */
    Slice member() throws NotPlainException;

    /** A text whose every byte is a character, left where it stands. */
    Slice ascii() throws NotPlainException;

    /** A blob, left where it stands if it stands there as it is. */
    Slice bytes() throws NotPlainException;

    int unsigned() throws NotPlainException;

    /** Nothing follows. */
    void end() throws NotPlainException;
}
