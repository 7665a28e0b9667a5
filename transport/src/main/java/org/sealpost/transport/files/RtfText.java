package org.sealpost.transport.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.function.IntPredicate;

/** What is written in an RTF file (Rich Text Format 1.9.1), without what steers how it looks. */
final class RtfText {
    private static final int DEPTH_LIMIT = 1_000;
    private static final int WORD_LIMIT = 32;
    private static final int DIGITS_LIMIT = 10;

    /** Groups in which nothing is written that a reader sees. */
    private static final Set<String> SILENT = Set.of(
            "fonttbl",
            "colortbl",
            "stylesheet",
            "listtable",
            "listoverridetable",
            "pict",
            "themedata",
            "datastore",
            "rsidtbl",
            "generator",
            "filetbl",
            "revtbl",
            "fldinst",
            "xmlnstbl",
            "latentstyles",
            "objdata");

    /** Groups that are marked as not to be shown by old programs, and are read all the same. */
    private static final Set<String> READ = Set.of("annotation", "shptxt", "footnote", "shpinst", "atnid", "atnauthor");

    private static final Set<String> BREAKS = Set.of("par", "line", "cell", "row", "page", "sect", "tab", "nestcell");

    private final InputStream in;
    private final Gathered gathered;
    private final Deque<State> outer = new ArrayDeque<>();
    private State state = new State(false, 1);
    private Charset charset = charset(1252);
    private boolean starred;
    private int toSkip;
    /** What follows the last word or number. */
    private int behind;

    private record State(boolean silent, int replacements) {}

    private RtfText(InputStream in, Gathered gathered) {
        this.in = new BufferedInputStream(in);
        this.gathered = gathered;
    }

    static void read(InputStream in, Gathered gathered) throws IOException {
        new RtfText(in, gathered).read();
    }

    private void read() throws IOException {
        int one = in.read();
        while (one >= 0 && !gathered.isFull()) {
            switch (one) {
                case '{' -> open();
                case '}' -> state = outer.isEmpty() ? state : outer.pop();
                case '\\' -> {
                    one = control(in.read());
                    continue;
                }
                case '\r', '\n' -> {
                    // They have no meaning.
                }
                default -> character((char) one);
            }
            one = in.read();
        }
        if (one >= 0 || !outer.isEmpty()) {
            gathered.unread();
        }
    }

    private void open() throws IOException {
        if (outer.size() == DEPTH_LIMIT) {
            throw new IOException("its groups are nested too deep");
        }
        outer.push(state);
        starred = false;
        toSkip = 0;
    }

    /** Gives what follows behind it. */
    private int control(int first) throws IOException {
        if (first < 'a' || first > 'z') {
            symbol(first);
            return in.read();
        }
        String word = run(first, WORD_LIMIT, RtfText::isLetter);
        String sign = behind == '-' ? "-" : "";
        String digits = sign + run(sign.isEmpty() ? behind : in.read(), DIGITS_LIMIT, RtfText::isDigit);
        int number = number(digits);
        if (word.equals("bin")) {
            in.skipNBytes(Math.max(0, behind == ' ' ? number : number - 1));
            return in.read();
        }
        word(word, number, !digits.isEmpty());
        return behind == ' ' ? in.read() : behind;
    }

    private static boolean isLetter(int one) {
        return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z';
    }

    private static boolean isDigit(int one) {
        return one >= '0' && one <= '9';
    }

    private String run(int first, int limit, IntPredicate belongs) throws IOException {
        StringBuilder run = new StringBuilder();
        behind = first;
        while (belongs.test(behind) && run.length() < limit) {
            run.append((char) behind);
            behind = in.read();
        }
        return run.toString();
    }

    private static int number(String digits) {
        try {
            return digits.isEmpty() ? 1 : Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            return 1;
        }
    }

    private void symbol(int one) throws IOException {
        switch (one) {
            case '\'' -> {
                int octet = Character.digit(in.read(), 16) << 4 | Character.digit(in.read(), 16);
                characters(new String(new byte[] {(byte) octet}, charset));
            }
            case '*' -> starred = true;
            case '~' -> character(' ');
            case '_' -> character('-');
            case '\r', '\n' -> character('\n');
            case '\\', '{', '}' -> character((char) one);
            default -> {
                // A mark for who sets lines, such as where a word may be parted.
            }
        }
    }

    private void word(String word, int number, boolean numbered) {
        if (SILENT.contains(word) || starred && !READ.contains(word)) {
            state = new State(true, state.replacements());
        }
        starred = false;
        if (BREAKS.contains(word)) {
            character(word.equals("tab") ? '\t' : '\n');
            return;
        }
        switch (word) {
            // Another file lies in here, in a form that is not read.
            case "objdata" -> gathered.unread();
            case "uc" -> state = new State(state.silent(), Math.clamp(number, 0, WORD_LIMIT));
            case "ansicpg" -> charset = charset(number);
            case "u" -> {
                if (numbered) {
                    character((char) number);
                    toSkip = state.replacements();
                }
            }
            default -> {
                // How it looks.
            }
        }
    }

    private static Charset charset(int page) {
        try {
            return page == 65001 ? StandardCharsets.UTF_8 : Charset.forName("windows-" + page);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.ISO_8859_1;
        }
    }

    private void characters(String some) {
        for (int i = 0; i < some.length(); i++) {
            character(some.charAt(i));
        }
    }

    private void character(char one) {
        if (toSkip > 0) {
            toSkip--;
        } else if (!state.silent()) {
            gathered.append(String.valueOf(one));
        }
    }
}
