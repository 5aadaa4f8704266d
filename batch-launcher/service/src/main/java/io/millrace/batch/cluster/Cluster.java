package io.millrace.batch.cluster;

import io.millrace.batch.step.StepState;
import io.millrace.batch.step.Timeline;
import java.util.Optional;

/**
 * A cluster and where it stands.
 *
 * @param switches what callers may turn on and off while it lives
 * @param history what its steps have come to so far
 * @param masterAddress host and port of the engine's REST endpoint, once it is up
 */
public record Cluster(
        String id,
        ClusterSpec spec,
        ClusterStatus status,
        Timeline timeline,
        Switches switches,
        History history,
        Optional<String> masterAddress) {
    /**
     * What callers may turn on and off.
     *
     * @param keepAlive whether it waits for more steps when none is left
     * @param terminationProtected whether callers must lift the protection before they terminate it
     */
    public record Switches(boolean keepAlive, boolean terminationProtected) {}

    /**
     * What its steps have come to.
     *
     * @param lastStep how the step that ended last ended
     * @param anyFailed whether a step has failed
     */
    public record History(Optional<StepState> lastStep, boolean anyFailed) {
        static final History NONE = new History(Optional.empty(), false);

        History and(StepState end) {
            return new History(Optional.of(end), anyFailed || end == StepState.FAILED);
        }
    }

    public ClusterState state() {
        return status.state();
    }

    Cluster with(ClusterStatus next) {
        return new Cluster(id, spec, next, timeline, switches, history, masterAddress);
    }

    Cluster with(Timeline next) {
        return new Cluster(id, spec, status, next, switches, history, masterAddress);
    }

    Cluster with(Switches next) {
        return new Cluster(id, spec, status, timeline, next, history, masterAddress);
    }

    Cluster with(History next) {
        return new Cluster(id, spec, status, timeline, switches, next, masterAddress);
    }

    Cluster at(String address) {
        return new Cluster(id, spec, status, timeline, switches, history, Optional.of(address));
    }
}
