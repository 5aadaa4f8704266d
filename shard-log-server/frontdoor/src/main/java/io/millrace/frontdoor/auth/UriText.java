package io.millrace.frontdoor.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/** Percent-encoding as Signature Version 4 wants it: everything but the unreserved characters of RFC 3986. */
final class UriText {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private UriText() {}

    static String encode(String text) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte unit : text.getBytes(UTF_8)) {
            if (UNRESERVED.indexOf((char) (unit & 0xFF)) >= 0) {
                encoded.append((char) unit);
            } else {
                encoded.append('%').append(HEX.toHexDigits(unit));
            }
        }
        return encoded.toString();
    }

    /** A plus sign is a space; a percent sign that encodes nothing stands for itself. */
    static String decodeForm(String text) {
        ByteArrayOutputStream decoded = new ByteArrayOutputStream(text.length());
        byte[] bytes = text.getBytes(UTF_8);
        int index = 0;
        while (index < bytes.length) {
            boolean escape = bytes[index] == '%'
                    && index + 2 < bytes.length
                    && HexFormat.isHexDigit(bytes[index + 1])
                    && HexFormat.isHexDigit(bytes[index + 2]);
            if (escape) {
                int high = HexFormat.fromHexDigit(bytes[index + 1]);
                decoded.write(high << 4 | HexFormat.fromHexDigit(bytes[index + 2]));
                index += 3;
            } else {
                decoded.write(bytes[index] == '+' ? ' ' : bytes[index]);
                index++;
            }
        }
        return decoded.toString(UTF_8);
    }

    /** A path as sent, without dot segments and empty ones, its segments encoded once more. */
    static String canonicalPath(String path) {
        Deque<String> segments = new ArrayDeque<>();
        for (String segment : path.split("/", -1)) {
            switch (segment) {
                case "", "." -> {}
                case ".." -> segments.pollLast();
                default -> segments.addLast(encode(segment));
            }
        }
        String joined = "/" + String.join("/", segments);
        return path.endsWith("/") && !segments.isEmpty() ? joined + "/" : joined;
    }
}
