package io.millrace.server.operation;

import io.millrace.frontdoor.AccessRules;
import io.millrace.frontdoor.Account;
import io.millrace.frontdoor.policy.Policy;
import io.millrace.model.StreamName;
import io.millrace.server.stream.Consumer;
import io.millrace.server.stream.Stream;
import io.millrace.server.stream.Streams;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.services.kinesis.model.Tag;

/**
 * What requests to Kinesis are about: a stream, or a consumer of one. However a request names it, the ARN is spelled in one
 * way, so that a policy which denies it cannot be got around; a request that contradicts itself is refused by its operation.
 */
final class KinesisAccess implements AccessRules {
    private static final String NOTHING = "*";
    private static final int PARSED_MAX = 1_000;

    /** Of any partition: the operations do not look at it. */
    private static final Pattern ARN =
            Pattern.compile("arn:[^:]*:kinesis:([^:]*):(\\d{12}):stream/([a-zA-Z0-9_.-]{1,128})(?:/consumer/"
                    + "([a-zA-Z0-9_.-]{1,128}):0*(\\d{1,18}))?");

    private final Account account;
    private final Streams streams;
    private final Tokens tokens;
    private final Map<String, Policy> parsed = new ConcurrentHashMap<>();

    KinesisAccess(Account account, Streams streams, Tokens tokens) {
        this.account = account;
        this.streams = streams;
        this.tokens = tokens;
    }

    @Override
    public String resource(SdkPojo input) {
        String arn = first(input, "ConsumerARN", "ResourceARN");
        if (arn != null) {
            return canonical(arn);
        }
        String token = text(input, "ShardIterator");
        if (token != null) {
            return inToken(Tokens.Kind.SHARD_ITERATOR, token);
        }
        String page = text(input, "NextToken");
        String streamArn = first(input, "StreamARN");
        if (page != null && streamArn == null) {
            return inToken(Tokens.Kind.SHARD_PAGE, page);
        }
        String stream = streamArn == null ? named(input) : canonical(streamArn);
        String consumer = text(input, "ConsumerName");
        return consumer == null ? stream : ofConsumer(stream, consumer);
    }

    /** The stream that is named otherwise than by its ARN. */
    private String named(SdkPojo input) {
        String name = text(input, "StreamName");
        if (name != null) {
            return ofStream(name);
        }
        String id = text(input, "StreamId");
        return id == null
                ? NOTHING
                : streams.find(id)
                        .map(stream -> ofStream(stream.name().value()))
                        .orElse(NOTHING);
    }

    private String inToken(Tokens.Kind kind, String token) {
        return tokens.open(kind, token).map(opened -> ofStream(opened.name())).orElse(NOTHING);
    }

    private String ofStream(String name) {
        return account.arn("kinesis", "stream/" + name);
    }

    private String ofConsumer(String streamArn, String name) {
        return find(streamArn)
                .flatMap(stream -> streams.consumers().find(stream, name))
                .map(consumer -> streamArn + "/consumer/" + key(consumer))
                .orElse(streamArn);
    }

    /** A consumer as its ARN ends. */
    static String key(Consumer consumer) {
        return consumer.name() + ":" + consumer.created().getEpochSecond();
    }

    private static String canonical(String arn) {
        Matcher matcher = ARN.matcher(arn);
        if (!matcher.matches()) {
            return NOTHING;
        }
        String stream =
                "arn:aws:kinesis:%s:%s:stream/%s".formatted(matcher.group(1), matcher.group(2), matcher.group(3));
        return matcher.group(4) == null ? stream : stream + "/consumer/" + consumer(matcher);
    }

    private static String consumer(Matcher arn) {
        return arn.group(4) + ":" + arn.group(5);
    }

    @Override
    public Map<String, List<String>> keys(SdkPojo input) {
        Map<String, List<String>> keys = new HashMap<>();
        find(resource(input))
                .ifPresent(stream ->
                        stream.tags().forEach((tag, value) -> keys.put("aws:ResourceTag/" + tag, List.of(value))));
        Map<String, String> given = tags(value(input, "Tags"));
        given.forEach((tag, value) -> keys.put("aws:RequestTag/" + tag, List.of(value)));
        if (!given.isEmpty()) {
            keys.put("aws:TagKeys", List.copyOf(given.keySet()));
        } else if (value(input, "TagKeys") instanceof List<?> tagKeys && !tagKeys.isEmpty()) {
            keys.put("aws:TagKeys", tagKeys.stream().map(String::valueOf).toList());
        }
        return keys;
    }

    private static Map<String, String> tags(@Nullable Object given) {
        Map<String, String> tags = new HashMap<>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((tag, value) -> tags.put(String.valueOf(tag), String.valueOf(value)));
        } else if (given instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Tag tag && tag.key() != null) {
                    tags.put(tag.key(), tag.value() == null ? "" : tag.value());
                }
            }
        }
        return tags;
    }

    @Override
    public boolean hasPolicies() {
        return streams.policies().exist();
    }

    @Override
    public Optional<Policy> policyOf(String resource) {
        Matcher matcher = ARN.matcher(resource);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String consumer = matcher.group(4) == null ? "" : consumer(matcher);
        return find(resource)
                .flatMap(stream -> streams.policies().find(stream, consumer))
                .map(this::parse);
    }

    private Policy parse(String text) {
        if (parsed.size() >= PARSED_MAX) {
            parsed.clear();
        }
        return parsed.computeIfAbsent(text, Policy::ofResource);
    }

    private Optional<Stream> find(String arn) {
        Matcher matcher = ARN.matcher(arn);
        return matcher.matches() ? streams.find(new StreamName(matcher.group(3))) : Optional.empty();
    }

    private static @Nullable String first(SdkPojo input, String... members) {
        for (String member : members) {
            String text = text(input, member);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable String text(SdkPojo input, String member) {
        return value(input, member) instanceof String text ? text : null;
    }

    private static @Nullable Object value(SdkPojo input, String member) {
        for (SdkField<?> field : input.sdkFields()) {
            if (field.memberName().equals(member)) {
                return field.getValueOrDefault(input);
            }
        }
        return null;
    }
}
