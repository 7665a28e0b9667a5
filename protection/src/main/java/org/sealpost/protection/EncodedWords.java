package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads letters beyond ASCII in header fields (RFC 2047). What cannot be read stays as it is. */
final class EncodedWords {
    private static final Pattern WORD =
            Pattern.compile("=\\?([A-Za-z0-9_.:+-]{1,40})(?:\\*[A-Za-z0-9-]{1,20})?\\?([BbQq])\\?([^? ]{0,200})\\?=");

    /** Blanks between two encoded words belong to neither (section 6.2). */
    private static final Pattern BETWEEN = Pattern.compile("(\\?=)[ \\t\\r\\n]+(=\\?)");

    private EncodedWords() {}

    static String decode(String field) {
        if (!field.contains("=?")) {
            return field;
        }
        String joined = BETWEEN.matcher(field).replaceAll("$1$2");
        return WORD.matcher(joined).replaceAll(word -> Matcher.quoteReplacement(word(word)));
    }

    private static String word(java.util.regex.MatchResult word) {
        try {
            byte[] octets = word.group(2).equalsIgnoreCase("B")
                    ? Base64.getMimeDecoder().decode(word.group(3))
                    : quoted(word.group(3).replace('_', ' '));
            return new String(octets, Charset.forName(word.group(1)));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return word.group();
        } catch (IllegalArgumentException e) {
            return word.group();
        }
    }

    private static byte[] quoted(String text) {
        try {
            return QuotedPrintable.decode(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)))
                    .readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
