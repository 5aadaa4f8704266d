package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.INVALID_REQUEST;

import io.millrace.batch.cluster.ClusterStore.Numbered;
import io.millrace.frontdoor.ApiException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where the next page of a list begins: after the row with this sequence. Opaque to callers. */
final class Marker {
    /** Rows on a page. */
    static final int PAGE = 50;

    private static final long NEWEST = Long.MAX_VALUE;

    private Marker() {}

    static long sequence(@Nullable String marker) {
        if (marker == null) {
            return NEWEST;
        }
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(marker);
            if (bytes.length == Long.BYTES) {
                return ByteBuffer.wrap(bytes).getLong();
            }
        } catch (IllegalArgumentException e) {
            throw invalid(marker);
        }
        throw invalid(marker);
    }

    /** The marker after a page; null after the last. A page is read with one row more than it shows. */
    static @Nullable String after(List<? extends Numbered<?>> rows) {
        if (rows.size() <= PAGE) {
            return null;
        }
        byte[] bytes = ByteBuffer.allocate(Long.BYTES)
                .putLong(rows.get(PAGE - 1).sequence())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static ApiException invalid(String marker) {
        return INVALID_REQUEST.because("Marker '%s' is not valid.".formatted(marker));
    }
}
