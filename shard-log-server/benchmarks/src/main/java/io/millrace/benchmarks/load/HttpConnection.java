package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/** An HTTP/1.1 connection kept open, one request at a time. Belongs to one thread; any thread may close it. */
final class HttpConnection implements Closeable {
    private static final int INPUT_BYTES = 128 << 10;
    /** The largest answer of the API is 10 MiB of records, a third more in base64, and names around it. */
    private static final int ANSWER_BYTES_MAX = 32 << 20;

    private static final int CONTINUE_HEADERS = -1;

    private final SocketChannel channel;
    /** From 0 to its position: what was received of the answer under way. */
    private ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES);

    private HttpConnection(SocketChannel channel) {
        this.channel = channel;
    }

    static HttpConnection open(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.connect(address);
            return new HttpConnection(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** What came back; the body is the connection's and holds until the next request. */
    record Answer(int status, ByteBuffer body) {
        String text() {
            return UTF_8.decode(body.duplicate()).toString();
        }

        @Override
        public String toString() {
            return "status %d: %s".formatted(status, text());
        }
    }

    /** Sends a whole request, of which the position does not move, and waits for the whole answer. */
    Answer send(ByteBuffer request) throws IOException {
        ByteBuffer output = request.duplicate();
        while (output.hasRemaining()) {
            channel.write(output);
        }
        input.clear();
        int bodyAt = CONTINUE_HEADERS;
        while (bodyAt == CONTINUE_HEADERS) {
            receive();
            bodyAt = endOfHead();
        }
        byte[] headBytes = new byte[bodyAt];
        input.get(0, headBytes);
        String head = new String(headBytes, ISO_8859_1).toLowerCase(Locale.ROOT);
        int status = Integer.parseInt(head.substring(9, 12));
        if (head.contains("\r\ntransfer-encoding: chunked\r\n")) {
            return new Answer(status, chunks(bodyAt));
        }
        int length = contentLength(head);
        reserve(bodyAt + length);
        while (input.position() < bodyAt + length) {
            receive();
        }
        return new Answer(status, input.slice(bodyAt, length));
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    private void receive() throws IOException {
        if (!input.hasRemaining()) {
            reserve(input.capacity() + 1);
        }
        if (channel.read(input) < 0) {
            throw new EOFException("the server closed the connection within an answer");
        }
    }

    /** Makes room for an answer of so many bytes in all. */
    private void reserve(int bytes) throws IOException {
        if (bytes <= input.capacity()) {
            return;
        }
        if (bytes > ANSWER_BYTES_MAX) {
            throw new IOException("an answer of more than %d bytes".formatted(ANSWER_BYTES_MAX));
        }
        ByteBuffer larger =
                ByteBuffer.allocateDirect(Math.min(ANSWER_BYTES_MAX, Math.max(bytes, 2 * input.capacity())));
        input = larger.put(input.flip());
    }

    private int endOfHead() {
        for (int end = 4; end <= input.position(); end++) {
            if (input.get(end - 1) == '\n' && input.getInt(end - 4) == 0x0d0a0d0a) {
                return end;
            }
        }
        return CONTINUE_HEADERS;
    }

    private static int contentLength(String head) throws IOException {
        int name = head.indexOf("\r\ncontent-length:");
        if (name < 0) {
            throw new IOException("an answer of no known length: " + head);
        }
        int value = head.indexOf(':', name) + 1;
        return Integer.parseInt(head.substring(value, head.indexOf('\r', value)).strip());
    }

    /** Moves the chunks of a body together; returns them without their frames. */
    private ByteBuffer chunks(int bodyAt) throws IOException {
        int to = bodyAt;
        int from = bodyAt;
        while (true) {
            int lineEnd = endOfLine(from);
            byte[] line = new byte[lineEnd - from];
            input.get(from, line);
            int length = Integer.parseInt(new String(line, ISO_8859_1).split(";", 2)[0].strip(), 16);
            from = lineEnd + 2;
            while (input.position() < from + length + 2) {
                receive();
            }
            if (length == 0) {
                return input.slice(bodyAt, to - bodyAt);
            }
            input.put(to, input, from, length);
            to += length;
            from += length + 2;
        }
    }

    private int endOfLine(int from) throws IOException {
        for (int at = from; ; at++) {
            while (input.position() < at + 2) {
                receive();
            }
            if (input.get(at) == '\r' && input.get(at + 1) == '\n') {
                return at;
            }
        }
    }
}
