package org.sealpost.protocols.arc;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** The tags of a signature (RFC 6376 section 3.2): each name once, its value without the white space around it. */
record TagList(Map<String, String> tags) {
    private static final int TAGS_LIMIT = 50;
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,30}");
    private static final Pattern BLANKS = Pattern.compile("[ \t\r\n]+");

    TagList {
        tags = Map.copyOf(tags);
    }

    static TagList parse(String text) throws BrokenChain {
        Map<String, String> tags = new HashMap<>();
        String[] all = text.split(";", TAGS_LIMIT + 1);
        if (all.length > TAGS_LIMIT) {
            throw new BrokenChain("a signature has more than " + TAGS_LIMIT + " tags");
        }
        for (int i = 0; i < all.length; i++) {
            boolean behindTheLast =
                    i > 0 && i == all.length - 1 && trimmed(all[i]).isEmpty();
            if (!behindTheLast) {
                add(all[i], tags);
            }
        }
        return new TagList(tags);
    }

    private static void add(String tag, Map<String, String> tags) throws BrokenChain {
        int equals = tag.indexOf('=');
        String name = equals < 0 ? "" : trimmed(tag.substring(0, equals));
        if (!NAME.matcher(name).matches()) {
            throw new BrokenChain("a signature is no list of tags");
        }
        if (tags.putIfAbsent(name, trimmed(tag.substring(equals + 1))) != null) {
            throw new BrokenChain("the tag " + name + " stands twice in a signature");
        }
    }

    private static String trimmed(String text) {
        return BLANKS.matcher(text).replaceAll(" ").strip();
    }

    Optional<String> value(String name) {
        return Optional.ofNullable(tags.get(name));
    }

    String required(String name) throws BrokenChain {
        return value(name).orElseThrow(() -> new BrokenChain("a signature lacks the tag " + name));
    }

    /** Of base64 and lists, in which white space says nothing. */
    String dense(String name) throws BrokenChain {
        return BLANKS.matcher(required(name)).replaceAll("");
    }
}
