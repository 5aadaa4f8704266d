package io.millrace.batch.engine;

/** What there is of a cluster. */
public sealed interface ClusterObservation {
    /** No process of it runs. */
    record Absent() implements ClusterObservation {}

    /** Its processes run but do not take work yet. */
    record Starting() implements ClusterObservation {}

    /** It takes work; {@code address} is host and port of the engine's REST endpoint. */
    record Ready(String address) implements ClusterObservation {}

    /** It works, but a worker is gone that can be replaced. */
    record Degraded(String why) implements ClusterObservation {}

    /** It cannot work any more. */
    record Lost(String why) implements ClusterObservation {}
}
