package io.millrace.server.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer as it came, and whether it is in AWS's form. */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record Answer(int status, Map<String, String> headers, byte[] body) {
    private static final Pattern XML = Pattern.compile("<([A-Za-z]+)(?:/>|>.*</\\1>)\n", Pattern.DOTALL);

    /** Those of the service's model that a request can bring about, then those that every AWS service has. */
    private static final Set<String> ERRORS = Set.of(
            "AccessDeniedException",
            "ExpiredIteratorException",
            "ExpiredNextTokenException",
            "InvalidArgumentException",
            "KMSAccessDeniedException",
            "KMSDisabledException",
            "KMSInvalidStateException",
            "KMSNotFoundException",
            "KMSOptInRequired",
            "KMSThrottlingException",
            "LimitExceededException",
            "ProvisionedThroughputExceededException",
            "ResourceInUseException",
            "ResourceNotFoundException",
            "ValidationException",
            "ExpiredTokenException",
            "IncompleteSignatureException",
            "InvalidSignatureException",
            "MissingAuthenticationTokenException",
            "SerializationException",
            "ThrottlingException",
            "UnknownOperationException",
            "UnrecognizedClientException");

    boolean refused() {
        return status >= 400 && status < 500;
    }

    /** Whether the server hangs up after it. */
    boolean isLast() {
        return "close".equals(headers.get("connection"));
    }

    /** What is wrong with this as an answer to a request in the format; empty if nothing is. */
    Optional<String> fault(BodyFormat format) {
        if (!headers.containsKey("x-amzn-requestid") || !headers.containsKey("x-amz-id-2")) {
            return Optional.of("no request id");
        }
        if (status == 200) {
            return parse(format).isPresent() ? Optional.empty() : Optional.of("the answer cannot be parsed");
        }
        if (!refused()) {
            return Optional.of("status " + status);
        }
        String error = headers.getOrDefault("x-amzn-errortype", "");
        if (format.contentType().equals(headers.get("content-type"))) {
            return status == 400 ? typedFault(format, error) : Optional.of("status " + status + " with a type");
        }
        Matcher xml = XML.matcher(new String(body, UTF_8));
        return xml.matches() && xml.group(1).equals(error) ? Optional.empty() : Optional.of("neither typed nor XML");
    }

    private Optional<String> typedFault(BodyFormat format, String error) {
        Optional<JsonNode> parsed = parse(format);
        if (parsed.isEmpty() || !parsed.get().path("__type").asText().equals(error)) {
            return Optional.of("the type in the body is not that in the header");
        }
        if (!ERRORS.contains(error)) {
            return Optional.of("an error that AWS does not have: " + error);
        }
        boolean parser = error.equals("SerializationException");
        boolean mute = parser || error.equals("UnknownOperationException");
        String message = parsed.get().path(parser ? "Message" : "message").asText();
        return message.isEmpty() && !mute ? Optional.of(error + " without a message") : Optional.empty();
    }

    private Optional<JsonNode> parse(BodyFormat format) {
        try {
            // The operations that say nothing say it with an empty structure or with no bytes at all.
            return Optional.of(body.length == 0 ? MissingNode.getInstance() : format.read(body));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "%d %s %s".formatted(status, headers, new String(body, UTF_8));
    }
}
