package io.millrace.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.server.testing.TestingServer;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;

/** Every operation, through every client of AWS that has it. */
class WalkIT {
    /** All that answer with one response: those of the blocking client. SubscribeToShard has tests of its own. */
    private static final Set<String> OPERATIONS = operations();

    @TempDir
    private static Path directory;

    private static TestingServer server;

    @BeforeAll
    static void start() throws IOException {
        server = TestingServer.start(directory.resolve("data"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Set<String> operations() {
        Set<String> names = new TreeSet<>();
        for (Method method : KinesisClient.class.getMethods()) {
            Class<?>[] parameters = method.getParameterTypes();
            if (parameters.length == 1
                    && KinesisRequest.class.isAssignableFrom(parameters[0])
                    && !method.getName().endsWith("Paginator")) {
                String type = parameters[0].getSimpleName();
                names.add(type.substring(0, type.length() - "Request".length()));
            }
        }
        assertThat(names).hasSize(38);
        return names;
    }

    @ParameterizedTest
    @EnumSource(SdkWalk.Way.class)
    void sdkGoesThroughEveryOperationInCbor(SdkWalk.Way way) {
        Set<String> called = SdkWalk.go(server.endpoint(), way, "cbor");

        assertThat(called).isEqualTo(OPERATIONS);
    }

    @Test
    void sdkGoesThroughEveryOperationInJson() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-ea",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Daws.cborEnabled=false",
                        "-cp",
                        System.getProperty("java.class.path"),
                        SdkWalk.class.getName(),
                        server.endpoint().toString(),
                        "json")
                .redirectErrorStream(true)
                .start();

        String output = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).endsWith("walked\n");
    }

    @Test
    void commandLineGoesThroughEveryOperation() throws IOException {
        Optional<CommandLineApi> commandLine = CommandLineApi.find(server.endpoint(), directory);
        assumeTrue(commandLine.isPresent(), "the aws command line is not installed");

        Set<String> called = new Walk(commandLine.get(), "command_line").go();

        assertThat(called).isEqualTo(OPERATIONS);
    }

    @Test
    void commandLineCallsOverTlsIfItTrustsTheCertificate() throws IOException {
        try (TestingServer secure = TestingServer.start(
                directory.resolve("secure"), Map.of("tls", "self-signed", "kinesis.shards-max", "7"))) {
            URI endpoint = secure.secureEndpoint();
            Path certificate = directory.resolve("secure").resolve("tls").resolve("certificate.pem");
            Optional<CommandLineApi> trusting =
                    CommandLineApi.find(endpoint, directory, Map.of("AWS_CA_BUNDLE", certificate.toString()));
            assumeTrue(trusting.isPresent(), "the aws command line is not installed");
            CommandLineApi distrusting =
                    CommandLineApi.find(endpoint, directory).orElseThrow();
            DescribeLimitsRequest request = DescribeLimitsRequest.builder().build();

            DescribeLimitsResponse limits =
                    (DescribeLimitsResponse) trusting.get().call("DescribeLimits", request);

            assertThat(limits.shardLimit()).isEqualTo(7);
            assertThatThrownBy(() -> distrusting.call("DescribeLimits", request))
                    .isInstanceOf(KinesisException.class)
                    .hasMessageContaining("certificate");
        }
    }
}
