package io.millrace.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a load counts is what a real server, which verifies its signatures, holds. */
class LoadHonestyTest {
    private static final int SHARDS = 4;
    private static final int RECORD_BYTES = 1 << 10;
    private static final long FILL_BYTES = 4L << 20;
    private static final Credentials CREDENTIALS = new Credentials("LOADTEST", "a-secret", "us-east-1");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Wire.class)
    void everyRecordCountedIsHeldByTheServerAndNoOther(Wire wire) throws IOException {
        try (TestingServer server = start(Map.of())) {
            Supplier<Caller> callers = callers(server, CREDENTIALS);
            Streams.create(callers.get(), "s", SHARDS, Duration.ofSeconds(10));

            Tally.Sums put = new PutLoad("s", wire, 4, 500, RECORD_BYTES).fill(callers, FILL_BYTES);
            Tally.Sums held = new GetLoad("s", SHARDS, 1_000).readOnce(callers);

            assertThat(put.bytes()).isGreaterThanOrEqualTo(FILL_BYTES);
            assertThat(put.refused()).isZero();
            assertThat(held).isEqualTo(put);
        }
    }

    @ParameterizedTest
    @EnumSource(Wire.class)
    void aRecordThatTheServerRefusedIsNotCounted(Wire wire) throws IOException {
        // One request may wait for a commit: of many at once most are throttled.
        try (TestingServer server = start(Map.of("kinesis.queue-requests", "1"))) {
            Supplier<Caller> callers = callers(server, CREDENTIALS);
            Streams.create(callers.get(), "s", SHARDS, Duration.ofSeconds(10));

            Tally.Sums put = new PutLoad("s", wire, 16, 100, RECORD_BYTES).fill(callers, FILL_BYTES);
            Tally.Sums held = new GetLoad("s", SHARDS, 1_000).readOnce(callers);

            assertThat(put.refused()).isPositive();
            assertThat(held.records()).isEqualTo(put.records());
            assertThat(held.bytes()).isEqualTo(put.bytes());
        }
    }

    @Test
    void aLoadThatTheServerDoesNotLetInFails() throws IOException {
        try (TestingServer server = start(Map.of())) {
            Supplier<Caller> callers = callers(server, new Credentials("LOADTEST", "another-secret", "us-east-1"));

            PutLoad load = new PutLoad("s", Wire.CBOR, 1, 1, RECORD_BYTES);

            assertThatThrownBy(() -> load.fill(callers, FILL_BYTES)).hasMessageContaining("status 40");
        }
    }

    @Test
    void anAnswerThatContradictsItselfIsNotCounted() {
        String one = "{\"FailedRecordCount\":1,\"Records\":[{\"SequenceNumber\":\"7\",\"ShardId\":\"s\"}]}";
        // {"FailedRecordCount": 0, "Records": [{"ErrorCode": "E"}]}
        byte[] two = HexFormat.of()
                .parseHex("a2714661696c65645265636f7264436f756e7400675265636f72647381" + "a1694572726f72436f64656145");

        assertThatThrownBy(() -> PutAnswer.read(Wire.JSON, ByteBuffer.wrap(one.getBytes(US_ASCII)), 1))
                .hasMessageContaining("FailedRecordCount is 1");
        assertThatThrownBy(() -> PutAnswer.read(Wire.CBOR, ByteBuffer.wrap(two), 1))
                .hasMessageContaining("FailedRecordCount is 0");
    }

    @Test
    void anAnswerThatTellsOfFewerRecordsThanWereSentIsNotCounted() {
        String one = "{\"FailedRecordCount\":0,\"Records\":[{\"SequenceNumber\":\"7\",\"ShardId\":\"s\"}]}";

        assertThatThrownBy(() -> PutAnswer.read(Wire.JSON, ByteBuffer.wrap(one.getBytes(US_ASCII)), 2))
                .hasMessageContaining("of 2 records 1 have a number");
    }

    private TestingServer start(Map<String, String> settings) throws IOException {
        Path credentials = directory.resolve("credentials");
        Files.createFile(
                credentials, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(credentials, "[test]\naws_access_key_id=LOADTEST\naws_secret_access_key=a-secret\n");
        Map<String, String> all = new HashMap<>(settings);
        all.put("auth", "sigv4");
        all.put("credentials-file", credentials.toString());
        return TestingServer.start(directory.resolve("data"), all);
    }

    private static Supplier<Caller> callers(TestingServer server, Credentials credentials) {
        return () -> new Caller(server.endpoint(), credentials, InstantSource.system());
    }
}
