package io.millrace.frontdoor.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A query string's parameters, decoded, in the order sent. */
record Query(List<Parameter> parameters) {
    Query {
        parameters = List.copyOf(parameters);
    }

    record Parameter(String name, String value) {}

    static Query parse(String query) {
        List<Parameter> parameters = new ArrayList<>();
        for (String pair : query.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters.add(new Parameter(UriText.decodeForm(name), UriText.decodeForm(value)));
        }
        return new Query(parameters);
    }

    boolean has(String name) {
        return parameters.stream().anyMatch(parameter -> parameter.name().equals(name));
    }

    /** Empty if there is none. */
    String first(String name) {
        return parameters.stream()
                .filter(parameter -> parameter.name().equals(name))
                .map(Parameter::value)
                .findFirst()
                .orElse("");
    }

    /** Encoded and sorted, without the signature itself. */
    String canonical() {
        List<Parameter> encoded = parameters.stream()
                .filter(parameter -> !parameter.name().equals(Signature.QUERY_SIGNATURE))
                .map(parameter -> new Parameter(UriText.encode(parameter.name()), UriText.encode(parameter.value())))
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .toList();
        List<String> pairs = encoded.stream()
                .map(parameter -> parameter.name() + "=" + parameter.value())
                .toList();
        return String.join("&", pairs);
    }
}
