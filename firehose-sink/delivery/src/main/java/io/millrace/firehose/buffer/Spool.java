package io.millrace.firehose.buffer;

import io.millrace.firehose.destination.Delivery;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** Records in a file that no other process and no later one reads, each as arrival (8), length (4) and data. */
final class Spool implements Delivery.Records, Closeable {
    private final Path file;

    // Replaced by the one thread that fills the buffer.
    private DataOutputStream out;
    private long count;

    Spool(Path file) throws IOException {
        this.file = file;
        this.out = open(file);
    }

    void add(byte[] data, Instant arrival) throws IOException {
        out.writeLong(arrival.toEpochMilli());
        out.writeInt(data.length);
        out.write(data);
        count++;
    }

    @Override
    public void forEach(Delivery.Visitor visitor) throws IOException {
        out.flush();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (long i = 0; i < count; i++) {
                Instant arrival = Instant.ofEpochMilli(in.readLong());
                byte[] data = new byte[in.readInt()];
                in.readFully(data);
                visitor.visit(data, arrival);
            }
        }
    }

    void clear() throws IOException {
        out.close();
        out = open(file);
        count = 0;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(file);
        out.close();
    }

    private static DataOutputStream open(Path file) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)));
    }
}
