package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpConnectionTest {
    private static final String OF_KNOWN_LENGTH = "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world";
    private static final String IN_CHUNKS =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n6\r\nhello \r\n5;x=y\r\nworld\r\n0\r\n\r\n";

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1_000})
    void answersArriveWholeHoweverTheyAreCut(int packetBytes) throws IOException {
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofPlatform().start(() -> answer(listener, packetBytes, List.of(OF_KNOWN_LENGTH, IN_CHUNKS)));

            try (HttpConnection connection =
                    HttpConnection.open((InetSocketAddress) listener.getLocalSocketAddress())) {
                String first =
                        connection.send(ByteBuffer.wrap(new byte[] {'?'})).text();
                String second =
                        connection.send(ByteBuffer.wrap(new byte[] {'?'})).text();

                assertThat(first).isEqualTo("hello world");
                assertThat(second).isEqualTo("hello world");
            }
        }
    }

    /** Sends an answer for each byte it gets. */
    private static void answer(ServerSocket listener, int packetBytes, List<String> answers) {
        try (Socket socket = listener.accept()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            for (String answer : answers) {
                if (in.read() < 0) {
                    return;
                }
                byte[] bytes = answer.getBytes(ISO_8859_1);
                for (int from = 0; from < bytes.length; from += packetBytes) {
                    socket.getOutputStream().write(bytes, from, Math.min(packetBytes, bytes.length - from));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
