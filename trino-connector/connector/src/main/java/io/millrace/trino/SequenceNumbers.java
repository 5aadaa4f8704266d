package io.millrace.trino;

import io.millrace.model.SequenceNumber;
import java.util.OptionalLong;

/** Sequence numbers as they stand in the API: decimal integers without leading zeros, of any size. */
final class SequenceNumbers {
    private SequenceNumbers() {}

    static int compare(String left, String right) {
        return left.length() == right.length() ? left.compareTo(right) : Integer.compare(left.length(), right.length());
    }

    static boolean isNumber(String text) {
        return !text.isEmpty() && text.charAt(0) != '0' && text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** How many records lie between two of one shard, or empty if the numbers do not tell. */
    static OptionalLong distance(String from, String to) {
        try {
            return OptionalLong.of(SequenceNumber.parse(to).sequence()
                    - SequenceNumber.parse(from).sequence());
        } catch (IllegalArgumentException e) {
            // Another server's layout; its numbers are only an order.
            return OptionalLong.empty();
        }
    }
}
