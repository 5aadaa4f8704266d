package io.millrace.frontdoor;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** What an API's model demands of a value. */
sealed interface Shape {
    /** Demands nothing. */
    Shape ANY = new Any();

    record Any() implements Shape {}

    /**
     * Members by name.
     *
     * @param model the model's version, such as {@code kinesis.v20131202}; AWS's messages name structures by it
     */
    record Structure(String model, String name, List<Member> members) implements Shape {
        public Structure {
            members = List.copyOf(members);
        }
    }

    /**
     * A member that is required or whose value has constraints.
     *
     * @param shape the name of the value's shape; structures may contain themselves
     */
    record Member(String name, String shape, boolean required) {}

    record Sequence(Length length, String item) implements Shape {}

    record Table(Length length, String key, String value) implements Shape {}

    record Text(Length length, Optional<TextPattern> pattern, List<String> allowed) implements Shape {
        public Text {
            allowed = List.copyOf(allowed);
        }
    }

    record Range(OptionalDouble min, OptionalDouble max) implements Shape {}

    /** Counted in bytes. */
    record Blob(Length length) implements Shape {}

    record Length(OptionalLong min, OptionalLong max) {}
}
