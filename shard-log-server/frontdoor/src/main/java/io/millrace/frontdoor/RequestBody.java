package io.millrace.frontdoor;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A request's body where it stands: a piece of an array that is used again once the request is answered.
 *
 * @param array not copied; nobody writes to it before the answer
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record RequestBody(byte[] array, int offset, int length) {
    public RequestBody {
        if (offset < 0 || length < 0 || length > array.length - offset) {
            throw new IllegalArgumentException(
                    "%d bytes at %d of an array of %d".formatted(length, offset, array.length));
        }
    }

    /** The content of a request, in place if it stands in one array. */
    static RequestBody of(AggregatedHttpRequest request) {
        HttpData content = request.content();
        if (!content.isPooled() || !content.byteBuf().hasArray()) {
            return of(content.array());
        }
        ByteBuf pooled = content.byteBuf();
        return new RequestBody(pooled.array(), pooled.arrayOffset() + pooled.readerIndex(), pooled.readableBytes());
    }

    /** All of an array. */
    public static RequestBody of(byte[] array) {
        return new RequestBody(array, 0, array.length);
    }

    /** A copy that is the caller's. */
    byte[] toBytes() {
        return Arrays.copyOfRange(array, offset, offset + length);
    }

    ByteBuffer toBuffer() {
        return ByteBuffer.wrap(array, offset, length);
    }
}
