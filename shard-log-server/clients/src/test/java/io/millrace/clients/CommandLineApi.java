package io.millrace.clients;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.frontdoor.wire.Codec;
import io.millrace.frontdoor.wire.Decoded;
import io.millrace.frontdoor.wire.MalformedBodyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.KinesisRequest;
import software.amazon.awssdk.services.kinesis.model.KinesisResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;

/** The aws command line as a client: each call is a process. */
final class CommandLineApi implements Api {
    private static final int DEPTH_MAX = 100;
    private static final int TEXT_MAX = 1 << 24;

    private final URI endpoint;
    private final Map<String, String> environment;
    private final boolean base64;
    private final Codec codec = Codec.json(DEPTH_MAX, TEXT_MAX);
    private final ObjectMapper mapper = new ObjectMapper();

    private CommandLineApi(URI endpoint, Map<String, String> environment, boolean base64) {
        this.endpoint = endpoint;
        this.environment = environment;
        this.base64 = base64;
    }

    /** Empty if no command line is installed. */
    static Optional<CommandLineApi> find(URI endpoint, Path directory) throws IOException {
        return find(endpoint, directory, Map.of());
    }

    /** As {@link #find(URI, Path)}, told more by variables of its environment. */
    static Optional<CommandLineApi> find(URI endpoint, Path directory, Map<String, String> variables)
            throws IOException {
        Path config = Files.writeString(directory.resolve("config"), "[default]\ncli_timestamp_format = wire\n");
        try {
            String version = run(new ProcessBuilder("aws", "--version"));
            // Version 1 takes data as it is, later ones in base64.
            Map<String, String> environment = new HashMap<>(variables);
            environment.put("AWS_ACCESS_KEY_ID", "access");
            environment.put("AWS_SECRET_ACCESS_KEY", "secret");
            environment.put("AWS_DEFAULT_REGION", "us-east-1");
            environment.put("AWS_CONFIG_FILE", config.toString());
            environment.put("AWS_PAGER", "");
            return Optional.of(new CommandLineApi(endpoint, environment, !version.startsWith("aws-cli/1")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public KinesisResponse call(String operation, KinesisRequest request) {
        String command = operation.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
        try {
            JsonNode input = mapper.readTree(codec.encode(request));
            if (!base64) {
                decodeData(input);
            }
            ProcessBuilder process = new ProcessBuilder(
                    "aws",
                    "--endpoint-url",
                    endpoint.toString(),
                    "--output",
                    "json",
                    "kinesis",
                    command,
                    "--cli-input-json",
                    mapper.writeValueAsString(input));
            process.environment().putAll(environment);
            String output = run(process);
            return response(operation, output.isBlank() ? "{}" : output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void decodeData(JsonNode node) {
        if (node instanceof ObjectNode object && object.path("Data").isTextual()) {
            byte[] data = Base64.getDecoder().decode(object.path("Data").asText());
            object.put("Data", new String(data, UTF_8));
        }
        node.forEach(CommandLineApi::decodeData);
    }

    private KinesisResponse response(String operation, String output) {
        try {
            Class<? extends KinesisResponse> type = Class.forName(
                            KinesisResponse.class.getPackageName() + "." + operation + "Response")
                    .asSubclass(KinesisResponse.class);
            Method builder = type.getMethod("builder");
            SdkPojo empty = (SdkPojo) builder.invoke(null);
            return switch (codec.decode(output.getBytes(UTF_8), type, () -> empty)) {
                case Decoded.Value<? extends KinesisResponse> value -> value.value();
                case Decoded.Mismatch<? extends KinesisResponse> mismatch ->
                    throw new AssertionError(mismatch.message() + " in " + output);
            };
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(operation, e);
        } catch (MalformedBodyException e) {
            throw new AssertionError(output, e);
        }
    }

    private static String run(ProcessBuilder builder) throws IOException {
        Process process = builder.redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.onExit().join().exitValue() == 0) {
            return output;
        }
        throw output.contains("(ResourceNotFoundException)")
                ? ResourceNotFoundException.builder().message(output.strip()).build()
                : KinesisException.builder().message(output.strip()).build();
    }
}
