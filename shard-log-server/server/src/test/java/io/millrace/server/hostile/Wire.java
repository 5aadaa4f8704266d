package io.millrace.server.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** A connection that takes any bytes, and reads HTTP/1.1 answers whose length is stated. */
final class Wire implements Closeable {
    /** Who waits longer than this for an answer has found a hang. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int CONTINUE = 100;

    private final Socket socket;
    private final InputStream in;

    Wire(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) PATIENCE.toMillis());
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Says that nothing more will come. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    /** The next final answer; throws {@link EOFException} if the server hung up before it. */
    Answer read(boolean bodiless) throws IOException {
        while (true) {
            String status = line();
            Map<String, String> headers = new HashMap<>();
            for (String line = line(); !line.isEmpty(); line = line()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            int code = Integer.parseInt(status, 9, 12, 10);
            if (code != CONTINUE) {
                int length = bodiless ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
                return new Answer(code, headers, in.readNBytes(length));
            }
        }
    }

    /** Everything until the server hangs up. */
    byte[] rest() throws IOException {
        return in.readAllBytes();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("closed within an answer: " + line.toString(ISO_8859_1));
            }
            line.write(next);
        }
        return line.toString(ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
