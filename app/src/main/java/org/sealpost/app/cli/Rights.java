package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Rights on a folder in words that an administrator types, for the letters of RFC 4314 section 2.1. */
final class Rights {
    /** Look up, read, seen, write flags, insert, post, create within, delete the folder, delete mail, expunge, administer. */
    static final String ALL = "lrswipkxtea";

    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("read", "lr");
        WORDS.put("add", "lrip");
        WORDS.put("write", "lrswipte");
        WORDS.put("all", ALL);
    }

    private Rights() {}

    /** The letters of a word, or the letters themselves. */
    static Optional<String> letters(String given) {
        if (WORDS.containsKey(given)) {
            return Optional.of(WORDS.get(given));
        }
        boolean known = !given.isEmpty() && given.chars().allMatch(letter -> ALL.indexOf(letter) >= 0);
        return known ? Optional.of(given) : Optional.empty();
    }

    /** The word for these letters in any order, or the letters. */
    static String word(String letters) {
        return WORDS.entrySet().stream()
                .filter(word -> sorted(word.getValue()).equals(sorted(letters)))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(letters);
    }

    /** Such as {@code read (lr)}. */
    static String told(String letters) {
        String word = word(letters);
        return word.equals(letters) ? letters : word + " (" + letters + ")";
    }

    private static Set<Integer> sorted(String letters) {
        return letters.chars().boxed().collect(Collectors.toCollection(TreeSet::new));
    }
}
