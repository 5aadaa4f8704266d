package io.millrace.server.direct;

import io.millrace.frontdoor.RequestBody;
import io.millrace.server.write.Slice;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;

/** Reads JSON (RFC 8259) whose texts have no escapes; blobs are base64 without line breaks. */
final class JsonReader implements BodyReader {
    private static final int QUANTUM = 4;

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
        Slice text = ascii();
        if (text.length() % QUANTUM != 0) {
            throw new NotPlainException();
        }
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
