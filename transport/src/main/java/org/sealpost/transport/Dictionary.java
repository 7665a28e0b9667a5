package org.sealpost.transport;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Finds the entries of dictionaries in texts, one walk for all of them.
 *
 * @param entries in lower case, one blank between the words of an entry
 */
record Dictionary(Set<String> entries) {
    Dictionary {
        entries = Set.copyOf(entries);
    }

    Set<String> in(List<String> texts) {
        Set<String> found = new HashSet<>();
        int longest = entries.stream()
                .mapToInt(entry -> (int) entry.chars().filter(one -> one == ' ').count() + 1)
                .max()
                .orElse(0);
        if (longest > 0) {
            texts.forEach(text -> search(text, longest, found));
        }
        return found;
    }

    private void search(String text, int longest, Set<String> found) {
        String[] last = new String[longest];
        int words = 0;
        int at = 0;
        while (at < text.length()) {
            int end = at;
            while (end < text.length() && isWord(text.charAt(end))) {
                end++;
            }
            if (end > at) {
                last[words++ % longest] = text.substring(at, end).toLowerCase(Locale.ROOT);
                endingHere(last, words, found);
            }
            at = end + 1;
        }
    }

    /** Each entry whose last word is the word that was just read. */
    private void endingHere(String[] last, int words, Set<String> found) {
        String phrase = "";
        for (int back = 1; back <= Math.min(words, last.length); back++) {
            String word = last[(words - back) % last.length];
            phrase = back == 1 ? word : word + " " + phrase;
            if (entries.contains(phrase)) {
                found.add(phrase);
            }
        }
    }

    private static boolean isWord(char one) {
        int type = Character.getType(one);
        return Character.isLetterOrDigit(one)
                || type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.SURROGATE
                || type == Character.OTHER_NUMBER
                || type == Character.LETTER_NUMBER;
    }
}
