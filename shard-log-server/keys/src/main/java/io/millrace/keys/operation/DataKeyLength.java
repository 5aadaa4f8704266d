package io.millrace.keys.operation;

import static io.millrace.keys.operation.KmsError.VALIDATION;

import org.jspecify.annotations.Nullable;

/** How long a data key is to be: said in bytes or by its algorithm. */
final class DataKeyLength {
    private static final int AES_256_BYTES = 32;
    private static final int AES_128_BYTES = 16;

    private DataKeyLength() {}

    static int of(@Nullable Integer bytes, @Nullable String spec) {
        if ((bytes == null) == (spec == null)) {
            throw VALIDATION.because("Please specify either number of bytes or key spec.");
        }
        if (bytes != null) {
            return bytes;
        }
        return "AES_128".equals(spec) ? AES_128_BYTES : AES_256_BYTES;
    }
}
