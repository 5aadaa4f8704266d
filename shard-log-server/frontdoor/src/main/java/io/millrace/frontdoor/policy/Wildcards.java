package io.millrace.frontdoor.policy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Patterns in which {@code *} stands for any text and {@code ?} for one character, and variables in them. */
final class Wildcards {
    /** Stand in a resolved pattern for characters that mean themselves. */
    private static final char STAR = '\uE000';

    private static final char QUESTION = '\uE001';
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^}]*)}");

    private Wildcards() {}

    /** In time that is at most the product of both lengths, whatever the pattern. */
    static boolean matches(String pattern, String text) {
        int at = 0;
        int star = -1;
        int afterStar = 0;
        int index = 0;
        while (index < text.length()) {
            if (at < pattern.length() && (pattern.charAt(at) == '?' || sameAt(pattern, at, text, index))) {
                at++;
                index++;
            } else if (at < pattern.length() && pattern.charAt(at) == '*') {
                star = at++;
                afterStar = index;
            } else if (star >= 0) {
                at = star + 1;
                index = ++afterStar;
            } else {
                return false;
            }
        }
        while (at < pattern.length() && pattern.charAt(at) == '*') {
            at++;
        }
        return at == pattern.length();
    }

    private static boolean sameAt(String pattern, int at, String text, int index) {
        return pattern.charAt(at) != '*' && literal(pattern.charAt(at)) == text.charAt(index);
    }

    private static char literal(char character) {
        return switch (character) {
            case STAR -> '*';
            case QUESTION -> '?';
            default -> character;
        };
    }

    /** A resolved text that is no pattern. */
    static String literal(String resolved) {
        return resolved.replace(STAR, '*').replace(QUESTION, '?');
    }

    /** The names of the variables in a text. */
    static List<String> variables(String text) {
        return VARIABLE.matcher(text).results().map(found -> found.group(1)).toList();
    }

    /**
     * The text with the request's values for variables such as <code>${aws:username}</code>; empty if the request has no
     * value for one, or several. What is in a value means itself, so that no caller brings a wildcard. <code>${*}</code>, <code>${?}</code> and <code>${$}</code> are the characters.
     */
    static Optional<String> resolve(String text, AccessRequest request) {
        if (text.indexOf('$') < 0) {
            return Optional.of(text);
        }
        StringBuilder resolved = new StringBuilder();
        Matcher variable = VARIABLE.matcher(text);
        while (variable.find()) {
            String name = variable.group(1);
            List<String> values =
                    name.length() == 1 ? List.of(name) : request.values(name).orElse(List.of());
            if (values.size() != 1) {
                return Optional.empty();
            }
            variable.appendReplacement(
                    resolved,
                    Matcher.quoteReplacement(
                            values.getFirst().replace('*', STAR).replace('?', QUESTION)));
        }
        return Optional.of(variable.appendTail(resolved).toString());
    }
}
