package io.millrace.server.direct;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.model.SequenceNumber;
import io.millrace.model.ShardId;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** What stands in an answer to PutRecords around what differs from record to record; as the general codec writes it. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record AnswerSyntax(
        BodyFormat format,
        byte[] beforeCount,
        byte[] beforeRecords,
        byte[] beforeSequenceNumber,
        byte[] beforeShardId,
        byte[] afterShardId,
        byte[] betweenRecords,
        byte[] afterRecords,
        byte[] afterSealedRecords) {
    private static final AnswerSyntax JSON = new AnswerSyntax(
            BodyFormat.JSON,
            ascii("{\"FailedRecordCount\":"),
            ascii(",\"Records\":["),
            ascii("{\"SequenceNumber\":\""),
            ascii("\",\"ShardId\":\""),
            ascii("\"}"),
            ascii(","),
            ascii("]}"),
            ascii("],\"EncryptionType\":\"KMS\"}"));

    private static final AnswerSyntax CBOR = new AnswerSyntax(
            BodyFormat.CBOR,
            join(CborText.MAP, CborText.text("FailedRecordCount")),
            join(CborText.text("Records"), CborText.LIST),
            join(CborText.MAP, CborText.text("SequenceNumber"), CborText.textHead(SequenceNumber.DIGITS)),
            join(CborText.text("ShardId"), CborText.textHead(ShardId.LENGTH)),
            join(CborText.BREAK),
            join(),
            join(CborText.BREAK, CborText.BREAK),
            join(CborText.BREAK, CborText.text("EncryptionType"), CborText.text("KMS"), CborText.BREAK));

    static AnswerSyntax of(BodyFormat format) {
        return switch (format) {
            case JSON -> JSON;
            case CBOR -> CBOR;
        };
    }

    /** Of an acknowledged record and what separates it from the next. */
    int recordBytes() {
        return beforeSequenceNumber.length
                + SequenceNumber.DIGITS
                + beforeShardId.length
                + ShardId.LENGTH
                + afterShardId.length
                + betweenRecords.length;
    }

    byte[] number(int value) {
        return switch (format) {
            case JSON -> ascii(String.valueOf(value));
            case CBOR -> {
                ByteBuffer target = ByteBuffer.allocate(CborText.HEAD_BYTES_MAX);
                CborText.putUnsigned(target, value);
                yield Arrays.copyOf(target.array(), target.position());
            }
        };
    }

    /** A record that was refused; the message needs no escapes. */
    byte[] refusal(String errorCode, String message) {
        return switch (format) {
            case JSON -> ascii("{\"ErrorCode\":\"%s\",\"ErrorMessage\":\"%s\"}".formatted(errorCode, message));
            case CBOR ->
                join(
                        CborText.MAP,
                        CborText.text("ErrorCode"),
                        CborText.text(errorCode),
                        CborText.text("ErrorMessage"),
                        CborText.text(message),
                        CborText.BREAK);
        };
    }

    private static byte[] ascii(String text) {
        return text.getBytes(UTF_8);
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            joined.writeBytes(piece);
        }
        return joined.toByteArray();
    }
}
