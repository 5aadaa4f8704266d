package io.millrace.frontdoor;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import software.amazon.awssdk.core.SdkPojo;

/** Every API behind the door, by target prefix. */
final class Apis {
    private final Map<String, Entry> entries = new HashMap<>();

    /** Throws {@link IllegalArgumentException} if two claim one prefix, or one has an operation its model has not. */
    Apis(List<JsonApi> apis) {
        for (JsonApi api : apis) {
            if (entries.put(api.targetPrefix(), new Entry(api)) != null) {
                throw new IllegalArgumentException("two APIs have the target prefix " + api.targetPrefix());
            }
        }
    }

    /** What a target names. */
    sealed interface Target {
        String UNKNOWN = "unknown";

        /** For metrics, so of few values. */
        String service();

        /** For metrics, so of few values. */
        String operation();

        record Unknown() implements Target {
            @Override
            public String service() {
                return UNKNOWN;
            }

            @Override
            public String operation() {
                return UNKNOWN;
            }
        }

        /** In the API's model, and not built. */
        record Unbuilt(JsonApi api, String operation) implements Target {
            @Override
            public String service() {
                return api.service();
            }
        }

        record Built(JsonApi api, BoundOperation<?, ?> bound) implements Target {
            @Override
            public String service() {
                return api.service();
            }

            @Override
            public String operation() {
                return bound.operation().name();
            }
        }
    }

    /** @param target the value of {@code X-Amz-Target} */
    Target find(String target) {
        int dot = target.indexOf('.');
        Entry entry = dot < 0 ? null : entries.get(target.substring(0, dot));
        if (entry == null) {
            return new Target.Unknown();
        }
        String name = target.substring(dot + 1);
        BoundOperation<?, ?> built = entry.built.get(name);
        if (built != null) {
            return new Target.Built(entry.api, built);
        }
        return entry.model.operations().containsKey(name) ? new Target.Unbuilt(entry.api, name) : new Target.Unknown();
    }

    /** Whether some API speaks this version of AWS JSON. */
    boolean speaks(String jsonVersion) {
        return entries.values().stream()
                .anyMatch(entry -> entry.model.jsonVersion().equals(jsonVersion));
    }

    private static final class Entry {
        private final JsonApi api;
        private final ApiModel model;
        private final Map<String, BoundOperation<?, ?>> built = new HashMap<>();

        Entry(JsonApi api) {
            this.api = api;
            this.model = ApiModel.load(api.service());
            Constraints constraints = new Constraints(model);
            for (Operation<?, ?> operation : api.operations()) {
                if (built.put(operation.name(), bind(operation, constraints)) != null) {
                    throw new IllegalArgumentException(
                            "%s has two operations %s".formatted(api.service(), operation.name()));
                }
            }
        }

        private <I extends SdkPojo, O extends SdkPojo> BoundOperation<I, O> bind(
                Operation<I, O> operation, Constraints constraints) {
            ApiModel.Signature signature = Optional.ofNullable(
                            model.operations().get(operation.name()))
                    .orElseThrow(() -> new IllegalArgumentException(
                            "%s has no operation %s".formatted(api.service(), operation.name())));
            return new BoundOperation<>(operation, builders(operation.inputType()), signature, constraints);
        }

        /** Every request class of the SDK has a static {@code builder()}. */
        private static Supplier<SdkPojo> builders(Class<?> inputType) {
            Method method;
            try {
                method = inputType.getMethod("builder");
            } catch (NoSuchMethodException e) {
                throw new IllegalArgumentException("not a request class of the AWS SDK: " + inputType, e);
            }
            return () -> {
                try {
                    return (SdkPojo) method.invoke(null);
                } catch (IllegalAccessException | InvocationTargetException e) {
                    throw new IllegalStateException("builder of " + inputType, e);
                }
            };
        }
    }
}
