package org.sealpost.mail;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one Received field (RFC 5321 section 4.4) says about how a message came from one server to the next. Whoever wrote the
 * field claims it, and everybody behind could have written it instead: nothing of it is proved.
 *
 * @param by the server that claims to have taken the message; {@code ?} if it gives no name that can be shown
 * @param version of TLS, such as {@code TLSv1.3}; empty if it is not told
 */
public record ReceivedHop(String by, Evidence evidence, String version) {
    private static final int LIMIT_CHARACTERS = 4096;
    private static final int NAME_LIMIT_CHARACTERS = 255;
    /** RFC 3848 section 1, RFC 6531 section 4.3: the words that tell of TLS. */
    private static final Set<String> ENCRYPTED = Set.of(
            "ESMTPS",
            "ESMTPSA",
            "LMTPS",
            "LMTPSA",
            "UTF8SMTPS",
            "UTF8SMTPSA",
            "UTF8LMTPS",
            "UTF8LMTPSA",
            "SMTPS",
            "SMTPSA",
            "HTTPS");
    /** The words of which the same papers say that there was none. */
    private static final Set<String> CLEAR = Set.of(
            "SMTP", "ESMTP", "ESMTPA", "LMTP", "LMTPA", "UTF8SMTP", "UTF8SMTPA", "UTF8LMTP", "UTF8LMTPA", "HTTP");
    /** As Postfix, Exim, Sendmail, OpenSMTPD, Exchange and Gmail write it at the beginning of a comment. */
    private static final Pattern TLS =
            Pattern.compile("(?:using |version=)?(?:(TLS)v?1(?:[._]([0-3]))?|(SSL)v?[23])\\b.*", Pattern.DOTALL);

    private static final Pattern LOOPBACK =
            Pattern.compile("(?:.* )?\\[(?:127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|(?:IPv6:)?::1)\\]");
    private static final Pattern HANDED_IN = Pattern.compile("Postfix, from userid \\d+");
    private static final Pattern NAME = Pattern.compile("[\\p{Alnum}.:_\\[\\]-]+");

    /** What a hop claims about itself. */
    public enum Evidence {
        TLS("TLS"),
        /** Older than TLS 1.2 (RFC 8996). */
        OLD_TLS("old TLS"),
        /** It did not leave the machine. */
        SAME_MACHINE("same machine"),
        /** Through a tunnel that was looked at; no field tells of one. */
        TUNNEL("tunnel"),
        CLEAR("clear"),
        UNKNOWN("unknown");

        private final String words;

        Evidence(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }

        /** Whether nobody between the two servers could read along, if the claim is true. */
        public boolean isProtected() {
            return this == TLS || this == SAME_MACHINE || this == TUNNEL;
        }

        public static Optional<Evidence> named(String words) {
            for (Evidence one : values()) {
                if (one.words.equals(words)) {
                    return Optional.of(one);
                }
            }
            return Optional.empty();
        }
    }

    /** The hops that the message names, in the order in which it took them; the newest {@code limit} if there are more. */
    public static List<ReceivedHop> all(List<HeaderField> received, int limit) {
        return received.stream()
                .limit(limit)
                .map(field -> of(field.value()))
                .toList()
                .reversed();
    }

    /** Reads the value of a field; whatever it is, something comes of it. */
    public static ReceivedHop of(String value) {
        Clauses clauses = Clauses.of(value.substring(0, Math.min(value.length(), LIMIT_CHARACTERS)));
        Optional<String> version = clauses.comments().stream()
                .flatMap(comment -> version(comment).stream())
                .findFirst();
        String by = clauses.words("BY");
        return new ReceivedHop(
                by.length() <= NAME_LIMIT_CHARACTERS && NAME.matcher(by).matches() ? by : "?",
                evidence(clauses, version),
                version.orElse(""));
    }

