package io.millrace.trino;

import static io.trino.spi.session.PropertyMetadata.integerProperty;

import com.google.inject.Inject;
import io.trino.spi.StandardErrorCode;
import io.trino.spi.TrinoException;
import io.trino.spi.connector.ConnectorSession;
import io.trino.spi.session.PropertyMetadata;
import java.util.List;

/** What a session may set for its own queries. */
final class MillraceSessionProperties {
    private static final String SPLITS_PER_SHARD = "splits_per_shard";

    private final List<PropertyMetadata<?>> all;

    @Inject
    MillraceSessionProperties(MillraceConfig config) {
        all = List.of(integerProperty(
                SPLITS_PER_SHARD,
                "How many splits read a shard at most, each a range of its records",
                config.getSplitsPerShard(),
                MillraceSessionProperties::checkSplits,
                false));
    }

    List<PropertyMetadata<?>> all() {
        return all;
    }

    static int splitsPerShard(ConnectorSession session) {
        return session.getProperty(SPLITS_PER_SHARD, Integer.class);
    }

    private static void checkSplits(int splits) {
        if (splits < 1 || splits > MillraceConfig.SPLITS_PER_SHARD_MAX) {
            throw new TrinoException(
                    StandardErrorCode.INVALID_SESSION_PROPERTY,
                    "%s must be between 1 and %d: %d"
                            .formatted(SPLITS_PER_SHARD, MillraceConfig.SPLITS_PER_SHARD_MAX, splits));
        }
    }
}
