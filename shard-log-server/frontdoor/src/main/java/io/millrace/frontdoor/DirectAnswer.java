package io.millrace.frontdoor;

import com.linecorp.armeria.common.HttpData;
import java.util.List;

/**
 * What a {@link DirectCall} answers.
 *
 * @param body in the request's format and in pieces, which the door releases
 * @param whenSent run once the caller has the answer, or will never have it; any thread
 */
public record DirectAnswer(List<HttpData> body, Runnable whenSent) implements Reply {
    public DirectAnswer {
        body = List.copyOf(body);
    }

    /** An answer that nothing has to be done after. */
    public static DirectAnswer of(byte[] body) {
        return new DirectAnswer(List.of(HttpData.wrap(body)), () -> {});
    }
}
