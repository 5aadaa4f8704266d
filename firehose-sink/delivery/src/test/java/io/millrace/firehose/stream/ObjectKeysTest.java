package io.millrace.firehose.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ObjectKeysTest {
    private static final UUID ID = UUID.fromString("00000000-0000-0001-0000-000000000002");
    private static final Intent INTENT = new Intent(ID, Positions.NONE, Instant.parse("2026-03-01T23:04:05.678Z"), 1);

    @Test
    void aPlainPrefixIsFollowedByTheHour() {
        assertThat(keys("raw/", "", ".gz").delivered(INTENT))
                .isEqualTo("raw/2026/03/01/23/flights-1-2026-03-01-23-04-05-" + ID + ".gz");
        assertThat(keys("", "", "").delivered(INTENT)).isEqualTo("2026/03/01/23/flights-1-2026-03-01-23-04-05-" + ID);
    }

    @Test
    void expressionsTakeThePlaceOfTheHour() {
        assertThat(keys("day=!{timestamp:yyyy-MM-dd}/", "bad/!{firehose:error-output-type}/", "")
                        .delivered(INTENT))
                .isEqualTo("day=2026-03-01/flights-1-2026-03-01-23-04-05-" + ID);
    }

    @Test
    void aRandomStringIsTheSameWheneverADeliveryIsRepeated() {
        ObjectKeys keys = keys("!{firehose:random-string}/", "bad/!{firehose:error-output-type}/", "");

        assertThat(keys.delivered(INTENT)).isEqualTo(keys.delivered(INTENT)).startsWith("21/");
    }

    @Test
    void datesAreOfTheGivenZone() {
        ObjectKeys keys =
                new ObjectKeys("flights", new PrefixTemplate(""), new PrefixTemplate(""), ZoneId.of("Asia/Tokyo"), "");

        assertThat(keys.delivered(INTENT)).isEqualTo("2026/03/02/08/flights-1-2026-03-02-08-04-05-" + ID);
    }

    @Test
    void rejectedRecordsHaveTheErrorTypeInTheirPrefix() {
        assertThat(keys("raw/", "", "").rejected(INTENT, "iceberg-failed", ""))
                .isEqualTo("raw/iceberg-failed/2026/03/01/23/flights-1-2026-03-01-23-04-05-" + ID);
        assertThat(keys("raw/", "bad/", "").rejected(INTENT, "iceberg-failed", ""))
                .isEqualTo("bad/iceberg-failed/2026/03/01/23/flights-1-2026-03-01-23-04-05-" + ID);
        assertThat(keys("raw/", "bad/!{firehose:error-output-type}/!{timestamp:yyyy}/", "")
                        .rejected(INTENT, "iceberg-failed", ".gz"))
                .isEqualTo("bad/iceberg-failed/2026/flights-1-2026-03-01-23-04-05-" + ID + ".gz");
    }

    @Test
    void prefixesThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> keys("!{timestamp:yyyy}/", "", ""))
                .hasMessage("ErrorOutputPrefix cannot be null when Prefix contains expressions");
        assertThatThrownBy(() -> keys("!{partitionKeyFromQuery:origin}/", "e", ""))
                .hasMessage("the expression !{partitionKeyFromQuery:origin} is not supported");
        assertThatThrownBy(() -> keys("!{timestamp:bbb}/", "e", "")).hasMessageContaining("is not supported");
        assertThatThrownBy(() -> keys("", "!{timestamp:yyyy}/", "")).hasMessageContaining("error-output-type");
        assertThatThrownBy(() -> keys("!{firehose:error-output-type}/", "e", ""))
                .hasMessageContaining("Prefix cannot contain");
    }

    private static ObjectKeys keys(String prefix, String errorPrefix, String extension) {
        return new ObjectKeys(
                "flights", new PrefixTemplate(prefix), new PrefixTemplate(errorPrefix), ZoneOffset.UTC, extension);
    }
}
