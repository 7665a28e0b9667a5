package org.sealpost.protocols.windows;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Writes XML: elements in the order in which they are named, text escaped. */
final class Xml {
    private final StringBuilder text = new StringBuilder(4096);

    /** Opens an element; {@code attributes} are pairs of a name and a value. */
    Xml open(String name, String... attributes) {
        tag(name, attributes).append('>');
        return this;
    }

    private StringBuilder tag(String name, String... attributes) {
        text.append('<').append(name);
        for (int at = 0; at + 1 < attributes.length; at += 2) {
            text.append(' ')
                    .append(attributes[at])
                    .append("=\"")
                    .append(escaped(attributes[at + 1]))
                    .append('"');
        }
        return text;
    }

    Xml close(String name) {
        text.append("</").append(name).append('>');
        return this;
    }

    Xml text(String name, Object value, String... attributes) {
        open(name, attributes);
        text.append(escaped(String.valueOf(value)));
        return close(name);
    }

    Xml base64(String name, byte[] value, String... attributes) {
        return text(name, Base64.getEncoder().encodeToString(value), attributes);
    }

    /** An element that says that it says nothing; the prefix {@code xsi} is declared by the envelope. */
    Xml nil(String name, String... attributes) {
        tag(name, attributes).append(" xsi:nil=\"true\"/>");
        return this;
    }

    /** An element with a value, or one that is nil. */
    Xml maybe(String name, Optional<?> value) {
        return value.isPresent() ? text(name, value.get()) : nil(name);
    }

    byte[] bytes() {
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Characters that XML 1.0 has no way to write become question marks. */
    private static String escaped(String value) {
        StringBuilder escaped = new StringBuilder(value.length() + 16);
        value.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\r' -> escaped.append("&#13;");
                default -> escaped.appendCodePoint(isWritable(point) ? point : '?');
            }
        });
        return escaped.toString();
    }

    private static boolean isWritable(int point) {
        return point == '\t'
                || point == '\n'
                || point >= 0x20 && point <= 0xD7FF
                || point >= 0xE000 && point <= 0xFFFD
                || point >= 0x10000;
    }
}
