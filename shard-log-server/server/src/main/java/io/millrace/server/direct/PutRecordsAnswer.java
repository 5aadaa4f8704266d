package io.millrace.server.direct;

import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** The answer to a PutRecords request. One thread, one answer. */
public final class PutRecordsAnswer {
    private static final byte[] FAILED_RECORD_COUNT = CborText.text("FailedRecordCount");
    private static final byte[] RECORDS = CborText.text("Records");
    private static final byte[] SEQUENCE_NUMBER = CborText.text("SequenceNumber");
    private static final byte[] ERROR_CODE = CborText.text("ErrorCode");
    private static final byte[] ERROR_MESSAGE = CborText.text("ErrorMessage");
    private static final byte[] SHARD_ID = CborText.text("ShardId");

    private static final int FRAME_BYTES = 64;
    private static final int RECORD_BYTES =
            2 + SEQUENCE_NUMBER.length + 2 + SequenceNumber.DIGITS + SHARD_ID.length + 2 + ShardId.LENGTH;

    private final ByteBuffer answer;
    private final byte[] digits = new byte[SequenceNumber.DIGITS];
    private final byte[] shardId = new byte[ShardId.LENGTH];

    /** An answer that all of so many records were acknowledged. */
    public PutRecordsAnswer(int records) {
        this(0, records * RECORD_BYTES);
    }

    private PutRecordsAnswer(int failed, int bytes) {
        answer = ByteBuffer.allocate(FRAME_BYTES + bytes);
        answer.put(CborText.MAP).put(FAILED_RECORD_COUNT);
        CborText.putUnsigned(answer, failed);
        answer.put(RECORDS).put(CborText.LIST);
    }

    /** The body that says that every record was refused, each with its message. */
    public static byte[] refused(String errorCode, List<String> messages) {
        byte[] code = CborText.text(errorCode);
        List<byte[]> texts = messages.stream().map(CborText::text).toList();
        int bytes = texts.stream()
                .mapToInt(text -> 2 + ERROR_CODE.length + code.length + ERROR_MESSAGE.length + text.length)
                .sum();
        PutRecordsAnswer refusal = new PutRecordsAnswer(messages.size(), bytes);
        for (byte[] text : texts) {
            refusal.answer
                    .put(CborText.MAP)
                    .put(ERROR_CODE)
                    .put(code)
                    .put(ERROR_MESSAGE)
                    .put(text)
                    .put(CborText.BREAK);
        }
        return refusal.finish();
    }

    /** Says where the next record came to stand. */
    public void add(ShardId shard, SequenceNumber number) {
        number.putDigits(digits, 0);
        shard.putAscii(shardId, 0);
        answer.put(CborText.MAP).put(SEQUENCE_NUMBER);
        CborText.putTextHead(answer, digits.length);
        answer.put(digits).put(SHARD_ID);
        CborText.putTextHead(answer, shardId.length);
        answer.put(shardId).put(CborText.BREAK);
    }

    /** The body, once every record has been added. */
    public byte[] finish() {
        answer.put(CborText.BREAK).put(CborText.BREAK);
        return Arrays.copyOf(answer.array(), answer.position());
    }
}
