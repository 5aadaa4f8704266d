package io.millrace.storage.testing;

import io.millrace.storage.SegmentFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A file as one process has it open; of no use once closed, or once that process is dead. */
final class OpenFile implements SegmentFile {
    private final SimulatedFile file;
    private final SimulatedDisk disk;
    private final int process;
    private boolean closed;

    OpenFile(SimulatedFile file, SimulatedDisk disk) {
        this.file = file;
        this.disk = disk;
        this.process = disk.opened();
    }

    @Override
    public void write(ByteBuffer source, long position) throws IOException {
        check();
        file.write(source, Math.toIntExact(position));
    }

    @Override
    public void force() throws IOException {
        check();
        file.force();
    }

    @Override
    public void truncate(long length) throws IOException {
        check();
        file.truncate(Math.toIntExact(length));
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        check();
        return file.read(target, position);
    }

    @Override
    public long length() throws IOException {
        check();
        return file.length();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            disk.closed(process);
        }
    }

    private void check() throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (!disk.isAlive(process)) {
            throw new IOException("the process that opened this file is dead");
        }
    }
}
