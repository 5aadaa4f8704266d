package io.millrace.frontdoor;

import java.util.Optional;
import java.util.function.Function;
import software.amazon.awssdk.core.SdkPojo;

/**
 * An operation with a shorter way for plain bodies, past the SDK's classes: for the few that carry records, where the way
 * through the classes costs more than everything else (DESIGN D2). What it answers is what {@link #handle} answers.
 */
public interface DirectOperation<I extends SdkPojo, O extends SdkPojo> extends Operation<I, O> {
    /**
     * Reads a body without judging it.
     *
     * @return empty if the body is anything but plain and valid; the general way then does it, or says what is wrong
     */
    Optional<DirectCall> read(BodyFormat format, RequestBody body);

    /**
     * Answers an input that came the general way, as {@link #handle} does; for operations that have to know how large an
     * answer has become, or when its caller has it.
     *
     * @param encoder writes the output in the request's format
     */
    default DirectAnswer answer(I input, Function<O, byte[]> encoder) {
        return DirectAnswer.of(encoder.apply(handle(input)));
    }
}
