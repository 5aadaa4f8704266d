package io.millrace.frontdoor;

import software.amazon.awssdk.core.SdkPojo;

/**
 * One API action, in a class named as AWS names it. The front door has decoded, authenticated and validated the
 * input; {@link #handle} runs on a virtual thread and may block.
 *
 * @param <I> the AWS SDK's request class
 * @param <O> the AWS SDK's response class
 */
public interface Operation<I extends SdkPojo, O extends SdkPojo> {
    /** The action, as in {@code X-Amz-Target} after the dot. */
    default String name() {
        return getClass().getSimpleName();
    }

    Class<I> inputType();

    /** Answers the caller; throws {@link ApiException} for the caller's fault. */
    O handle(I input);
}
