package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What an answer of PutRecords says became of its records. */
record PutAnswer(int acknowledged, int refused) {
    private static final byte[] FAILED_RECORD_COUNT = "FailedRecordCount".getBytes(US_ASCII);
    private static final byte[] RECORDS = "Records".getBytes(US_ASCII);
    private static final byte[] SEQUENCE_NUMBER = "SequenceNumber".getBytes(US_ASCII);
    private static final byte[] ERROR_CODE = "ErrorCode".getBytes(US_ASCII);
    private static final Pattern JSON_FAILED = Pattern.compile("\"FailedRecordCount\"\\s*:\\s*(\\d+)");
    private static final Pattern JSON_SEQUENCE_NUMBER = Pattern.compile("\"SequenceNumber\"\\s*:\\s*\"");
    private static final Pattern JSON_ERROR_CODE = Pattern.compile("\"ErrorCode\"\\s*:\\s*\"");

    /**
     * Reads an answer of status 200.
     *
     * @param sent how many records the request had
     * @throws IOException if the answer does not tell of each of them, or contradicts itself
     */
    static PutAnswer read(Wire wire, ByteBuffer body, int sent) throws IOException {
        return switch (wire) {
            case CBOR -> readCbor(body, sent);
            case JSON -> readJson(US_ASCII.decode(body.duplicate()).toString(), sent);
        };
    }

    private static PutAnswer readCbor(ByteBuffer body, int sent) throws IOException {
        CborCursor cursor = new CborCursor(body);
        CborCursor.Items fields = cursor.map();
        long failed = 0;
        int acknowledged = 0;
        int refused = 0;
        while (fields.next()) {
            // The two names differ in length: the first test costs nothing.
            if (cursor.nameIs(FAILED_RECORD_COUNT)) {
                failed = cursor.unsigned();
            } else if (cursor.nameIs(RECORDS)) {
                CborCursor.Items records = cursor.array();
                while (records.next()) {
                    if (isAcknowledged(cursor)) {
                        acknowledged++;
                    } else {
                        refused++;
                    }
                }
            } else {
                cursor.skip();
                cursor.skip();
            }
        }
        return checked(acknowledged, refused, failed, sent);
    }

    private static boolean isAcknowledged(CborCursor cursor) throws IOException {
        boolean numbered = false;
        boolean failed = false;
        CborCursor.Items fields = cursor.map();
        while (fields.next()) {
            boolean isNumber = cursor.nameIs(SEQUENCE_NUMBER);
            boolean isError = !isNumber && cursor.nameIs(ERROR_CODE);
            if (!isNumber && !isError) {
                cursor.skip();
            }
            if ((isNumber || isError) && cursor.isNull()) {
                continue;
            }
            cursor.skip();
            numbered |= isNumber;
            failed |= isError;
        }
        return numbered && !failed;
    }

    private static PutAnswer readJson(String body, int sent) throws IOException {
        Matcher failed = JSON_FAILED.matcher(body);
        if (!failed.find()) {
            throw new IOException("an answer without FailedRecordCount");
        }
        int acknowledged =
                Math.toIntExact(JSON_SEQUENCE_NUMBER.matcher(body).results().count());
        int refused = Math.toIntExact(JSON_ERROR_CODE.matcher(body).results().count());
        return checked(acknowledged, refused, Long.parseLong(failed.group(1)), sent);
    }

    private static PutAnswer checked(int acknowledged, int refused, long failed, int sent) throws IOException {
        if (refused != failed || acknowledged + refused != sent) {
            throw new IOException("of %d records %d have a number, %d an error, and FailedRecordCount is %d"
                    .formatted(sent, acknowledged, refused, failed));
        }
        return new PutAnswer(acknowledged, refused);
    }
}
