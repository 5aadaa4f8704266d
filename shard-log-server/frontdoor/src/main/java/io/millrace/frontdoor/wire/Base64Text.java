package io.millrace.frontdoor.wire;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Base64;

/** Strict base64, with AWS's words for what is not. */
final class Base64Text {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    private static final int QUANTUM = 4;

    /** How much of a wrong text an answer repeats. */
    private static final int ECHO_MAX = 256;

    private Base64Text() {}

    static byte[] decode(String text) {
        if (text.length() % QUANTUM != 0) {
            throw refusal(text, "Base64 encoded length is expected a multiple of 4 bytes but found: " + text.length());
        }
        byte[] bytes;
        try {
            // A character past Latin-1 becomes '?', which is not in the alphabet.
            bytes = Base64.getDecoder().decode(text.getBytes(ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw refusal(text, "Invalid Base64 character: '" + firstForeign(text) + "'");
        }
        checkPadding(text);
        return bytes;
    }

    /** The JDK's decoder drops the bits that the padding leaves over; two texts for one blob would be let in. */
    private static void checkPadding(String text) {
        int padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
        if (padding == 0) {
            return;
        }
        int last = ALPHABET.indexOf(text.charAt(text.length() - padding - 1));
        int leftOver = padding == 2 ? 0b1111 : 0b11;
        if (last >= 0 && (last & leftOver) != 0) {
            throw refusal(text, "Invalid last non-pad Base64 character dectected");
        }
    }

    private static char firstForeign(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (ALPHABET.indexOf(text.charAt(index)) < 0) {
                return text.charAt(index);
            }
        }
        return '=';
    }

    private static TypeMismatchException refusal(String text, String reason) {
        String echo = text.length() <= ECHO_MAX ? text : text.substring(0, ECHO_MAX) + "...";
        return new TypeMismatchException("'" + echo + "' can not be converted to a Blob: " + reason);
    }
}
