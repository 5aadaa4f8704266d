package io.millrace.server.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.server.encryption.KeyService;
import io.millrace.server.encryption.KeyServiceException;
import io.millrace.server.encryption.KeyServiceException.Reason;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A key service in memory that has every key, until it is told to refuse. Seals by remembering. */
public final class FakeKeyService implements KeyService {
    private final Map<String, byte[]> dataKeys = new HashMap<>();
    private Optional<Reason> refusal = Optional.empty();
    private int generated;
    private int unsealed;

    /** Has every call refused from now on, or none. */
    public synchronized void refuse(@Nullable Reason reason) {
        refusal = Optional.ofNullable(reason);
    }

    public synchronized int generated() {
        return generated;
    }

    public synchronized int unsealed() {
        return unsealed;
    }

    @Override
    public synchronized NewDataKey generate(String keyId, String streamArn) throws KeyServiceException {
        answer();
        generated++;
        byte[] plaintext = new byte[32];
        plaintext[0] = (byte) generated;
        byte[] sealed = "%s sealed %s %d".formatted(keyId, streamArn, generated).getBytes(UTF_8);
        dataKeys.put(new String(sealed, UTF_8), plaintext);
        return new NewDataKey(plaintext, sealed);
    }

    @Override
    public synchronized byte[] unseal(byte[] sealed, String streamArn) throws KeyServiceException {
        answer();
        unsealed++;
        String name = new String(sealed, UTF_8);
        byte[] plaintext = dataKeys.get(name);
        if (plaintext == null || !name.contains(streamArn)) {
            throw new KeyServiceException(Reason.INVALID_STATE, "not sealed here for " + streamArn);
        }
        return plaintext.clone();
    }

    @Override
    public synchronized void check(String keyId, String streamArn) throws KeyServiceException {
        answer();
    }

    private void answer() throws KeyServiceException {
        if (refusal.isPresent()) {
            throw new KeyServiceException(refusal.get(), "the key says " + refusal.get());
        }
    }

    @Override
    public void close() {}
}
