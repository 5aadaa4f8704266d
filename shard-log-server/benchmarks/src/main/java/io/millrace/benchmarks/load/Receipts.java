package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Map;
import java.util.TreeMap;

/**
 * Which records a server acknowledged, a bit each: within a shard, the sequence index of a sequence number counts up by one.
 * For any thread.
 */
final class Receipts {
    private static final byte[] RECORDS = "Records".getBytes(US_ASCII);
    private static final byte[] SHARD_ID = "ShardId".getBytes(US_ASCII);
    private static final byte[] SEQUENCE_NUMBER = "SequenceNumber".getBytes(US_ASCII);
    private static final byte[] ERROR_CODE = "ErrorCode".getBytes(US_ASCII);

    /** In a sequence number of version 2, behind the index stand 20 hex digits: byte, seconds, shard and version. */
    private static final int BELOW_INDEX_BITS = 80;

    // Guarded by this.
    private final Map<String, BitSet> byShard = new TreeMap<>();
    private final Map<String, Long> refusedByCode = new TreeMap<>();
    private long acknowledged;

    /** Keeps what an answer of PutRecords, in CBOR and of status 200, says; returns how many records it acknowledges. */
    int keep(ByteBuffer body) throws IOException {
        CborCursor cursor = new CborCursor(body);
        CborCursor.Items fields = cursor.map();
        int kept = 0;
        while (fields.next()) {
            if (cursor.nameIs(RECORDS)) {
                CborCursor.Items records = cursor.array();
                while (records.next()) {
                    kept += keepOne(cursor) ? 1 : 0;
                }
            } else {
                cursor.skip();
                cursor.skip();
            }
        }
        return kept;
    }

    private boolean keepOne(CborCursor cursor) throws IOException {
        String shard = null;
        String number = null;
        String error = null;
        CborCursor.Items fields = cursor.map();
        while (fields.next()) {
            if (cursor.nameIs(SHARD_ID)) {
                shard = cursor.isNull() ? null : cursor.text();
            } else if (cursor.nameIs(SEQUENCE_NUMBER)) {
                number = cursor.isNull() ? null : cursor.text();
            } else if (cursor.nameIs(ERROR_CODE)) {
                error = cursor.isNull() ? null : cursor.text();
            } else {
                cursor.skip();
                cursor.skip();
            }
        }
        if (error != null) {
            refuse(error, 1);
            return false;
        }
        if (shard == null || number == null) {
            throw new IOException("a record without an error and without a place");
        }
        acknowledge(shard, index(number));
        return true;
    }

    private synchronized void acknowledge(String shard, int index) throws IOException {
        BitSet indexes = byShard.computeIfAbsent(shard, first -> new BitSet());
        if (indexes.get(index)) {
            throw new IOException("acknowledged twice: %s, index %d".formatted(shard, index));
        }
        indexes.set(index);
        acknowledged++;
    }

    synchronized void refuse(String code, long records) {
        refusedByCode.merge(code, records, Long::sum);
    }

    synchronized long acknowledged() {
        return acknowledged;
    }

    synchronized Map<String, Long> refusedByCode() {
        return Map.copyOf(refusedByCode);
    }

    /** Records of a shard that were acknowledged, by index; the caller's own. */
    synchronized BitSet of(String shard) {
        return (BitSet) byShard.getOrDefault(shard, new BitSet()).clone();
    }

    /** The sequence index of a sequence number. */
    static int index(String sequenceNumber) {
        return new BigInteger(sequenceNumber)
                .shiftRight(BELOW_INDEX_BITS)
                .and(BigInteger.TWO.pow(Long.SIZE).subtract(BigInteger.ONE))
                .intValueExact();
    }
}
