package io.millrace.server.encryption;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.subtle.AesGcmJce;
import java.security.GeneralSecurityException;
import java.util.concurrent.atomic.AtomicLong;

/** A data key in memory. Any thread. */
final class DataKey {
    /** Nonces are at random: after so many records two of them are still unlikely to meet (NIST SP 800-38D, 8.3). */
    private static final long RECORDS_MAX = 1L << 31;

    private final byte[] sealed;
    private final Aead aead;
    private final long endNanos;
    private final AtomicLong records = new AtomicLong();

    /**
     * @param plaintext not kept
     * @param sealed kept
     * @param endNanos after which it is not used any more
     */
    DataKey(byte[] plaintext, byte[] sealed, long endNanos) throws GeneralSecurityException {
        this.sealed = sealed;
        this.aead = new AesGcmJce(plaintext);
        this.endNanos = endNanos;
    }

    /** As the key service sealed it; nobody writes to it. */
    byte[] sealed() {
        return sealed;
    }

    Aead aead() {
        return aead;
    }

    boolean isOver(long nanos) {
        return nanos - endNanos >= 0;
    }

    /** Whether so many more records may be sealed with it; counts them. */
    boolean take(int more) {
        return records.addAndGet(more) <= RECORDS_MAX;
    }
}
