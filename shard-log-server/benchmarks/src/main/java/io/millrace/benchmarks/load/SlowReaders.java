package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Connections that ask for as much as an answer may hold and take a few kilobytes of it a second. Who is hung up on, or has
 * it all, asks again. One thread serves all of them, until closed.
 */
public final class SlowReaders implements Closeable {
    private static final int BYTES_A_TURN = 4 << 10;
    private static final int RECEIVE_BYTES = 16 << 10;
    private static final Duration TURN = Duration.ofSeconds(1);
    private static final int QUIET_TURNS = 3;

    private final InetSocketAddress address;
    private final ByteBuffer request;
    private final List<Connection> connections = new ArrayList<>();
    private final ByteBuffer taken = ByteBuffer.allocateDirect(BYTES_A_TURN);
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final Thread thread = Thread.ofPlatform().name("slow-readers").unstarted(this::run);
    private volatile boolean stopping;

    /** One of them. Belongs to the thread. */
    private final class Connection {
        private @Nullable SocketChannel channel;
        private int quietTurns;

        void turn() {
            try {
                SocketChannel open = channel == null ? ask() : channel;
                channel = open;
                taken.clear();
                int read = open.read(taken);
                if (read < 0) {
                    hangUp();
                } else if (read > 0) {
                    quietTurns = 0;
                    bytes.addAndGet(read);
                    answers.addAndGet(beginsAnswer() ? 1 : 0);
                } else if (++quietTurns > QUIET_TURNS) {
                    // All of an answer is taken, or it was a refusal: another is asked for, afresh.
                    hangUp();
                }
            } catch (IOException e) {
                hangUp();
            }
        }

        private boolean beginsAnswer() {
            return UTF_8.decode(taken.flip().limit(Math.min(taken.limit(), 12)))
                    .toString()
                    .equals("HTTP/1.1 200");
        }

        private SocketChannel ask() throws IOException {
            SocketChannel opened = SocketChannel.open();
            try {
                opened.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BYTES);
                opened.connect(address);
                ByteBuffer output = request.duplicate();
                while (output.hasRemaining()) {
                    opened.write(output);
                }
                opened.configureBlocking(false);
                quietTurns = 0;
                return opened;
            } catch (IOException e) {
                opened.close();
                throw e;
            }
        }

        void hangUp() {
            SocketChannel old = channel;
            channel = null;
            try {
                if (old != null) {
                    old.close();
                }
            } catch (IOException e) {
                throw new AssertionError("a socket that does not close", e);
            }
        }
    }

    private SlowReaders(URI endpoint, ByteBuffer request, int count) {
        this.address = new InetSocketAddress(endpoint.getHost(), endpoint.getPort());
        this.request = request;
        for (int i = 0; i < count; i++) {
            connections.add(new Connection());
        }
    }

    /** Starts so many readers of a shard from its trim horizon on; their iterator is good for five minutes. */
    public static SlowReaders start(Caller caller, URI endpoint, String stream, int count) throws IOException {
        try (ShardReader shard = new ShardReader(caller, stream, "shardId-000000000000")) {
            byte[] body = Bodies.getRecords(shard.iterator("TRIM_HORIZON"), 10_000);
            SlowReaders readers = new SlowReaders(endpoint, caller.request("GetRecords", Wire.CBOR, body), count);
            readers.thread.start();
            return readers;
        }
    }

    private void run() {
        while (!stopping) {
            long began = System.nanoTime();
            connections.forEach(Connection::turn);
            LockSupport.parkNanos(TURN.toNanos() - (System.nanoTime() - began));
        }
        connections.forEach(Connection::hangUp);
    }

    /** Taken by all of them. */
    public long bytes() {
        return bytes.get();
    }

    /** Begun to all of them; a refusal is none. */
    public long answers() {
        return answers.get();
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
