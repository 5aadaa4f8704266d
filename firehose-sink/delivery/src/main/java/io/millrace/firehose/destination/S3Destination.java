package io.millrace.firehose.destination;

import io.millrace.firehose.stream.DestinationSpec;
import io.millrace.firehose.stream.Positions;
import io.millrace.firehose.stream.S3Location;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import software.amazon.awssdk.services.s3.S3Client;

/** One object a delivery, under a key that the intent decides, put only where no object is. */
final class S3Destination implements Destination {
    private static final int DELIMITER = '\n';

    private final DestinationSpec.S3 spec;
    private final S3Client s3;
    private final Path scratch;

    S3Destination(DestinationSpec.S3 spec, S3Client s3, Path scratch) {
        this.spec = spec;
        this.s3 = s3;
        this.scratch = scratch;
    }

    @Override
    public Positions delivered() {
        return Positions.NONE;
    }

    @Override
    public Outcome deliver(Delivery delivery) throws IOException {
        S3Location location = spec.location();
        try (ObjectDraft draft = ObjectDraft.open(scratch, location.compression())) {
            OutputStream body = draft.body();
            delivery.records().forEach((data, arrival) -> {
                body.write(data);
                if (spec.delimited()) {
                    body.write(DELIMITER);
                }
            });
            draft.putOnce(s3, location.bucket(), location.keys().delivered(delivery.intent()));
        }
        return new Outcome(delivery.intent().records(), 0);
    }
}
