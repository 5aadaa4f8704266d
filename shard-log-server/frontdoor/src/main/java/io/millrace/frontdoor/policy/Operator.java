package io.millrace.frontdoor.policy;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.function.BiPredicate;

/** How a condition compares a value of the request with one of the policy. Source: IAM JSON policy elements, Condition operators. */
enum Operator {
    STRING_EQUALS("StringEquals", false, (given, wanted) -> given.equals(wanted)),
    STRING_NOT_EQUALS("StringNotEquals", true, (given, wanted) -> given.equals(wanted)),
    STRING_EQUALS_IGNORE_CASE("StringEqualsIgnoreCase", false, Operator::sameLetters),
    STRING_NOT_EQUALS_IGNORE_CASE("StringNotEqualsIgnoreCase", true, Operator::sameLetters),
    STRING_LIKE("StringLike", false, (given, wanted) -> Wildcards.matches(wanted, given)),
    STRING_NOT_LIKE("StringNotLike", true, (given, wanted) -> Wildcards.matches(wanted, given)),
    NUMERIC_EQUALS("NumericEquals", false, (given, wanted) -> numbers(given, wanted) == 0),
    NUMERIC_NOT_EQUALS("NumericNotEquals", true, (given, wanted) -> numbers(given, wanted) == 0),
    NUMERIC_LESS_THAN("NumericLessThan", false, (given, wanted) -> numbers(given, wanted) < 0),
    NUMERIC_LESS_THAN_EQUALS("NumericLessThanEquals", false, (given, wanted) -> numbers(given, wanted) <= 0),
    NUMERIC_GREATER_THAN("NumericGreaterThan", false, (given, wanted) -> numbers(given, wanted) > 0),
    NUMERIC_GREATER_THAN_EQUALS("NumericGreaterThanEquals", false, (given, wanted) -> numbers(given, wanted) >= 0),
    DATE_EQUALS("DateEquals", false, (given, wanted) -> dates(given, wanted) == 0),
    DATE_NOT_EQUALS("DateNotEquals", true, (given, wanted) -> dates(given, wanted) == 0),
    DATE_LESS_THAN("DateLessThan", false, (given, wanted) -> dates(given, wanted) < 0),
    DATE_LESS_THAN_EQUALS("DateLessThanEquals", false, (given, wanted) -> dates(given, wanted) <= 0),
    DATE_GREATER_THAN("DateGreaterThan", false, (given, wanted) -> dates(given, wanted) > 0),
    DATE_GREATER_THAN_EQUALS("DateGreaterThanEquals", false, (given, wanted) -> dates(given, wanted) >= 0),
    BOOL("Bool", false, Operator::sameLetters),
    IP_ADDRESS("IpAddress", false, Operator::inNetwork),
    NOT_IP_ADDRESS("NotIpAddress", true, Operator::inNetwork),
    ARN_EQUALS("ArnEquals", false, Operator::arns),
    ARN_LIKE("ArnLike", false, Operator::arns),
    ARN_NOT_EQUALS("ArnNotEquals", true, Operator::arns),
    ARN_NOT_LIKE("ArnNotLike", true, Operator::arns),
    NULL("Null", false, (given, wanted) -> false);

    private static final int ARN_PARTS = 6;

    private final String wireName;
    private final boolean negated;

    @SuppressWarnings("ImmutableEnumChecker") // none of them has state
    private final BiPredicate<String, String> same;

    Operator(String wireName, boolean negated, BiPredicate<String, String> same) {
        this.wireName = wireName;
        this.negated = negated;
        this.same = same;
    }

    String wireName() {
        return wireName;
    }

    /** Whether it wants a value to differ from all of the policy's. */
    boolean isNegated() {
        return negated;
    }

    /** Whether the policy's value is a pattern. */
    boolean takesPatterns() {
        return this == STRING_LIKE || this == STRING_NOT_LIKE || name().startsWith("ARN");
    }

    /** Whether a value is the policy's, in the way it is negated or not; one that cannot be compared is not. */
    boolean same(String given, String wanted) {
        try {
            return same.test(given, wanted);
        } catch (IllegalArgumentException | DateTimeException e) {
            return false;
        }
    }

    /** Throws {@link IllegalArgumentException} for a value that a policy cannot have here. */
    void check(String wanted) {
        if (wanted.contains("${")) {
            return;
        }
        try {
            switch (this) {
                case IP_ADDRESS, NOT_IP_ADDRESS -> inNetwork("127.0.0.1", wanted);
                case BOOL, NULL -> {
                    if (!sameLetters(wanted, "true") && !sameLetters(wanted, "false")) {
                        throw new IllegalArgumentException("neither true nor false");
                    }
                }
                default -> {
                    if (name().startsWith("NUMERIC")) {
                        new BigDecimal(wanted);
                    } else if (name().startsWith("DATE")) {
                        date(wanted);
                    }
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IllegalArgumentException("%s cannot be compared with %s".formatted(wireName, wanted), e);
        }
    }

    private static boolean sameLetters(String given, String wanted) {
        return given.toLowerCase(Locale.ROOT).equals(wanted.toLowerCase(Locale.ROOT));
    }

    private static int numbers(String given, String wanted) {
        return new BigDecimal(given).compareTo(new BigDecimal(wanted));
    }

    private static int dates(String given, String wanted) {
        return date(given).compareTo(date(wanted));
    }

    /** ISO-8601, or seconds since 1970. */
    private static Instant date(String text) {
        if (text.chars().allMatch(Character::isDigit)) {
            return Instant.ofEpochSecond(Long.parseLong(text));
        }
        return text.length() == "2026-01-01".length()
                ? Instant.parse(text + "T00:00:00Z")
                : OffsetDateTime.parse(text).toInstant();
    }

    private static boolean inNetwork(String given, String network) {
        int slash = network.indexOf('/');
        byte[] base = InetAddress.ofLiteral(slash < 0 ? network : network.substring(0, slash))
                .getAddress();
        byte[] address = InetAddress.ofLiteral(given).getAddress();
        int bits = slash < 0 ? base.length * Byte.SIZE : Integer.parseInt(network.substring(slash + 1));
        if (bits < 0 || bits > base.length * Byte.SIZE) {
            throw new IllegalArgumentException("a network of " + bits + " bits");
        }
        if (address.length != base.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >>> (bit % Byte.SIZE);
            if ((address[bit / Byte.SIZE] & mask) != (base[bit / Byte.SIZE] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** Each of the six parts by itself. */
    private static boolean arns(String given, String wanted) {
        String[] parts = given.split(":", ARN_PARTS);
        String[] patterns = wanted.split(":", ARN_PARTS);
        if (parts.length != ARN_PARTS || patterns.length != ARN_PARTS) {
            return wanted.equals("*");
        }
        for (int index = 0; index < ARN_PARTS; index++) {
            if (!Wildcards.matches(patterns[index], parts[index])) {
                return false;
            }
        }
        return true;
    }
}
