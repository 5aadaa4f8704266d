package io.millrace.server.direct;

import io.millrace.frontdoor.RequestBody;
import io.millrace.server.write.Slice;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;

/** Reads JSON (RFC 8259) whose texts have no escapes; blobs are base64 without line breaks. */
final class JsonReader implements BodyReader {
    private static final int QUANTUM = 4;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long EIGHT_ONES = 0x0101010101010101L;
    private static final long EIGHT_TOP_BITS = 0x8080808080808080L;
    private static final long EIGHT_QUOTES = '"' * EIGHT_ONES;

    private final byte[] array;
    private final int end;
    private int at;

    JsonReader(RequestBody body) {
        array = body.array();
        at = body.offset();
        end = body.offset() + body.length();
    }

    /** Returns the character that closes it. */
    @Override
    public long map() throws NotPlainException {
        pass('{');
        return '}';
    }

    /** Returns the character that closes it. */
    @Override
    public long list() throws NotPlainException {
        pass('[');
        return ']';
    }

    @Override
    public boolean more(long entered, long read) throws NotPlainException {
        if (next() == entered) {
            at++;
            return false;
        }
        if (read > 0) {
            pass(',');
        }
        return true;
    }

    @Override
    public Slice member() throws NotPlainException {
        Slice name = ascii();
        pass(':');
        return name;
    }

    @Override
    public Slice ascii() throws NotPlainException {
        pass('"');
        int start = at;
        for (; at < end && array[at] != '"'; at++) {
            // Control characters and bytes of longer ones, which are negative, are not plain.
            if (array[at] < ' ' || array[at] == '\\') {
                throw new NotPlainException();
            }
        }
        if (at == end) {
            throw new NotPlainException();
        }
        Slice text = new Slice(array, start, at - start);
        at++;
        return text;
    }

    @Override
    public Slice bytes() throws NotPlainException {
        pass('"');
        int quote = quoteFrom(at);
        if (quote == end || (quote - at) % QUANTUM != 0) {
            throw new NotPlainException();
        }
        // What is no base64 in between, the decoder refuses.
        Slice text = new Slice(array, at, quote - at);
        at = quote + 1;
        byte[] bytes;
        try {
            bytes = Base64.getDecoder()
                    .decode(ByteBuffer.wrap(array, text.offset(), text.length()))
                    .array();
        } catch (IllegalArgumentException e) {
            throw new NotPlainException();
        }
        requireOnlyText(text, bytes);
        return Slice.of(bytes);
    }

    /** Where the next quotation mark stands, or the end; eight bytes at a time, for most of a body is searched. */
    private int quoteFrom(int start) {
        int index = start;
        for (; index <= end - Long.BYTES; index += Long.BYTES) {
            // A byte that is zero here was a mark; only a zero byte borrows from a top bit that was not set.
            long marks = (long) EIGHT_BYTES.get(array, index) ^ EIGHT_QUOTES;
            long zeros = (marks - EIGHT_ONES) & ~marks & EIGHT_TOP_BITS;
            if (zeros != 0) {
                return index + Long.numberOfTrailingZeros(zeros) / Byte.SIZE;
            }
        }
        while (index < end && array[index] != '"') {
            index++;
        }
        return index;
    }

    /** The decoder drops the bits that the padding leaves over; a text that has any is not the only one of its bytes. */
    private void requireOnlyText(Slice text, byte[] bytes) throws NotPlainException {
        int rest = bytes.length % 3;
        if (rest == 0) {
            return;
        }
        byte[] last = Base64.getEncoder().encode(Arrays.copyOfRange(bytes, bytes.length - rest, bytes.length));
        int tail = text.offset() + text.length() - QUANTUM;
        if (!Arrays.equals(last, 0, QUANTUM, array, tail, tail + QUANTUM)) {
            throw new NotPlainException();
        }
    }

    /** No plain body in JSON has one. */
    @Override
    public int unsigned() throws NotPlainException {
        throw new NotPlainException();
    }

    @Override
    public void end() throws NotPlainException {
        skipBlanks();
        if (at != end) {
            throw new NotPlainException();
        }
    }

    private void pass(char character) throws NotPlainException {
        if (next() != character) {
            throw new NotPlainException();
        }
        at++;
    }

    private byte next() throws NotPlainException {
        skipBlanks();
        if (at >= end) {
            throw new NotPlainException();
        }
        return array[at];
    }

    private void skipBlanks() {
        while (at < end && (array[at] == ' ' || array[at] == '\n' || array[at] == '\r' || array[at] == '\t')) {
            at++;
        }
    }
}
