package io.millrace.clients;

import com.amazonaws.services.dynamodbv2.local.embedded.DynamoDBEmbedded;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import java.nio.file.Path;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

/** DynamoDB Local in this process and in memory, listening nowhere. */
final class LeaseTable implements AutoCloseable {
    private static final Path NATIVE = Path.of("target", "native");

    private final AmazonDynamoDBLocal database;

    LeaseTable() {
        System.setProperty("sqlite4java.library.path", NATIVE.toAbsolutePath().toString());
        database = DynamoDBEmbedded.create(true);
    }

    DynamoDbAsyncClient client() {
        return database.dynamoDbAsyncClient();
    }

    @Override
    public void close() {
        database.shutdown();
    }
}
