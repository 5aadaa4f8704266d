package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Bytes in, bytes out: {@code golden/<operation>/<case>.{request,response}.{json,cbor}}. */
class GoldenWireTest {
    private static TestDoor door;

    @BeforeAll
    static void open() throws IOException {
        door = TestDoor.open();
        for (String stream : List.of("orders", "empty", "puts")) {
            RawHttp.json(door.port(), "Kinesis_20131202.CreateStream", "{\"StreamName\":\"%s\"}".formatted(stream));
        }
        RawHttp.json(
                door.port(),
                "Kinesis_20131202.PutRecords",
                "{\"StreamName\":\"orders\",\"Records\":[{\"Data\":\"AAH+/w==\",\"PartitionKey\":\"k\"}]}");
    }

    @AfterAll
    static void close() {
        door.close();
    }

    @TestFactory
    Stream<DynamicTest> everyCaseIsAnsweredToTheByte() throws IOException, URISyntaxException {
        Path golden = Path.of(GoldenWireTest.class.getResource("/golden").toURI());
        List<Path> requests;
        try (Stream<Path> files = Files.walk(golden)) {
            requests = files.filter(file -> file.getFileName().toString().contains(".request."))
                    .sorted()
                    .toList();
        }
        assertThat(requests).hasSizeGreaterThan(40);
        return requests.stream()
                .map(file -> DynamicTest.dynamicTest(golden.relativize(file).toString(), () -> check(golden, file)));
    }

    private static void check(Path golden, Path file) throws IOException {
        String name = file.getFileName().toString();
        String format = name.substring(name.lastIndexOf('.') + 1);
        String operation = golden.relativize(file).getName(0).toString();
        byte[] expected = read(file.resolveSibling(name.replace(".request.", ".response.")));
        List<String> headers = List.of(
                "Content-Type: application/x-amz-%s-1.1".formatted(format),
                "X-Amz-Target: Kinesis_20131202." + operation);

        RawHttp.Answer answer = RawHttp.send(door.port(), "POST / HTTP/1.1", headers, read(file));

        assertThat(HexFormat.of().formatHex(answer.body()))
                .as(answer.text())
                .isEqualTo(HexFormat.of().formatHex(expected));
        boolean refused = new String(expected, ISO_8859_1).contains("__type");
        assertThat(answer.status()).isEqualTo(refused ? 400 : 200);
        assertThat(answer.header("content-type")).isEqualTo("application/x-amz-%s-1.1".formatted(format));
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
