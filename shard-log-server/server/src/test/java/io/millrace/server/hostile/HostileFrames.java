package io.millrace.server.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** HTTP/2 connections that say what the protocol forbids, or in an order that it does. Not for several threads. */
final class HostileFrames {
    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII);
    private static final int HEAD_BYTES = 9;
    private static final int DATA = 0;
    private static final int HEADERS = 1;
    private static final int PRIORITY = 2;
    private static final int RESET = 3;
    private static final int SETTINGS = 4;
    private static final int PUSH = 5;
    private static final int PING = 6;
    private static final int GO_AWAY = 7;
    private static final int WINDOW = 8;
    private static final int CONTINUATION = 9;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private final Random random;
    private final HostileBodies bodies;

    HostileFrames(long seed) {
        random = new Random(seed);
        bodies = new HostileBodies(random);
    }

    /** Everything that one connection says. */
    byte[] next() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(random.nextInt(20) == 0 ? new byte[random.nextInt(30)] : PREFACE);
        if (random.nextInt(10) != 0) {
            frame(bytes, SETTINGS, 0, 0, new byte[0]);
        }
        int stream = 1;
        for (int count = 1 + random.nextInt(20); count > 0; count--) {
            step(bytes, stream);
            stream += random.nextInt(4) == 0 ? random.nextInt(5) - 2 : 2;
        }
        return bytes.toByteArray();
    }

    /** The statuses of the answers in what a server said; what is no whole frame is left out. */
    static List<String> statuses(byte[] said) throws Http2Exception {
        List<String> statuses = new ArrayList<>();
        DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
        ByteBuffer in = ByteBuffer.wrap(said);
        while (in.remaining() >= HEAD_BYTES) {
            int length = (in.getShort() & 0xffff) << 8 | (in.get() & 0xff);
            int type = in.get();
            in.get();
            int stream = in.getInt();
            if (length > in.remaining()) {
                return statuses;
            }
            ByteBuf payload = Unpooled.wrappedBuffer(in.slice(in.position(), length));
            in.position(in.position() + length);
            if (type == HEADERS) {
                Http2Headers headers = decoder.decodeHeaders(stream, payload);
                if (headers.status() != null) {
                    statuses.add(headers.status().toString());
                }
            }
        }
        return statuses;
    }

    private void step(ByteArrayOutputStream to, int stream) {
        switch (random.nextInt(16)) {
            case 0 -> frame(to, DATA, END_STREAM, stream, new byte[random.nextInt(100)]);
            case 1 -> frame(to, RESET, 0, stream, new byte[random.nextBoolean() ? 4 : 3]);
            case 2 -> frame(to, SETTINGS, random.nextInt(2), random.nextInt(2), new byte[random.nextInt(20)]);
            case 3 -> frame(to, WINDOW, 0, random.nextBoolean() ? 0 : stream, new byte[] {0x7f, -1, -1, -1});
            case 4 -> frame(to, WINDOW, 0, stream, new byte[4]);
            case 5 -> frame(to, PING, 0, random.nextInt(2), new byte[random.nextBoolean() ? 8 : 7]);
            case 6 ->
                frame(
                        to,
                        PRIORITY,
                        0,
                        stream,
                        ByteBuffer.allocate(5).putInt(stream).array());
            case 7 -> frame(to, PUSH, END_HEADERS, stream, new byte[8]);
            case 8 -> frame(to, CONTINUATION, END_HEADERS, stream, headers("ListStreams"));
            case 9 -> frame(to, GO_AWAY, 0, 0, new byte[8 + random.nextInt(5)]);
            case 10 ->
                frame(to, random.nextInt(256), random.nextInt(256), random.nextInt(), new byte[random.nextInt(50)]);
            case 11 -> {
                byte[] garbage = new byte[random.nextInt(60)];
                random.nextBytes(garbage);
                frame(to, HEADERS, END_HEADERS | END_STREAM, stream, garbage);
            }
            case 12 -> {
                // Asks and takes it back, again and again.
                for (int again = 0; again < 50; again++) {
                    frame(to, HEADERS, END_HEADERS, stream + 2 * again, headers("PutRecords"));
                    frame(to, RESET, 0, stream + 2 * again, new byte[] {0, 0, 0, 8});
                }
            }
            default -> {
                List<String> operations = HostileBodies.operations();
                String operation = operations.get(random.nextInt(operations.size()));
                frame(to, HEADERS, END_HEADERS, stream, headers(operation));
                frame(
                        to,
                        DATA,
                        random.nextInt(4) == 0 ? 0 : END_STREAM,
                        stream,
                        bodies.next(operation, BodyFormat.JSON));
            }
        }
    }

    private static byte[] headers(String operation) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // POST, http and / of the static table, then literals with new names.
        block.writeBytes(new byte[] {(byte) 0x83, (byte) 0x86, (byte) 0x84});
        literal(block, ":authority", "localhost");
        literal(block, "content-type", BodyFormat.JSON.contentType());
        literal(block, "x-amz-target", "Kinesis_20131202." + operation);
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream to, String name, String value) {
        to.write(0);
        to.write(name.length());
        to.writeBytes(name.getBytes(ISO_8859_1));
        to.write(value.length());
        to.writeBytes(value.getBytes(ISO_8859_1));
    }

    private static void frame(ByteArrayOutputStream to, int type, int flags, int stream, byte[] payload) {
        ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
        head.put((byte) (payload.length >> 16)).putShort((short) payload.length);
        head.put((byte) type).put((byte) flags).putInt(stream);
        to.writeBytes(head.array());
        to.writeBytes(payload);
    }
}
