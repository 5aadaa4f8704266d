package io.millrace.frontdoor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import io.millrace.frontdoor.auth.Authentication;
import io.millrace.frontdoor.http.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Generated requests, most of them broken: every one is answered in AWS's form, and none breaks the door. */
class HostileInputTest {
    private static final int REQUESTS = 4_000;
    private static final int UNDER_WAY_MAX = 64;
    private static final Limits LIMITS = new Limits(
            4_096,
            Limits.DEFAULT.bodiesBytes(),
            Limits.DEFAULT.bodyTimeout(),
            4_096,
            30,
            100,
            1_000,
            Limits.DEFAULT.requestTimeout(),
            Limits.DEFAULT.idleTimeout(),
            Limits.DEFAULT.drainTimeout());
    private static final List<String> JSON_SEEDS = List.of(
            "{\"StreamName\":\"orders\",\"Records\":[{\"Data\":\"AAH+/w==\",\"PartitionKey\":\"k\",\"ExplicitHashKey\":\"0\"}]}",
            "{\"StreamName\":\"orders\",\"ShardFilter\":{\"Type\":\"AT_TIMESTAMP\",\"Timestamp\":1441215410.867},\"MaxResults\":3}",
            "{\"StreamName\":\"orders\",\"Tags\":{\"a\":\"b\",\"c\":\"\"},\"StreamARN\":null}",
            "{\"ShardIterator\":\"orders\",\"Limit\":10}");
    private static final List<String> CBOR_SEEDS = List.of(
            "bf6a53747265616d4e616d65666f7264657273675265636f7264739fbf64446174614161"
                    + "6c506172746974696f6e4b6579616bffffff",
            "bf6a53747265616d4e616d65666f72646572736b536861726446696c746572bf64547970656c41545f54494d455354414d50"
                    + "6954696d657374616d70c11b0000018bcfe56878ffff",
            "bf6d53686172644974657261746f72666f7264657273654c696d69740aff",
            "bf6a53747265616d4e616d65666f72646572736454616773bf61616162ffff");
    private static final List<String> JSON_PIECES = List.of(
            "null",
            "true",
            "-1",
            "1e999999999",
            "9".repeat(900),
            "[[[[[[[[",
            "{\"a\":",
            "\"\\ud800\"",
            "\"",
            "\\",
            "\u0000",
            "{}",
            "[]",
            "\"\\u0000\"",
            "1.7e308",
            ",",
            ":",
            "}",
            "]",
            "\ufffd",
            "NaN",
            "-",
            "\"Records\":[null]");
    private static final List<String> OPERATIONS = List.of(
            "CreateStream",
            "PutRecords",
            "GetRecords",
            "ListShards",
            "AddTagsToStream",
            "ListTagsForStream",
            "MergeShards",
            "Nothing",
            "");

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"1,false", "2,false", "3,true"})
    void everyRequestIsAnsweredAndNoneIsOurFault(long seed, boolean signed) throws IOException {
        ListAppender<ILoggingEvent> errors = new ListAppender<>();
        errors.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.millrace.frontdoor.Dispatcher");
        logger.addAppender(errors);
        try (TestDoor door = TestDoor.open(LIMITS, authentication(signed), List.of(new TestStreams()))) {
            WebClient client = WebClient.of((seed % 2 == 0 ? "h2c" : "h1c") + "://127.0.0.1:" + door.port());
            Random random = new Random(seed);
            Deque<CompletableFuture<AggregatedHttpResponse>> underWay = new ArrayDeque<>();
            for (int count = 0; count < REQUESTS; count++) {
                if (underWay.size() >= UNDER_WAY_MAX) {
                    check(underWay.removeFirst(), seed);
                }
                underWay.add(client.execute(request(random)).aggregate());
            }
            for (CompletableFuture<AggregatedHttpResponse> answer : underWay) {
                check(answer, seed);
            }
        } finally {
            logger.detachAppender(errors);
        }

        assertThat(errors.list).as("seed %d", seed).isEmpty();
    }

    private Authentication authentication(boolean signed) throws IOException {
        if (!signed) {
            return new Authentication.None();
        }
        Path file = Files.writeString(
                directory.resolve("credentials"), "[a]\naws_access_key_id = A\naws_secret_access_key = B\n");
        return new Authentication.SigV4(file, AwsBasicCredentials.create("own", "secret"));
    }

    private static void check(CompletableFuture<AggregatedHttpResponse> answered, long seed) {
        AggregatedHttpResponse answer = answered.join();
        String body = answer.contentUtf8();
        assertThat(answer.status().code()).as("seed %d: %s", seed, body).isBetween(200, 499);
        assertThat(answer.headers().get("x-amzn-requestid")).isNotNull();
        if (answer.status().code() == 400) {
            assertThat(body).as("seed %d", seed).contains("__type");
        }
    }

    private static HttpRequest request(Random random) {
        boolean cbor = random.nextBoolean();
        RequestHeadersBuilder headers = RequestHeaders.builder(
                random.nextInt(50) == 0 ? HttpMethod.PUT : HttpMethod.POST,
                random.nextInt(50) == 0 ? "/?a=%7e&&=&X-Amz-Expires=-1" : "/");
        if (random.nextInt(50) != 0) {
            headers.set("x-amz-target", "Kinesis_20131202." + pick(OPERATIONS, random));
        }
        headers.set(
                "content-type",
                random.nextInt(50) == 0 ? garbage(random) : "application/x-amz-" + (cbor ? "cbor" : "json") + "-1.1");
        if (random.nextInt(3) == 0) {
            headers.set("authorization", authorization(random));
            headers.set("x-amz-date", random.nextBoolean() ? "20260101T000000Z" : garbage(random));
        }
        byte[] body = cbor ? mutate(HexFormat.of().parseHex(pick(CBOR_SEEDS, random)), random) : json(random);
        return HttpRequest.of(headers.build(), HttpData.wrap(body));
    }

    private static String authorization(Random random) {
        return "AWS4-HMAC-SHA256 Credential=%s/20260101/us-east-1/kinesis/aws4_request, SignedHeaders=%s, Signature=%s"
                .formatted(
                        random.nextBoolean() ? "A" : garbage(random),
                        random.nextBoolean() ? "host;x-amz-date;x-amz-target" : garbage(random),
                        random.nextBoolean() ? "00" : garbage(random));
    }

    private static String garbage(Random random) {
        return random.ints(random.nextInt(12), '!', '~')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] json(Random random) {
        String text = pick(JSON_SEEDS, random);
        for (int change = random.nextInt(4); change > 0; change--) {
            int from = random.nextInt(text.length() + 1);
            int to = Math.min(text.length(), from + random.nextInt(8));
            text = text.substring(0, from) + pick(JSON_PIECES, random) + text.substring(to);
        }
        return random.nextInt(4) == 0 ? mutate(text.getBytes(UTF_8), random) : text.getBytes(UTF_8);
    }

    private static byte[] mutate(byte[] bytes, Random random) {
        byte[] mutated = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
        for (int change = random.nextInt(4); change > 0 && mutated.length > 0; change--) {
            mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
        }
        return mutated;
    }

    private static String pick(List<String> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }
}
