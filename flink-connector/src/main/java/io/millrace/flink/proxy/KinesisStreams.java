package io.millrace.flink.proxy;

import io.millrace.model.StreamName;
import java.time.InstantSource;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/**
 * A stream behind the Kinesis API, given by its name or its ARN.
 *
 * @param stream a name, or {@code arn:aws:kinesis:REGION:ACCOUNT:stream/NAME}
 */
public record KinesisStreams(String stream, ClientSettings settings) implements StreamProxyFactory {
    private static final long serialVersionUID = 1L;
    private static final String ARN_PREFIX = "arn:";
    private static final String ARN_RESOURCE = ":stream/";

    public KinesisStreams {
        assert nameOf(stream) != null;
    }

    @Override
    public StreamProxy open() {
        // One attempt per call: source and sink decide when to repeat.
        KinesisClient client = settings.build(KinesisClient.builder(), AwsRetryStrategy.doNotRetry());
        return new KinesisStreamProxy(client, this, InstantSource.system());
    }

    @Override
    public String streamName() {
        return nameOf(stream).value();
    }

    boolean isArn() {
        return stream.startsWith(ARN_PREFIX);
    }

    private static StreamName nameOf(String stream) {
        if (!stream.startsWith(ARN_PREFIX)) {
            return new StreamName(stream);
        }
        int resource = stream.indexOf(ARN_RESOURCE);
        if (resource < 0) {
            throw new IllegalArgumentException("not the ARN of a stream: " + stream);
        }
        return new StreamName(stream.substring(resource + ARN_RESOURCE.length()));
    }
}
