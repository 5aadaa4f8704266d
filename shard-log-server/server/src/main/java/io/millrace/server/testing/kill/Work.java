package io.millrace.server.testing.kill;

import software.amazon.awssdk.core.exception.SdkException;

/** Something that callers do all the time, and what they may then rely on. One thread at a time. */
interface Work {
    /** Does a little of it; throws {@link SdkException} when a call fails. */
    void turn(Caller caller);

    /** After a restart: throws {@link AssertionError} if the server does not stand by what it said. */
    void check(Caller caller, Contents contents);
}
