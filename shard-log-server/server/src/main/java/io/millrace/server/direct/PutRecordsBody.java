package io.millrace.server.direct;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.frontdoor.BodyFormat;
import io.millrace.frontdoor.RequestBody;
import io.millrace.server.write.NewRecord;
import io.millrace.server.write.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a PutRecords request says, its bytes left in the body.
 *
 * @param streamName or null, if the stream is named by its ARN alone
 */
public record PutRecordsBody(
        @Nullable String streamName, @Nullable String streamArn, List<NewRecord> records) {
    private static final byte[] STREAM_NAME = ascii("StreamName");
    private static final byte[] STREAM_ARN = ascii("StreamARN");
    private static final byte[] RECORDS = ascii("Records");
    private static final byte[] DATA = ascii("Data");
    private static final byte[] PARTITION_KEY = ascii("PartitionKey");
    private static final byte[] EXPLICIT_HASH_KEY = ascii("ExplicitHashKey");

    private static final int RECORDS_MAX = 500;
    private static final int KEY_BYTES_MAX = 256;
    private static final int DATA_BYTES_MAX = 10 << 20;
    /** One of more digits may be past the ring's end. */
    private static final int HASH_KEY_DIGITS_MAX = 38;

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:kinesis:[a-z0-9-]+:\\d{12}:stream/[a-zA-Z0-9_.-]{1,128}");

    public PutRecordsBody {
        records = List.copyOf(records);
    }

    /** Empty unless every part of the body is one that is known here, well formed, and within the API's constraints. */
    public static Optional<PutRecordsBody> read(BodyFormat format, RequestBody body) {
        try {
            return Optional.of(read(BodyReader.of(format, body)));
        } catch (NotPlainException e) {
            return Optional.empty();
        }
    }

    private static PutRecordsBody read(BodyReader reader) throws NotPlainException {
        String name = null;
        String arn = null;
        List<NewRecord> records = null;
        long count = reader.map();
        for (long read = 0; reader.more(count, read); read++) {
            Slice member = reader.member();
            if (member.is(RECORDS) && records == null) {
                records = records(reader);
            } else if (member.is(STREAM_NAME) && name == null) {
                name = matching(reader.ascii(), NAME);
            } else if (member.is(STREAM_ARN) && arn == null) {
                arn = matching(reader.ascii(), ARN);
            } else {
                throw new NotPlainException();
            }
        }
        reader.end();
        if (records == null) {
            throw new NotPlainException();
        }
        return new PutRecordsBody(name, arn, records);
    }

    private static List<NewRecord> records(BodyReader reader) throws NotPlainException {
        List<NewRecord> records = new ArrayList<>();
        long count = reader.list();
        while (reader.more(count, records.size())) {
            if (records.size() == RECORDS_MAX) {
                throw new NotPlainException();
            }
            records.add(record(reader));
        }
        if (records.isEmpty()) {
            throw new NotPlainException();
        }
        return records;
    }

    private static NewRecord record(BodyReader reader) throws NotPlainException {
        Slice key = null;
        Slice data = null;
        String hashKey = null;
        long count = reader.map();
        for (long read = 0; reader.more(count, read); read++) {
            Slice member = reader.member();
            if (member.is(DATA) && data == null) {
                data = reader.bytes();
            } else if (member.is(PARTITION_KEY) && key == null) {
                key = reader.ascii();
            } else if (member.is(EXPLICIT_HASH_KEY) && hashKey == null) {
                hashKey = hashKey(reader.ascii());
            } else {
                throw new NotPlainException();
            }
        }
        if (key == null
                || key.length() < 1
                || key.length() > KEY_BYTES_MAX
                || data == null
                || data.length() > DATA_BYTES_MAX) {
            throw new NotPlainException();
        }
        return new NewRecord(key, hashKey, data);
    }

    private static String hashKey(Slice digits) throws NotPlainException {
        String text = digits.toString();
        boolean plain = text.length() <= HASH_KEY_DIGITS_MAX
                && !text.isEmpty()
                && (text.charAt(0) != '0' || text.length() == 1)
                && text.chars().allMatch(digit -> digit >= '0' && digit <= '9');
        if (!plain) {
            throw new NotPlainException();
        }
        return text;
    }

    private static String matching(Slice slice, Pattern pattern) throws NotPlainException {
        String text = slice.toString();
        if (!pattern.matcher(text).matches()) {
            throw new NotPlainException();
        }
        return text;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
