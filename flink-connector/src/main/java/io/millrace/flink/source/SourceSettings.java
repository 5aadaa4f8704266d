package io.millrace.flink.source;

import io.millrace.flink.proxy.StreamProxyFactory;
import io.millrace.flink.source.reader.ReadLimits;
import io.millrace.flink.source.split.ExpiredPosition;
import io.millrace.flink.source.split.StartPosition;
import java.io.Serializable;
import java.time.Duration;

/**
 * What a source reads, and how.
 *
 * @param bounded read what had arrived when the source started, then end
 * @param discoveryInterval how often the shards are listed
 */
public record SourceSettings(
        StreamProxyFactory stream,
        StartPosition start,
        boolean bounded,
        ExpiredPosition expiredPosition,
        Duration discoveryInterval,
        ReadLimits limits)
        implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final Duration DISCOVERY_INTERVAL_DEFAULT = Duration.ofSeconds(10);

    public SourceSettings {
        if (discoveryInterval.isNegative() || discoveryInterval.isZero()) {
            throw new IllegalArgumentException("discovery interval: " + discoveryInterval);
        }
    }

    /** Reads {@code stream} for ever, from its oldest record on, and fails if records expire unread. */
    public static SourceSettings of(StreamProxyFactory stream) {
        return new SourceSettings(
                stream,
                new StartPosition.TrimHorizon(),
                false,
                ExpiredPosition.FAIL,
                DISCOVERY_INTERVAL_DEFAULT,
                ReadLimits.DEFAULT);
    }

    public SourceSettings from(StartPosition newStart) {
        return new SourceSettings(stream, newStart, bounded, expiredPosition, discoveryInterval, limits);
    }

    public SourceSettings bounded(boolean newBounded) {
        return new SourceSettings(stream, start, newBounded, expiredPosition, discoveryInterval, limits);
    }

    public SourceSettings ifExpired(ExpiredPosition newExpiredPosition) {
        return new SourceSettings(stream, start, bounded, newExpiredPosition, discoveryInterval, limits);
    }

    public SourceSettings discoveringEvery(Duration newDiscoveryInterval) {
        return new SourceSettings(stream, start, bounded, expiredPosition, newDiscoveryInterval, limits);
    }

    public SourceSettings within(ReadLimits newLimits) {
        return new SourceSettings(stream, start, bounded, expiredPosition, discoveryInterval, newLimits);
    }

    public String streamName() {
        return stream.streamName();
    }
}
