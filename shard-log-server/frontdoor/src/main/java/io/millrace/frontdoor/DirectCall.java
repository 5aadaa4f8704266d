package io.millrace.frontdoor;

import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/**
 * A request that a {@link DirectOperation} has read.
 *
 * @param names the request with what it names and without its records; made for those who decide on access
 * @param run does what is asked; called once, on a virtual thread, after the caller has been let in. Throws {@link
 *     ApiException} for the caller's fault
 */
public record DirectCall(Supplier<SdkPojo> names, Supplier<DirectAnswer> run) {}
