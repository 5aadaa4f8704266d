package io.millrace.server.direct;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The answer to a PutRecords request. One thread, one answer. */
public final class PutRecordsAnswer {
    /** At least what stands before the records, and what stands behind them. */
    private static final int FRAME_BYTES = 96;

    private final AnswerSyntax syntax;
    private final byte[] digits = new byte[SequenceNumber.DIGITS];
    private final byte[] shardId = new byte[ShardId.LENGTH];
    private ByteBuffer answer;
    private int records;

    /**
     * An answer of so many records, all of which are to be added.
     *
     * @param failed how many of them were refused
     */
    public PutRecordsAnswer(BodyFormat format, int records, int failed) {
        syntax = AnswerSyntax.of(format);
        // What stands before the records, and what makeRoom keeps free behind them: it must not grow if none is
        // refused.
        answer = ByteBuffer.allocate(2 * FRAME_BYTES + records * syntax.recordBytes());
        answer.put(syntax.beforeCount()).put(syntax.number(failed)).put(syntax.beforeRecords());
    }

    /** Says where the next record came to stand. */
    public void add(ShardId shard, SequenceNumber number) {
        makeRoom(syntax.recordBytes());
        number.putDigits(digits, 0);
        shard.putAscii(shardId, 0);
        separate();
        answer.put(syntax.beforeSequenceNumber())
                .put(digits)
                .put(syntax.beforeShardId())
                .put(shardId)
                .put(syntax.afterShardId());
    }

    /** Says why the next record was refused; the message needs no escapes. */
    public void addRefusal(String errorCode, String message) {
        byte[] refusal = syntax.refusal(errorCode, message);
        makeRoom(refusal.length);
        separate();
        answer.put(refusal);
    }

    /** A refusal is longer than what a record was given: the records behind it need room again. */
    private void makeRoom(int bytes) {
        int needed = bytes + FRAME_BYTES;
        if (answer.remaining() < needed) {
            answer = ByteBuffer.allocate(2 * (answer.capacity() + needed)).put(answer.flip());
        }
    }

    /** The body, once every record has been added, of a stream that is not encrypted. */
    public byte[] finish() {
        return finish(false);
    }

    /**
     * The body, once every record has been added.
     *
     * @param sealed whether the stream's records are sealed at rest
     */
    public byte[] finish(boolean sealed) {
        answer.put(sealed ? syntax.afterSealedRecords() : syntax.afterRecords());
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private void separate() {
        if (records++ > 0) {
            answer.put(syntax.betweenRecords());
        }
    }
}
