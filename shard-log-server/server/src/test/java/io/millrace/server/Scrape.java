package io.millrace.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code /metrics} says, read by the rules of the Prometheus text format 0.0.4.
 *
 * @param samples by name and labels as they are written
 * @param types by name of a family
 */
public record Scrape(Map<String, Double> samples, Map<String, String> types) {
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)"
            + "(\\{[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\""
            + "(?:,[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\[\\\\\"n])*\")*})? "
            + "([-+0-9.eE]+|NaN|[+-]Inf)");
    private static final Pattern COMMENT = Pattern.compile("# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) ?(.*)");
    private static final Pattern PART = Pattern.compile("_(bucket|sum|count)$");

    /** Fails on a line that the format does not know, and on one that comes twice or before its family is typed. */
    public static Scrape of(URI endpoint) {
        Map<String, Double> samples = new TreeMap<>();
        Map<String, String> types = new TreeMap<>();
        Set<String> comments = new HashSet<>();
        String text = get(endpoint.resolve("/metrics"));
        assertThat(text).endsWith("\n");
        for (String line : text.split("\n", -1)) {
            Matcher comment = COMMENT.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (comment.matches()) {
                assertThat(comments.add(comment.group(1) + comment.group(2)))
                        .as(line)
                        .isTrue();
                if (comment.group(1).equals("TYPE")) {
                    assertThat(comment.group(3)).as(line).isIn("counter", "gauge", "histogram", "summary", "untyped");
                    types.put(comment.group(2), comment.group(3));
                }
            } else if (sample.matches()) {
                String labels = sample.group(2) == null ? "" : sample.group(2);
                assertThat(types).as(line).containsKey(family(sample.group(1), types));
                assertThat(samples.put(sample.group(1) + labels, number(sample.group(3))))
                        .as(line)
                        .isNull();
            } else {
                assertThat(line).isEmpty();
            }
        }
        return new Scrape(samples, types);
    }

    public double value(String sample) {
        return Objects.requireNonNull(samples.get(sample), sample);
    }

    private static String family(String name, Map<String, String> types) {
        return types.containsKey(name) ? name : PART.matcher(name).replaceFirst("");
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }

    private static String get(URI uri) {
        // Asked to upgrade, the JDK's client now and then mistakes the middle of a large answer for a frame, and waits
        // for ever.
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> response =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/plain; version=0.0.4");
            return response.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
