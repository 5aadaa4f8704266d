package io.millrace.server.encryption;

import io.millrace.frontdoor.Account;
import io.millrace.server.stream.Stream;
import java.io.Closeable;
import java.time.Duration;
import java.util.function.LongSupplier;

/** Seals records of encrypted streams on their way to the log, and opens them on their way back. Any thread. */
public final class Seals implements Closeable {
    private final Account account;
    private final KeyService service;
    private final DataKeys keys;

    /**
     * @param service closed with this
     * @param dataKeyLife how long a data key stays in memory
     * @param nanos a clock as {@link System#nanoTime}
     */
    public Seals(Account account, KeyService service, Duration dataKeyLife, LongSupplier nanos) {
        this.account = account;
        this.service = service;
        this.keys = new DataKeys(service, dataKeyLife, nanos);
    }

    /** Throws unless a stream's records can be sealed under a key. */
    public void check(Stream stream, String keyId) throws KeyServiceException {
        service.check(keyId, owner(stream).arn());
    }

    /**
     * What seals a request's records, with a data key in memory or a new one.
     *
     * @param keyId that the stream is encrypted under
     */
    public Sealer sealer(Stream stream, String keyId, int records) throws KeyServiceException {
        return new Sealer(keys.toSeal(owner(stream), keyId, records), stream.id());
    }

    /**
     * What opens a read's records, whether the stream was encrypted when they came or not.
     *
     * @param shard its number in the log
     */
    public Unsealer unsealer(Stream stream, long shard) {
        return new Unsealer(this, stream, shard);
    }

    DataKeys keys() {
        return keys;
    }

    DataKeys.Owner owner(Stream stream) {
        return new DataKeys.Owner(stream.id(), account.arn("kinesis", "stream/" + stream.name()));
    }

    @Override
    public void close() {
        service.close();
    }
}
