package io.millrace.server.direct;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.millrace.frontdoor.RequestBody;
import io.millrace.server.write.Slice;
import java.util.Optional;

/**
 * What a GetRecords request says that names its iterator, and no stream besides.
 *
 * @param limit of records, the API's largest if the caller set none
 */
public record GetRecordsBody(String shardIterator, int limit) {
    /** Of records in one answer. */
    public static final int RECORDS_MAX = 10_000;

    private static final byte[] SHARD_ITERATOR = "ShardIterator".getBytes(US_ASCII);
    private static final byte[] LIMIT = "Limit".getBytes(US_ASCII);

    private static final int ITERATOR_LENGTH_MAX = 512;

    /**
     * Reads a body in CBOR. Empty unless every part of it is one that is known here, well formed, and within the API's
     * constraints.
     */
    public static Optional<GetRecordsBody> read(RequestBody body) {
        try {
            return Optional.of(read(new CborReader(body)));
        } catch (NotPlainException e) {
            return Optional.empty();
        }
    }

    private static GetRecordsBody read(BodyReader reader) throws NotPlainException {
        String iterator = null;
        int limit = 0;
        long count = reader.map();
        for (long read = 0; reader.more(count, read); read++) {
            Slice member = reader.member();
            if (member.is(SHARD_ITERATOR) && iterator == null) {
                iterator = reader.ascii().toString();
            } else if (member.is(LIMIT) && limit == 0) {
                limit = limit(reader.unsigned());
            } else {
                throw new NotPlainException();
            }
        }
        reader.end();
        if (iterator == null || iterator.isEmpty() || iterator.length() > ITERATOR_LENGTH_MAX) {
            throw new NotPlainException();
        }
        return new GetRecordsBody(iterator, limit == 0 ? RECORDS_MAX : limit);
    }

    private static int limit(int limit) throws NotPlainException {
        if (limit < 1 || limit > RECORDS_MAX) {
            throw new NotPlainException();
        }
        return limit;
    }
}