    private static Optional<String> version(String comment) {
        Matcher tls = TLS.matcher(comment);
        if (!tls.matches()) {
            return Optional.empty();
        }
        String minor = tls.group(2) == null || tls.group(2).equals("0") ? "" : "." + tls.group(2);
        return Optional.of(tls.group(1) == null ? "SSL" : "TLSv1" + minor);
    }

    private static Evidence evidence(Clauses clauses, Optional<String> version) {
        String protocol = clauses.words("WITH").toUpperCase(Locale.ROOT);
        if (version.isPresent()) {
            return Set.of("TLSv1.2", "TLSv1.3").contains(version.get()) ? Evidence.TLS : Evidence.OLD_TLS;
        }
        // RFC 8314 section 4.3: a clause of its own names the cipher suite
        if (ENCRYPTED.contains(protocol) || !clauses.words("TLS").isEmpty()) {
            return Evidence.TLS;
        }
        if (clauses.isWithinOneMachine()) {
            return Evidence.SAME_MACHINE;
        }
        return CLEAR.contains(protocol) ? Evidence.CLEAR : Evidence.UNKNOWN;
    }

    /** The parts of a field: what stands behind each of its keywords up to the next, and the comments apart. */
    private record Clauses(Map<String, String> byKeyword, List<String> comments) {
        private static final Set<String> KEYWORDS = Set.of("FROM", "BY", "VIA", "WITH", "ID", "FOR", "TLS");

        static Clauses of(String text) {
            return new Scanner(text).scan();
        }

        String words(String keyword) {
            return byKeyword.getOrDefault(keyword, "");
        }

        boolean isWithinOneMachine() {
            return LOOPBACK.matcher(words("FROM")).matches()
                    || comments.stream()
                            .anyMatch(comment -> LOOPBACK.matcher(comment).matches()
                                    || HANDED_IN.matcher(comment).matches());
        }

        /** One pass; comments nest, and a backslash takes its meaning from what follows (RFC 5322 section 3.2). */
        private static final class Scanner {
            private final String text;
            private final Map<String, String> clauses = new HashMap<>();
            private final List<String> comments = new ArrayList<>();
            private final StringBuilder word = new StringBuilder();
            private String keyword = "";
            private int at;

            Scanner(String text) {
                this.text = text;
            }

            Clauses scan() {
                // the date, or the end
                while (at < text.length() && text.charAt(at) != ';') {
                    char next = text.charAt(at);
                    if (next == '(') {
                        endWord();
                        comments.add(comment());
                    } else if (next == '"') {
                        quoted();
                    } else if (next == ' ' || next == '\t' || next == '\r' || next == '\n') {
                        endWord();
                        at++;
                    } else {
                        word.append(next);
                        at++;
                    }
                }
                endWord();
                return new Clauses(clauses, comments);
            }

            private void endWord() {
                if (word.isEmpty()) {
                    return;
                }
                String ended = word.toString();
                word.setLength(0);
                String upper = ended.toUpperCase(Locale.ROOT);
                if (KEYWORDS.contains(upper) && !clauses.containsKey(upper)) {
                    keyword = upper;
                    clauses.put(upper, "");
                } else {
                    clauses.computeIfPresent(keyword, (name, words) -> words.isEmpty() ? ended : words + " " + ended);
                }
            }

            private String comment() {
                int start = ++at;
                int depth = 1;
                for (; at < text.length(); at++) {
                    char next = text.charAt(at);
                    if (next == '\\') {
                        at++;
                    } else if (next == '(') {
                        depth++;
                    } else if (next == ')' && --depth == 0) {
                        return text.substring(start, at++);
                    }
                }
                // never closed: whoever wrote it means the whole rest
                at = text.length();
                return text.substring(Math.min(start, at));
            }

            private void quoted() {
                word.append('"');
                for (at++; at < text.length(); at++) {
                    char next = text.charAt(at);
                    if (next == '\\') {
                        at++;
                    } else if (next == '"') {
                        at++;
                        return;
                    }
                }
            }
        }
    }
}
