package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What an answer of GetRecords holds.
 *
 * @param dataBytes of all records
 * @param nextIterator null at the end of a closed shard
 * @param atEnd whether nothing more was there
 */
record GetAnswer(int records, long dataBytes, @Nullable String nextIterator, boolean atEnd) {
    private static final byte[] RECORDS = "Records".getBytes(US_ASCII);
    private static final byte[] NEXT_SHARD_ITERATOR = "NextShardIterator".getBytes(US_ASCII);
    private static final byte[] MILLIS_BEHIND_LATEST = "MillisBehindLatest".getBytes(US_ASCII);
    private static final byte[] SEQUENCE_NUMBER = "SequenceNumber".getBytes(US_ASCII);
    private static final byte[] DATA = "Data".getBytes(US_ASCII);

    /** Reads an answer of status 200, in CBOR; the consumer gets the first eight bytes of each record's data. */
    static GetAnswer read(ByteBuffer body, LongConsumer firstLongs) throws IOException {
        return read(body, firstLongs, null);
    }

    /** Reads an answer of status 200, in CBOR; the consumer gets the sequence number of each record. */
    static GetAnswer readNumbers(ByteBuffer body, Consumer<String> numbers) throws IOException {
        return read(body, ignored -> {}, numbers);
    }

    private static GetAnswer read(ByteBuffer body, LongConsumer firstLongs, @Nullable Consumer<String> numbers)
            throws IOException {
        CborCursor cursor = new CborCursor(body);
        CborCursor.Items fields = cursor.map();
        int count = 0;
        long dataBytes = 0;
        String nextIterator = null;
        long behind = 0;
        while (fields.next()) {
            if (cursor.nameIs(RECORDS)) {
                CborCursor.Items records = cursor.array();
                while (records.next()) {
                    CborCursor.Bytes data = data(cursor, numbers);
                    dataBytes += data.length();
                    firstLongs.accept(data.firstLong());
                    count++;
                }
            } else if (cursor.nameIs(NEXT_SHARD_ITERATOR)) {
                nextIterator = cursor.isNull() ? null : cursor.text();
            } else if (cursor.nameIs(MILLIS_BEHIND_LATEST)) {
                behind = cursor.unsigned();
            } else {
                cursor.skip();
                cursor.skip();
            }
        }
        return new GetAnswer(count, dataBytes, nextIterator, behind == 0);
    }

    private static CborCursor.Bytes data(CborCursor cursor, @Nullable Consumer<String> numbers) throws IOException {
        CborCursor.Bytes data = null;
        CborCursor.Items fields = cursor.map();
        while (fields.next()) {
            if (cursor.nameIs(DATA)) {
                data = cursor.bytes();
            } else if (numbers != null && cursor.nameIs(SEQUENCE_NUMBER)) {
                numbers.accept(cursor.text());
            } else {
                cursor.skip();
                cursor.skip();
            }
        }
        if (data == null) {
            throw new IOException("a record without data");
        }
        return data;
    }
}
