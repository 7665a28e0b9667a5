package org.sealpost.identity;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.mail.Domain;

/**
 * What a domain says in public about the servers that take its mail, RFC 8461 (MTA-STS).
 *
 * @param id tells one version of the policy from the next
 * @param hosts patterns for names of hosts; {@code *.} stands for one label
 * @param maxAge how long it counts after it was fetched
 */
public record StsTerms(Domain domain, String id, Mode mode, List<String> hosts, Duration maxAge, Instant fetchedAt) {
    private static final Duration LONGEST = Duration.ofHours(8_766);
    private static final int LINES_LIMIT = 200;
    private static final Pattern LINE = Pattern.compile("([A-Za-z0-9][A-Za-z0-9_.-]{0,31})[ \t]*:[ \t]*(.*?)[ \t]*");

    public StsTerms {
        hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
    }

    /** How much it demands. */
    public enum Mode {
        ENFORCE,
        TESTING,
        NONE;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What a domain publishes as its policy is none. */
    public static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String message) {
            super(message);
        }
    }

    /** Reads the policy file, RFC 8461 section 3.2. */
    public static StsTerms read(Domain domain, String id, String text, Instant fetchedAt) throws Unreadable {
        List<String[]> lines = lines(text);
        if (!first(lines, "version").equals("STSv1")) {
            throw new Unreadable("its version is not STSv1");
        }
        Mode mode = mode(first(lines, "mode"));
        List<String> hosts = lines.stream()
                .filter(line -> line[0].equals("mx"))
                .map(line -> line[1])
                .toList();
        if (mode != Mode.NONE && hosts.isEmpty()) {
            throw new Unreadable("it names no host");
        }
        String age = first(lines, "max_age");
        if (!age.matches("\\d{1,10}")) {
            throw new Unreadable("its max_age is no number of seconds");
        }
        Duration given = Duration.ofSeconds(Long.parseLong(age));
        return new StsTerms(domain, id, mode, hosts, given.compareTo(LONGEST) > 0 ? LONGEST : given, fetchedAt);
    }

    private static List<String[]> lines(String text) throws Unreadable {
        List<String[]> lines = new ArrayList<>();
        for (String line : text.split("\r?\n", LINES_LIMIT)) {
            var matcher = LINE.matcher(line);
            if (matcher.matches()) {
                lines.add(new String[] {matcher.group(1), matcher.group(2)});
            } else if (!line.isBlank()) {
                throw new Unreadable("it has a line without a name and a value");
            }
        }
        if (lines.isEmpty()) {
            throw new Unreadable("it is empty");
        }
        return lines;
    }

    /** Of a field that stands twice, the first counts, RFC 8461 section 3.2. */
    private static String first(List<String[]> lines, String name) throws Unreadable {
        return lines.stream()
                .filter(line -> line[0].equals(name))
                .map(line -> line[1])
                .findFirst()
                .orElseThrow(() -> new Unreadable("it has no " + name));
    }

    private static Mode mode(String word) throws Unreadable {
        for (Mode mode : Mode.values()) {
            if (mode.word().equals(word)) {
                return mode;
            }
        }
        throw new Unreadable("its mode is not enforce, testing or none");
    }

    /** Whether it lists this host, RFC 8461 section 4.1. */
    public boolean lists(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        int dot = name.indexOf('.');
        Optional<String> wild = dot > 0 ? Optional.of("*" + name.substring(dot)) : Optional.empty();
        return hosts.contains(name) || wild.filter(hosts::contains).isPresent();
    }

    public boolean countsAt(Instant now) {
        return fetchedAt.plus(maxAge).isAfter(now);
    }

    /** As the domain publishes it. */
    public String text() {
        StringBuilder text = new StringBuilder("version: STSv1\r\nmode: " + mode.word() + "\r\n");
        hosts.forEach(host -> text.append("mx: ").append(host).append("\r\n"));
        return text.append("max_age: ")
                .append(maxAge.toSeconds())
                .append("\r\n")
                .toString();
    }
}
