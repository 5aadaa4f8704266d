package io.millrace.firehose.buffer;

import io.micrometer.core.instrument.MeterRegistry;
import io.millrace.firehose.destination.Destinations;
import io.millrace.firehose.stream.DeliveryStreamStore;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * What all delivery streams share.
 *
 * @param scratch for spools; emptied at every start
 */
record TaskResources(
        DeliveryStreamStore store,
        OwnStreams ownStreams,
        Destinations destinations,
        Path scratch,
        InstantSource clock,
        MeterRegistry meters) {}
