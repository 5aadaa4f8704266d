package io.millrace.flink.table;

import io.millrace.flink.proxy.StreamProxy;
import io.millrace.flink.sink.SinkLimits;
import io.millrace.flink.source.SourceSettings;
import io.millrace.flink.source.reader.ReadLimits;
import io.millrace.flink.source.split.ExpiredPosition;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of a stream's table, named as in AWS's own connector where they mean the same. */
public final class MillraceOptions {
    /** Where a source begins. */
    enum InitPosition {
        TRIM_HORIZON,
        LATEST,
        AT_TIMESTAMP
    }

    /** How records without partition columns get their partition key. */
    enum Partitioner {
        RANDOM,
        FIXED
    }

    public static final ConfigOption<String> STREAM = ConfigOptions.key("stream")
            .stringType()
            .noDefaultValue()
            .withFallbackKeys("stream.arn")
            .withDescription("Name or ARN of the stream.");

    public static final ConfigOption<String> ENDPOINT = ConfigOptions.key("aws.endpoint")
            .stringType()
            .noDefaultValue()
            .withDescription("URL of the service; AWS's own of the region if not set.");

    public static final ConfigOption<String> REGION = ConfigOptions.key("aws.region")
            .stringType()
            .noDefaultValue()
            .withDescription("Region; that of the stream's ARN, or us-east-1, if not set.");

    public static final ConfigOption<String> ACCESS_KEY_ID = ConfigOptions.key("aws.credentials.basic.accesskeyid")
            .stringType()
            .noDefaultValue()
            .withDescription("Access key id; looked up as the AWS SDK does if not set.");

    public static final ConfigOption<String> SECRET_KEY = ConfigOptions.key("aws.credentials.basic.secretkey")
            .stringType()
            .noDefaultValue()
            .withDescription("Secret access key of the access key id.");

    static final ConfigOption<InitPosition> INIT_POSITION = ConfigOptions.key("source.init.position")
            .enumType(InitPosition.class)
            .defaultValue(InitPosition.TRIM_HORIZON)
            .withDescription("Where to begin if no checkpoint is restored.");

    static final ConfigOption<String> INIT_TIMESTAMP = ConfigOptions.key("source.init.timestamp")
            .stringType()
            .noDefaultValue()
            .withDescription("Arrival from which to read at AT_TIMESTAMP: ISO 8601 with offset, or epoch seconds.");

    static final ConfigOption<String> INIT_TIMESTAMP_FORMAT = ConfigOptions.key("source.init.timestamp.format")
            .stringType()
            .noDefaultValue()
            .withDescription("Pattern of the timestamp, if it is neither.");

    static final ConfigOption<Boolean> BOUNDED = ConfigOptions.key("scan.bounded")
            .booleanType()
            .noDefaultValue()
            .withDescription("Read what had arrived when the job started, then end; the default in batch mode.");

    static final ConfigOption<ExpiredPosition> EXPIRED_POSITION = ConfigOptions.key("scan.expired-position")
            .enumType(ExpiredPosition.class)
            .defaultValue(ExpiredPosition.FAIL)
            .withDescription("What to do if records expired before they were read.");

    static final ConfigOption<Duration> DISCOVERY_INTERVAL = ConfigOptions.key("source.shard.discovery.interval")
            .durationType()
            .defaultValue(SourceSettings.DISCOVERY_INTERVAL_DEFAULT)
            .withDescription("How often new shards are looked for.");

    static final ConfigOption<Integer> RECORDS_PER_FETCH = ConfigOptions.key(
                    "source.shard.get-records.max-record-count")
            .intType()
            .defaultValue(ReadLimits.RECORDS_PER_FETCH_MAX)
            .withDescription("Records of one read of a shard, at most 10,000.");

    static final ConfigOption<Duration> READ_INTERVAL = ConfigOptions.key("source.shard.get-records.interval")
            .durationType()
            .defaultValue(ReadLimits.DEFAULT.interval())
            .withDescription("Between two reads of a shard that has nothing more at the moment.");

    static final ConfigOption<Duration> IDLE_INTERVAL = ConfigOptions.key("source.shard.get-records.idle-interval")
            .durationType()
            .defaultValue(ReadLimits.DEFAULT.idleInterval())
            .withDescription("The same once it has had nothing for a while.");

    static final ConfigOption<Partitioner> PARTITIONER = ConfigOptions.key("sink.partitioner")
            .enumType(Partitioner.class)
            .noDefaultValue()
            .withDescription("Partition keys of a table without PARTITIONED BY: random, or one fixed per subtask.");

    static final ConfigOption<String> FIELD_DELIMITER = ConfigOptions.key("sink.partitioner-field-delimiter")
            .stringType()
            .defaultValue("|")
            .withDescription("Between the columns of a partition key made of several.");

    static final ConfigOption<Integer> BATCH_RECORDS = ConfigOptions.key("sink.batch.max-size")
            .intType()
            .defaultValue(StreamProxy.PUT_RECORDS_MAX)
            .withDescription("Records of one request, at most 500.");

    static final ConfigOption<MemorySize> BATCH_BYTES = ConfigOptions.key("sink.flush-buffer.size")
            .memoryType()
            .defaultValue(new MemorySize(StreamProxy.PUT_BYTES_MAX))
            .withDescription("Bytes of one request, at most 5 MiB.");

    static final ConfigOption<Duration> LINGER = ConfigOptions.key("sink.flush-buffer.timeout")
            .durationType()
            .defaultValue(SinkLimits.DEFAULT.linger())
            .withDescription("The longest a record waits for others.");

    private MillraceOptions() {}
}
