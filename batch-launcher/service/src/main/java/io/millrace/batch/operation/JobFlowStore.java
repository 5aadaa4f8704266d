package io.millrace.batch.operation;

import static io.millrace.batch.operation.EmrError.INVALID_REQUEST;
import static io.millrace.batch.operation.EmrError.VALIDATION;

import io.millrace.batch.cluster.Cluster;
import io.millrace.batch.cluster.ClusterStore;
import io.millrace.batch.cluster.JobFlow;
import io.millrace.frontdoor.ApiException;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The store as operations see it: unknown ids are the caller's fault, and a change wakes the reconciler. */
record JobFlowStore(ClusterStore store, Runnable wake) {
    private static final Pattern ID = Pattern.compile("j-[A-Z0-9]{1,20}");

    void create(JobFlow flow) {
        store.create(flow);
        wake.run();
    }

    Cluster cluster(String id) {
        return store.find(id).orElseThrow(() -> unknownCluster(id)).cluster();
    }

    /** Changes one cluster of an operation that speaks of job flows. */
    JobFlow changeJobFlow(String id, UnaryOperator<JobFlow> change) {
        JobFlow next = store.change(id, change).orElseThrow(() -> unknownJobFlow(id));
        wake.run();
        return next;
    }

    /** Changes one cluster of an operation that speaks of clusters. */
    JobFlow changeCluster(String id, UnaryOperator<JobFlow> change) {
        JobFlow next = store.change(id, change).orElseThrow(() -> unknownCluster(id));
        wake.run();
        return next;
    }

    /** Job flows that all exist, or none. */
    List<JobFlow> jobFlows(List<String> ids) {
        return ids.stream()
                .map(id -> store.find(id).orElseThrow(() -> unknownJobFlow(id)))
                .toList();
    }

    static ApiException unknownCluster(String id) {
        return INVALID_REQUEST.because("Cluster id '%s' is not valid.".formatted(id));
    }

    static ApiException unknownStep(String id) {
        return INVALID_REQUEST.because("Step id '%s' is not valid.".formatted(id));
    }

    private static ApiException unknownJobFlow(String id) {
        return VALIDATION.because(
                ID.matcher(id).matches()
                        ? "Specified job flow ID does not exist."
                        : "Specified job flow ID not valid.");
    }
}
