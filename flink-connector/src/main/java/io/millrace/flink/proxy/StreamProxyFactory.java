package io.millrace.flink.proxy;

import java.io.Serializable;

/** Opens a stream where a task runs; travels with the job graph. */
public interface StreamProxyFactory extends Serializable {
    /** The caller closes what it gets. */
    StreamProxy open();

    /** How messages and metrics name the stream. */
    String streamName();
}
