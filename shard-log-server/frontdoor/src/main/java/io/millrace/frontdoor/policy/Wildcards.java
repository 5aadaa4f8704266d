package io.millrace.frontdoor.policy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Patterns in which {@code *} stands for any text and {@code ?} for one character, and variables in them. */
final class Wildcards {
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
        return pattern.charAt(at) != '*' && pattern.charAt(at) == text.charAt(index);
    }

    /**
     * The text with the request's values for variables such as <code>${aws:username}</code>; empty if the request has no
     * value for one, or several. <code>${*}</code>, <code>${?}</code> and <code>${$}</code> are the characters.
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
            variable.appendReplacement(resolved, Matcher.quoteReplacement(values.getFirst()));
        }
        return Optional.of(variable.appendTail(resolved).toString());
    }
}
