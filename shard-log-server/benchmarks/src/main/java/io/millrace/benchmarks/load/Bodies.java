package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.random.RandomGenerator;

/** Bodies of puts and gets, of records whose data does not compress and whose partition keys reach every shard. */
final class Bodies {
    private static final int KEY_BYTES = 12;
    private static final int MAP = 5 << 5;
    private static final int ARRAY = 4 << 5;
    private static final int TEXT = 3 << 5;
    private static final int BYTES = 2 << 5;

    private final RandomGenerator random;

    Bodies(RandomGenerator random) {
        this.random = random;
    }

    byte[] putRecords(Wire wire, String stream, int records, int recordBytes) {
        return switch (wire) {
            case CBOR -> putRecordsCbor(stream, records, recordBytes);
            case JSON -> putRecordsJson(stream, records, recordBytes);
        };
    }

    byte[] putRecord(String stream, byte[] data) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        head(body, MAP, 3);
        text(body, "StreamName");
        text(body, stream);
        record(body, data);
        return body.toByteArray();
    }

    static byte[] getRecords(String iterator, int limit) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        head(body, MAP, 2);
        text(body, "ShardIterator");
        text(body, iterator);
        text(body, "Limit");
        head(body, 0, limit);
        return body.toByteArray();
    }

    private byte[] putRecordsCbor(String stream, int records, int recordBytes) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        head(body, MAP, 2);
        text(body, "StreamName");
        text(body, stream);
        text(body, "Records");
        head(body, ARRAY, records);
        for (int i = 0; i < records; i++) {
            head(body, MAP, 2);
            record(body, data(recordBytes));
        }
        return body.toByteArray();
    }

    private byte[] putRecordsJson(String stream, int records, int recordBytes) {
        StringBuilder body =
                new StringBuilder("{\"StreamName\":\"").append(stream).append("\",\"Records\":[");
        for (int i = 0; i < records; i++) {
            body.append(i == 0 ? "" : ",")
                    .append("{\"Data\":\"")
                    .append(Base64.getEncoder().encodeToString(data(recordBytes)))
                    .append("\",\"PartitionKey\":\"")
                    .append(key())
                    .append("\"}");
        }
        return body.append("]}").toString().getBytes(US_ASCII);
    }

    private void record(ByteArrayOutputStream body, byte[] data) {
        text(body, "Data");
        head(body, BYTES, data.length);
        body.writeBytes(data);
        text(body, "PartitionKey");
        text(body, key());
    }

    byte[] data(int bytes) {
        byte[] data = new byte[bytes];
        random.nextBytes(data);
        return data;
    }

    String key() {
        StringBuilder key = new StringBuilder(KEY_BYTES);
        for (int i = 0; i < KEY_BYTES; i++) {
            key.append((char) random.nextInt('a', 'z' + 1));
        }
        return key.toString();
    }

    private static void text(ByteArrayOutputStream body, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        head(body, TEXT, bytes.length);
        body.writeBytes(bytes);
    }

    /** The shortest head of a type, as the SDKs write it. */
    private static void head(ByteArrayOutputStream body, int type, int argument) {
        if (argument < 24) {
            body.write(type | argument);
        } else if (argument < 1 << 8) {
            body.write(type | 24);
            body.write(argument);
        } else if (argument < 1 << 16) {
            body.write(type | 25);
            body.write(argument >> 8);
            body.write(argument);
        } else {
            body.write(type | 26);
            body.write(argument >> 24);
            body.write(argument >> 16);
            body.write(argument >> 8);
            body.write(argument);
        }
    }
}
