package org.sealpost.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.cli.Duties;

/**
 * A command line of which a glance tells that a server has to answer it, whatever is right or wrong with the rest: the server
 * parses it with the same commands. In all cases of doubt the line is not plain, and is parsed here first.
 *
 * @param command its first word
 * @param data the data folder that was named
 */
record PlainLine(String command, Optional<Path> data) {
    private static final String DATA = "--data";
    /**
     * Those that ask for information, which needs no server; that make {@code trust check} a command without a house; that say
     * that something comes on standard input, which must not be waited for if the line is wrong; and a second folder.
     */
    private static final List<String> NEVER_PLAIN = List.of("--help", "--version", "--anchors", Errand.PIPED, DATA);

    static Optional<PlainLine> of(List<String> arguments) {
        List<String> words = new ArrayList<>(arguments);
        int at = 0;
        while (at < words.size() && !isData(words.get(at))) {
            at++;
        }
        if (at == words.size()) {
            return isPlain(words) ? Optional.of(new PlainLine(words.getFirst(), Optional.empty())) : Optional.empty();
        }
        String folder = taken(words, at);
        return isPlain(words) && !folder.isEmpty() && !folder.startsWith("-")
                ? Optional.of(new PlainLine(words.getFirst(), Optional.of(Path.of(folder))))
                : Optional.empty();
    }

    private static boolean isData(String word) {
        return word.equals(DATA) || word.startsWith(DATA + "=");
    }

    /** The folder that is named there, which is no word of the command. */
    private static String taken(List<String> words, int at) {
        String word = words.remove(at);
        if (!word.equals(DATA)) {
            return word.substring(DATA.length() + 1);
        }
        return at < words.size() ? words.remove(at) : "";
    }

    // No stream here, which would take longer than all the rest.
    private static boolean isPlain(List<String> words) {
        for (String word : words) {
            if (!isPlain(word)) {
                return false;
            }
        }
        return !words.isEmpty() && Duties.isCommand(words.getFirst());
    }

    /** Short options can hide one another, and behind a lone {@code --} nothing is an option any more. */
    private static boolean isPlain(String word) {
        for (String special : NEVER_PLAIN) {
            if (word.startsWith(special)) {
                return false;
            }
        }
        return !word.equals("--") && (!word.startsWith("-") || word.startsWith("--"));
    }
}
