package io.millrace.frontdoor.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * A signature as the caller sent it, not verified.
 *
 * @param date as signed, {@code yyyyMMdd'T'HHmmss'Z'}
 * @param signedHeaders lower-case names in the caller's order
 * @param lifetimeSeconds how long a signature in the query holds
 */
record Signature(
        CredentialScope scope,
        String date,
        List<String> signedHeaders,
        String value,
        Optional<String> sessionToken,
        Optional<Long> lifetimeSeconds) {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    static final String QUERY_SIGNATURE = "X-Amz-Signature";

    private static final String QUERY_ALGORITHM = "X-Amz-Algorithm";
    private static final String QUERY_CREDENTIAL = "X-Amz-Credential";
    private static final String QUERY_SIGNED_HEADERS = "X-Amz-SignedHeaders";
    private static final String QUERY_DATE = "X-Amz-Date";
    private static final String QUERY_EXPIRES = "X-Amz-Expires";
    private static final String TOKEN = "X-Amz-Security-Token";

    /** AWS's limit: a week. */
    private static final long LIFETIME_SECONDS_MAX = 604_800;

    static Signature of(SignedRequest request, Query query) throws AuthenticationException {
        Optional<String> header = request.header("authorization");
        boolean inQuery = query.has(QUERY_ALGORITHM);
        if (header.isPresent() && inQuery) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.");
        }
        if (inQuery) {
            return ofQuery(query);
        }
        if (header.isEmpty()) {
            throw new AuthenticationException(Refusal.MISSING_TOKEN, "Missing Authentication Token");
        }
        return ofHeader(header.get(), request);
    }

    private static Signature ofHeader(String header, SignedRequest request) throws AuthenticationException {
        TreeMap<String, String> parts = new TreeMap<>();
        String[] words = header.split("[, ]+", -1);
        for (int index = 1; index < words.length; index++) {
            int equals = words[index].indexOf('=');
            if (equals > 0) {
                parts.put(words[index].substring(0, equals), words[index].substring(equals + 1));
            }
        }
        StringBuilder lacks = new StringBuilder();
        for (String part : List.of("Credential", "Signature", "SignedHeaders")) {
            if (parts.getOrDefault(part, "").isEmpty()) {
                lacks.append("Authorization header requires '").append(part).append("' parameter. ");
            }
        }
        Optional<String> date = request.header("x-amz-date").or(() -> request.header("date"));
        if (date.isEmpty()) {
            lacks.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        if (!lacks.isEmpty()) {
            throw incomplete(lacks + "Authorization=" + header);
        }
        requireAlgorithm(words[0]);
        return new Signature(
                CredentialScope.parse(parts.getOrDefault("Credential", "")),
                date.orElseThrow(),
                names(parts.getOrDefault("SignedHeaders", "")),
                parts.getOrDefault("Signature", ""),
                request.header(TOKEN.toLowerCase(Locale.ROOT)),
                Optional.empty());
    }

    private static Signature ofQuery(Query query) throws AuthenticationException {
        StringBuilder lacks = new StringBuilder();
        List<String> required =
                List.of(QUERY_ALGORITHM, QUERY_CREDENTIAL, QUERY_SIGNATURE, QUERY_SIGNED_HEADERS, QUERY_DATE);
        for (String name : required) {
            if (query.first(name).isEmpty()) {
                lacks.append("AWS query-string parameters must include '")
                        .append(name)
                        .append("'. ");
            }
        }
        if (!lacks.isEmpty()) {
            throw incomplete(lacks + "Re-examine the query-string parameters.");
        }
        requireAlgorithm(query.first(QUERY_ALGORITHM));
        return new Signature(
                CredentialScope.parse(query.first(QUERY_CREDENTIAL)),
                query.first(QUERY_DATE),
                names(query.first(QUERY_SIGNED_HEADERS)),
                query.first(QUERY_SIGNATURE),
                Optional.of(query.first(TOKEN)).filter(token -> !token.isEmpty()),
                lifetime(query));
    }

    private static Optional<Long> lifetime(Query query) throws AuthenticationException {
        String text = query.first(QUERY_EXPIRES);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        // Nine digits are more than a week, and fit.
        boolean ofRange = text.matches("[0-9]{1,9}") && Long.parseLong(text) <= LIFETIME_SECONDS_MAX;
        if (!ofRange) {
            throw incomplete("X-Amz-Expires must be a number of seconds from 0 to " + LIFETIME_SECONDS_MAX);
        }
        return Optional.of(Long.parseLong(text));
    }

    private static void requireAlgorithm(String algorithm) throws AuthenticationException {
        if (!algorithm.equals(ALGORITHM)) {
            throw incomplete("Unsupported AWS 'algorithm': '%s'.".formatted(algorithm));
        }
    }

    private static List<String> names(String signedHeaders) {
        List<String> names = new ArrayList<>();
        for (String name : signedHeaders.split(";", -1)) {
            names.add(name.toLowerCase(Locale.ROOT));
        }
        return List.copyOf(names);
    }

    /** Of the headers sent, those that change what the request means must be under the signature. */
    void requireCoverage(Set<String> headersSent) throws AuthenticationException {
        if (!signedHeaders.contains("host") && !signedHeaders.contains(":authority")) {
            throw new AuthenticationException(
                    Refusal.INVALID_SIGNATURE,
                    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        for (String name : headersSent) {
            if (name.startsWith("x-amz-") && !signedHeaders.contains(name)) {
                throw new AuthenticationException(
                        Refusal.INVALID_SIGNATURE,
                        "'%s' must be a 'SignedHeader' in the AWS Authorization.".formatted(name));
            }
        }
    }

    static AuthenticationException incomplete(String message) {
        return new AuthenticationException(Refusal.INCOMPLETE_SIGNATURE, message);
    }
}
