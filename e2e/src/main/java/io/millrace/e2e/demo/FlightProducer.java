package io.millrace.e2e.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.e2e.cli.Progress;
import io.millrace.e2e.demo.FlightData.Flight;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

/** Puts flights into a stream, 500 to a call, keyed by their airport; refused ones again until they are taken. */
final class FlightProducer {
    private static final int RECORDS_PER_CALL = 500;
    private static final int CALLS_PER_PROGRESS = 10;
    private static final int ATTEMPTS_MAX = 20;
    private static final Duration PAUSE = Duration.ofMillis(200);

    private final KinesisClient kinesis;
    private final String stream;
    private final Progress progress;

    FlightProducer(KinesisClient kinesis, String stream, Progress progress) {
        this.kinesis = kinesis;
        this.stream = stream;
        this.progress = progress;
    }

    void put(List<Flight> flights) throws IOException {
        for (int start = 0, call = 1; start < flights.size(); start += RECORDS_PER_CALL, call++) {
            int end = Math.min(start + RECORDS_PER_CALL, flights.size());
            put(
                    flights.subList(start, end).stream()
                            .map(flight -> PutRecordsRequestEntry.builder()
                                    .partitionKey(flight.origin())
                                    .data(SdkBytes.fromString(flight.json(), UTF_8))
                                    .build())
                            .toList(),
                    ATTEMPTS_MAX);
            if (call % CALLS_PER_PROGRESS == 0 || end == flights.size()) {
                progress.say("%,d of %,d flights in the stream".formatted(end, flights.size()));
            }
        }
    }

    private void put(List<PutRecordsRequestEntry> entries, int attempts) throws IOException {
        List<PutRecordsResultEntry> results = kinesis.putRecords(
                        put -> put.streamName(stream).records(entries))
                .records();
        List<PutRecordsRequestEntry> refused = new ArrayList<>();
        for (int index = 0; index < results.size(); index++) {
            if (results.get(index).errorCode() != null) {
                refused.add(entries.get(index));
            }
        }
        if (refused.isEmpty()) {
            return;
        }
        if (attempts == 1) {
            throw new IOException("%d flights were refused %d times".formatted(refused.size(), ATTEMPTS_MAX));
        }
        LockSupport.parkNanos(PAUSE.toNanos());
        put(refused, attempts - 1);
    }
}
