package io.millrace.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one shard over a connection of its own. Belongs to one thread; any thread may close it. */
final class ShardReader implements Closeable {
    private static final Pattern ITERATOR = Pattern.compile("\"ShardIterator\"\\s*:\\s*\"([^\"]+)\"");

    private final Caller caller;
    private final HttpConnection connection;
    private final String stream;
    private final String shard;

    ShardReader(Caller caller, String stream, String shard) throws IOException {
        this.caller = caller;
        this.connection = caller.connect();
        this.stream = stream;
        this.shard = shard;
    }

    /** A new iterator of the type {@code TRIM_HORIZON} or {@code LATEST}. */
    String iterator(String type) throws IOException {
        String body = "{\"StreamName\":\"%s\",\"ShardId\":\"%s\",\"ShardIteratorType\":\"%s\"}"
                .formatted(stream, shard, type);
        Matcher found = ITERATOR.matcher(caller.call("GetShardIterator", body));
        if (!found.find()) {
            throw new IOException("an answer without an iterator");
        }
        return found.group(1);
    }

    GetAnswer get(String iterator, int limit) throws IOException {
        return get(iterator, limit, ignored -> {});
    }

    /** As {@link #get(String, int)}; the consumer gets the first eight bytes of each record's data. */
    GetAnswer get(String iterator, int limit, LongConsumer firstLongs) throws IOException {
        HttpConnection.Answer answer =
                connection.send(caller.request("GetRecords", Wire.CBOR, Bodies.getRecords(iterator, limit)));
        if (answer.status() != 200) {
            throw new IOException("GetRecords: " + answer);
        }
        return GetAnswer.read(answer.body(), firstLongs);
    }

    /** As {@link #get(String, int)}; the consumer gets each record's sequence number. */
    GetAnswer getNumbers(String iterator, int limit, Consumer<String> numbers) throws IOException {
        HttpConnection.Answer answer =
                connection.send(caller.request("GetRecords", Wire.CBOR, Bodies.getRecords(iterator, limit)));
        if (answer.status() != 200) {
            throw new IOException("GetRecords: " + answer);
        }
        return GetAnswer.readNumbers(answer.body(), numbers);
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
