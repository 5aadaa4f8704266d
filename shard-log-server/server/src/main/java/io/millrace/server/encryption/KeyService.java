package io.millrace.server.encryption;

import java.io.Closeable;

/** Keeps the keys that seal data keys. Any thread; calls may take as long as a timeout. */
public interface KeyService extends Closeable {
    /**
     * Makes a data key of 32 bytes.
     *
     * @param keyId the sealing key's id, ARN, alias or alias' ARN
     * @param streamArn bound to the data key: it is unsealed for no other stream
     */
    NewDataKey generate(String keyId, String streamArn) throws KeyServiceException;

    /** Unseals a data key. */
    byte[] unseal(byte[] sealed, String streamArn) throws KeyServiceException;

    /** Throws unless a key exists and may seal. The key of a service comes to be when it is first asked for. */
    void check(String keyId, String streamArn) throws KeyServiceException;

    @Override
    void close();

    /** A data key in plain and sealed; both arrays are their taker's. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record NewDataKey(byte[] plaintext, byte[] sealed) {}
}
