package io.millrace.server.direct;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The answer to a PutRecords request. One thread, one answer. */
public final class PutRecordsAnswer {
    private static final int FRAME_BYTES = 64;

    private final AnswerSyntax syntax;
    private final ByteBuffer answer;
    private final byte[] digits = new byte[SequenceNumber.DIGITS];
    private final byte[] shardId = new byte[ShardId.LENGTH];
    private int records;

    /** An answer that all of so many records were acknowledged. */
    public PutRecordsAnswer(BodyFormat format, int records) {
        this(AnswerSyntax.of(format), 0, records * AnswerSyntax.of(format).recordBytes());
    }

    private PutRecordsAnswer(AnswerSyntax syntax, int failed, int bytes) {
        this.syntax = syntax;
        answer = ByteBuffer.allocate(FRAME_BYTES + bytes);
        answer.put(syntax.beforeCount()).put(syntax.number(failed)).put(syntax.beforeRecords());
    }

    /** The body that says that every record was refused, each with its message, which needs no escapes. */
    public static byte[] refused(BodyFormat format, String errorCode, List<String> messages) {
        AnswerSyntax syntax = AnswerSyntax.of(format);
        List<byte[]> refusals = messages.stream()
                .map(message -> syntax.refusal(errorCode, message))
                .toList();
        int bytes = refusals.stream().mapToInt(refusal -> refusal.length + 1).sum();
        PutRecordsAnswer answer = new PutRecordsAnswer(syntax, messages.size(), bytes);
        refusals.forEach(answer::add);
        return answer.finish();
    }

    /** Says where the next record came to stand. */
    public void add(ShardId shard, SequenceNumber number) {
        number.putDigits(digits, 0);
        shard.putAscii(shardId, 0);
        separate();
        answer.put(syntax.beforeSequenceNumber())
                .put(digits)
                .put(syntax.beforeShardId())
                .put(shardId)
                .put(syntax.afterShardId());
    }

    /** The body, once every record has been added. */
    public byte[] finish() {
        answer.put(syntax.afterRecords());
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private void add(byte[] record) {
        separate();
        answer.put(record);
    }

    private void separate() {
        if (records++ > 0) {
            answer.put(syntax.betweenRecords());
        }
    }
}
