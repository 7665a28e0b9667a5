package org.sealpost.mail;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text in header fields beyond ASCII, RFC 2047: read tolerantly, written in UTF-8. */
public final class EncodedWords {
    private static final Pattern WORD =
            Pattern.compile("=\\?([^?*\\s]{1,60})(?:\\*[A-Za-z-]{1,20})?\\?([BbQq])\\?([^?\\s]*)\\?=");
    /** 75 characters with {@code =?utf-8?B?} and {@code ?=} around them hold so many octets. */
    private static final int WORD_BYTES = 42;

    private EncodedWords() {}

    /** The text for people; a word that cannot be decoded stays as it is. */
    public static String decode(String text) {
        if (!text.contains("=?")) {
            return text;
        }
        Matcher matcher = WORD.matcher(text);
        StringBuilder decoded = new StringBuilder();
        int end = 0;
        boolean afterWord = false;
        while (matcher.find()) {
            String between = text.substring(end, matcher.start());
            // Blanks between two words only part them (RFC 2047 section 6.2).
            decoded.append(afterWord && between.isBlank() ? "" : between);
            decoded.append(word(matcher.group(), matcher.group(1), matcher.group(2), matcher.group(3)));
            end = matcher.end();
            afterWord = true;
        }
        return decoded.append(text.substring(end)).toString();
    }

    private static String word(String whole, String charset, String encoding, String text) {
        try {
            byte[] bytes =
                    encoding.equalsIgnoreCase("B") ? Base64.getMimeDecoder().decode(text) : unquoted(text);
            return new String(bytes, Charset.forName(charset));
        } catch (IllegalArgumentException e) {
            // An unknown charset, or no base64.
            return whole;
        }
    }

    private static byte[] unquoted(String text) {
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            boolean escape = one == '='
                    && i + 2 < text.length()
                    && Character.digit(text.charAt(i + 1), 16) >= 0
                    && Character.digit(text.charAt(i + 2), 16) >= 0;
            if (escape) {
                bytes[length++] = (byte) Integer.parseInt(text.substring(i + 1, i + 3), 16);
                i += 2;
            } else {
                bytes[length++] = (byte) (one == '_' ? ' ' : one);
            }
        }
        return java.util.Arrays.copyOf(bytes, length);
    }

    /** For a field: as it is if it is ASCII, else encoded words, folded (RFC 2047 section 2). */
    public static String encode(String text) {
        if (text.chars().allMatch(one -> one >= ' ' && one < 127) && !text.contains("=?")) {
            return text;
        }
        StringBuilder words = new StringBuilder();
        StringBuilder part = new StringBuilder();
        int[] points = text.codePoints().toArray();
        for (int point : points) {
            String one = Character.toString(point);
            if (bytes(part + one) > WORD_BYTES) {
                add(words, part);
            }
            part.append(one);
        }
        add(words, part);
        return words.toString();
    }

    private static void add(StringBuilder words, StringBuilder part) {
        words.append(words.isEmpty() ? "" : "\r\n ")
                .append("=?utf-8?B?")
                .append(Base64.getEncoder().encodeToString(part.toString().getBytes(StandardCharsets.UTF_8)))
                .append("?=");
        part.setLength(0);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
