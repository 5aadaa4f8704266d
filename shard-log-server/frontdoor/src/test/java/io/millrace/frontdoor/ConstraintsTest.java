package io.millrace.frontdoor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.services.glue.model.CreateTableRequest;
import software.amazon.awssdk.services.kinesis.model.AddTagsToStreamRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.RemoveTagsFromStreamRequest;

class ConstraintsTest {
    private static final Constraints KINESIS = new Constraints(ApiModel.load("kinesis"));
    private static final int DATA_BYTES_MAX = 10_485_760;

    @Test
    void dataIsCountedInBytesAndNotRepeated() {
        PutRecordRequest.Builder request =
                PutRecordRequest.builder().streamName("a").partitionKey("k");

        assertThatCode(() -> KINESIS.check(
                        "PutRecordInput",
                        request.data(SdkBytes.fromByteArray(new byte[DATA_BYTES_MAX]))
                                .build()))
                .doesNotThrowAnyException();
        assertRefused(
                "PutRecordInput",
                request.data(SdkBytes.fromByteArray(new byte[DATA_BYTES_MAX + 1]))
                        .build(),
                "1 validation error detected: Value at 'data'"
                        + " failed to satisfy constraint: Member must have length less than or equal to 10485760");
    }

    @Test
    void textIsCountedInCharactersAndNotInCodeUnits() {
        PutRecordRequest.Builder request =
                PutRecordRequest.builder().streamName("a").data(SdkBytes.fromUtf8String(""));

        assertThatCode(() -> KINESIS.check(
                        "PutRecordInput", request.partitionKey("𝄞".repeat(256)).build()))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> KINESIS.check(
                        "PutRecordInput", request.partitionKey("𝄞".repeat(257)).build()))
                .hasMessageContaining("at 'partitionKey' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 256");
    }

    @Test
    void plainItemsAreReportedAtTheirList() {
        String longKey = "k".repeat(129);

        assertRefused(
                "RemoveTagsFromStreamInput",
                RemoveTagsFromStreamRequest.builder()
                        .streamName("a")
                        .tagKeys("a", longKey, "b")
                        .build(),
                "1 validation error detected: Value '[a, %s, b]' at 'tagKeys' failed to satisfy constraint: "
                                .formatted(longKey)
                        + "Member must satisfy constraint: [Member must have length less than or equal to 128, "
                        + "Member must have length greater than or equal to 1]");
    }

    @Test
    void tagValuesAreReportedAtTheirMap() {
        String longValue = "v".repeat(257);

        assertRefused(
                "AddTagsToStreamInput",
                AddTagsToStreamRequest.builder()
                        .streamName("a")
                        .tags(Map.of("k", longValue))
                        .build(),
                "1 validation error detected: Value '{k=%s}' at 'tags' failed to satisfy constraint: "
                                .formatted(longValue)
                        + "Map value must satisfy constraint: [Member must have length less than or equal to 256, "
                        + "Member must have length greater than or equal to 0]");
    }

    @Test
    void moreThanTenViolationsAreNotNamed() {
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 20)
                .mapToObj(index -> PutRecordsRequestEntry.builder().build())
                .toList();

        assertThatThrownBy(() -> KINESIS.check(
                        "PutRecordsInput",
                        PutRecordsRequest.builder().records(entries).build()))
                .hasMessageStartingWith("10 validation errors detected: Value null at 'records.1.member.data' failed")
                .hasMessageEndingWith("Value null at 'records.5.member.partitionKey' failed to satisfy constraint: "
                        + "Member must not be null");
    }

    @Test
    void recordsAreNotRepeated() {
        List<PutRecordsRequestEntry> entries = IntStream.range(0, 501)
                .mapToObj(index -> PutRecordsRequestEntry.builder()
                        .partitionKey("secret")
                        .data(SdkBytes.fromUtf8String("secret"))
                        .build())
                .toList();

        assertThatThrownBy(() -> KINESIS.check(
                        "PutRecordsInput",
                        PutRecordsRequest.builder().records(entries).build()))
                .hasMessage("1 validation error detected: Value at 'records' failed to satisfy constraint: "
                        + "Member must have length less than or equal to 500");
    }

    @Test
    void nestedValuesHaveDottedPaths() {
        assertRefused(
                "ListShardsInput",
                ListShardsRequest.builder()
                        .shardFilter(filter -> filter.shardId("not/good"))
                        .build(),
                "2 validation errors detected: Value null at 'shardFilter.type' failed to satisfy constraint: "
                        + "Member must not be null; Value 'not/good' at 'shardFilter.shardId' failed to satisfy "
                        + "constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
    }

    @Test
    void glueTablesMayHoldAnyText() {
        Constraints glue = new Constraints(ApiModel.load("glue"));
        CreateTableRequest request = CreateTableRequest.builder()
                .databaseName("lake")
                .tableInput(table -> table.name("flights").viewOriginalText("x\n".repeat(100_000)))
                .build();

        assertThatCode(() -> glue.check("CreateTableRequest", request)).doesNotThrowAnyException();
    }

    private static void assertRefused(String shape, SdkPojo request, String message) {
        assertThatThrownBy(() -> KINESIS.check(shape, request))
                .isInstanceOfSatisfying(
                        ApiException.class, e -> assertThat(e.code()).isEqualTo(CommonError.VALIDATION))
                .hasMessage(message);
    }

    /** The model may know members that the SDK does not; one that is required could never be given. */
    @ParameterizedTest
    @ValueSource(strings = {"kinesis", "firehose", "glue", "emr"})
    void everyRequiredMemberIsOneThatTheSdkHas(String service) throws ReflectiveOperationException {
        ApiModel model = ApiModel.load(service);
        List<String> strangers = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Map.Entry<String, ApiModel.Signature> operation :
                model.operations().entrySet()) {
            Optional<SdkPojo> builder = builder(service, operation.getKey());
            if (builder.isEmpty()) {
                // The model is newer than the SDK, or older: without a class nobody can build the operation.
                continue;
            }
            Deque<Map.Entry<String, SdkPojo>> left = new ArrayDeque<>();
            left.add(Map.entry(operation.getValue().input(), builder.get()));
            while (!left.isEmpty()) {
                Map.Entry<String, SdkPojo> next = left.removeFirst();
                if (seen.add(next.getKey()) && model.shape(next.getKey()) instanceof Shape.Structure structure) {
                    walk(model, structure, next.getValue(), left, strangers);
                }
            }
        }

        assertThat(seen).hasSizeGreaterThan(model.operations().size() / 2);
        assertThat(strangers).isEmpty();
    }

    private static Optional<SdkPojo> builder(String service, String operation)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        // The SDK writes MLTransform as MlTransform.
        String words = Pattern.compile("(?<=[A-Z])[A-Z]+(?=[A-Z][a-z]|$)")
                .matcher(operation)
                .replaceAll(capitals -> capitals.group().toLowerCase(Locale.ROOT));
        String name = "software.amazon.awssdk.services.%s.model.%sRequest".formatted(service, words);
        try {
            return Optional.of(
                    (SdkPojo) Class.forName(name).getMethod("builder").invoke(null));
        } catch (ClassNotFoundException e) {
            return Optional.empty();
        }
    }

    private static void walk(
            ApiModel model,
            Shape.Structure structure,
            SdkPojo pojo,
            Deque<Map.Entry<String, SdkPojo>> left,
            List<String> strangers) {
        Map<String, SdkField<?>> fields = new HashMap<>(pojo.sdkFieldNameToField());
        for (Shape.Member member : structure.members()) {
            SdkField<?> field = fields.get(member.name());
            if (field == null) {
                if (member.required()) {
                    strangers.add(structure.name() + "." + member.name());
                }
                continue;
            }
            Shape shape = model.shape(member.shape());
            String name = member.shape();
            while (shape instanceof Shape.Sequence || shape instanceof Shape.Table) {
                name = shape instanceof Shape.Sequence sequence ? sequence.item() : ((Shape.Table) shape).value();
                field = shape instanceof Shape.Sequence
                        ? field.getTrait(ListTrait.class).memberFieldInfo()
                        : field.getTrait(MapTrait.class).valueFieldInfo();
                shape = model.shape(name);
            }
            if (shape instanceof Shape.Structure) {
                left.add(Map.entry(name, field.constructor().get()));
            }
        }
    }

    @Test
    void aPatternIsMetInBoundedTime() {
        TextPattern evil = new TextPattern("(a|aa)+(a|aa)+(a|aa)+b");
        TextPattern recursive = new TextPattern("(a|b)*");
        char[] many = new char[1_000_000];
        Arrays.fill(many, 'a');

        assertThat(evil.matches("a".repeat(60))).isFalse();
        assertThat(recursive.matches("abba")).isTrue();
        assertThat(recursive.matches(new String(many))).isFalse();
        assertThat(new TextPattern("([^\\r\\n])*").matches(new String(many))).isTrue();
        assertThat(new TextPattern("([^\\r\\n])*").matches("a\nb")).isFalse();
        assertThat(new TextPattern("([^\\r\\n])*")).hasToString("([^\\r\\n])*");
    }
}
