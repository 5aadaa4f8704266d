package io.millrace.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/** PutRecord on one connection, one after the other: the load that shows how a server feels. Belongs to one thread. */
public final class OneByOne implements Closeable {
    private static final int RECORD_BYTES = 1 << 10;

    private final Caller caller;
    private final ByteBuffer request;
    private HttpConnection connection;

    public OneByOne(Caller caller, String stream) throws IOException {
        Bodies bodies = new Bodies(new SplittableRandom(0));
        this.caller = caller;
        this.request = caller.request("PutRecord", Wire.CBOR, bodies.putRecord(stream, bodies.data(RECORD_BYTES)));
        this.connection = caller.connect();
    }

    /** How long a put took; {@link Long#MAX_VALUE} if it was refused. */
    public long putNanos() throws IOException {
        long began = System.nanoTime();
        try {
            int status = connection.send(request).status();
            return status == 200 ? System.nanoTime() - began : Long.MAX_VALUE;
        } catch (IOException e) {
            connection.close();
            connection = caller.connect();
            return Long.MAX_VALUE;
        }
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
