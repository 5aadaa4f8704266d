package io.millrace.e2e;

import java.io.Closeable;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.emr.EmrClient;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.glue.GlueClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;

/** The AWS SDK's own clients, with only the endpoint changed. */
public final class AwsClients implements Closeable {
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private final KinesisClient kinesis;
    private final GlueClient glue;
    private final FirehoseClient firehose;
    private final EmrClient emr;

    public AwsClients(URI endpoint, String region, AwsCredentials credentials) {
        Target target = new Target(endpoint, Region.of(region), StaticCredentialsProvider.create(credentials), http);
        kinesis = target.at(KinesisClient.builder()).build();
        glue = target.at(GlueClient.builder()).build();
        firehose = target.at(FirehoseClient.builder()).build();
        emr = target.at(EmrClient.builder()).build();
    }

    public KinesisClient kinesis() {
        return kinesis;
    }

    public GlueClient glue() {
        return glue;
    }

    public FirehoseClient firehose() {
        return firehose;
    }

    public EmrClient emr() {
        return emr;
    }

    @Override
    public void close() {
        kinesis.close();
        glue.close();
        firehose.close();
        emr.close();
        http.close();
    }

    private record Target(URI endpoint, Region region, StaticCredentialsProvider credentials, SdkHttpClient http) {
        <B extends AwsClientBuilder<B, ?> & AwsSyncClientBuilder<B, ?>> B at(B builder) {
            return builder.endpointOverride(endpoint)
                    .region(region)
                    .credentialsProvider(credentials)
                    .httpClient(http);
        }
    }
}
