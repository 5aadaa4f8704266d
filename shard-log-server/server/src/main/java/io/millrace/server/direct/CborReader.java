package io.millrace.server.direct;

import io.millrace.frontdoor.RequestBody;
import io.millrace.server.write.Slice;

/** Reads CBOR (RFC 8949). */
final class CborReader implements BodyReader {
    /** A count that an end mark stands for. */
    private static final long UNTIL_BREAK = -1;

    private static final int UNSIGNED = 0;
    private static final int BYTES = 2;
    private static final int TEXT = 3;
    private static final int LIST = 4;
    private static final int MAP = 5;

    private static final int BREAK = 0xFF;
    private static final int INDEFINITE = 31;

    private final byte[] array;
    private final int end;
    private int at;

    CborReader(RequestBody body) {
        array = body.array();
        at = body.offset();
        end = body.offset() + body.length();
    }

    @Override
    public long map() throws NotPlainException {
        return argument(MAP, true);
    }

    @Override
    public long list() throws NotPlainException {
        return argument(LIST, true);
    }

    @Override
    public boolean more(long count, long read) throws NotPlainException {
        if (count != UNTIL_BREAK) {
            return read < count;
        }
        if (at >= end) {
            throw new NotPlainException();
        }
        if ((array[at] & 0xFF) != BREAK) {
            return true;
        }
        at++;
        return false;
    }

    @Override
    public Slice member() throws NotPlainException {
        return text();
    }

    private Slice text() throws NotPlainException {
        return slice(TEXT);
    }

    @Override
    public Slice ascii() throws NotPlainException {
        Slice text = text();
        for (int index = 0; index < text.length(); index++) {
            if (array[text.offset() + index] < 0) {
                throw new NotPlainException();
            }
        }
        return text;
    }

    @Override
    public Slice bytes() throws NotPlainException {
        return slice(BYTES);
    }

    @Override
    public int unsigned() throws NotPlainException {
        return (int) argument(UNSIGNED, false);
    }

    @Override
    public void end() throws NotPlainException {
        if (at != end) {
            throw new NotPlainException();
        }
    }

    private Slice slice(int major) throws NotPlainException {
        long length = argument(major, false);
        if (length > end - at) {
            throw new NotPlainException();
        }
        Slice slice = new Slice(array, at, (int) length);
        at += (int) length;
        return slice;
    }

    private long argument(int major, boolean mayBeIndefinite) throws NotPlainException {
        int initial = next();
        int information = initial & 0x1F;
        if (initial >>> 5 != major) {
            throw new NotPlainException();
        }
        if (information < 24) {
            return information;
        }
        return switch (information) {
            case 24 -> next();
            case 25 -> next() << 8 | next();
            case 26 -> positive(next() << 24 | next() << 16 | next() << 8 | next());
            case INDEFINITE -> {
                if (!mayBeIndefinite) {
                    throw new NotPlainException();
                }
                yield UNTIL_BREAK;
            }
            default -> throw new NotPlainException();
        };
    }

    private static int positive(int value) throws NotPlainException {
        if (value < 0) {
            throw new NotPlainException();
        }
        return value;
    }

    private int next() throws NotPlainException {
        if (at >= end) {
            throw new NotPlainException();
        }
        return array[at++] & 0xFF;
    }
}
