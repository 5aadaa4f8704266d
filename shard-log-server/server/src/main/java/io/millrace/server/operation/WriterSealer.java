package io.millrace.server.operation;

import io.millrace.server.stream.ShardSealer;
import io.millrace.server.write.WriterLoop;
import io.millrace.storage.Extent;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** Ends shards by the writer that appends to them. */
public final class WriterSealer implements ShardSealer {
    private final WriterLoop writer;

    public WriterSealer(WriterLoop writer) {
        this.writer = writer;
    }

    @Override
    public List<Extent> seal(List<Long> shards) throws IOException {
        return await(writer.seal(shards));
    }

    @Override
    public void unseal(List<Long> shards) throws IOException {
        await(writer.unseal(shards));
    }

    private static <T> T await(CompletableFuture<T> answer) throws IOException {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        }
    }
}
