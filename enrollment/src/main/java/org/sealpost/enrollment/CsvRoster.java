package org.sealpost.enrollment;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.Person;
import org.sealpost.identity.Roster;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * Users, groups and contacts from a table with a heading. Columns: {@code address} and, as far as there is something to say,
 * {@code kind} (user, group, contact), {@code name}, {@code given-name}, {@code surname}, {@code title}, {@code department},
 * {@code telephone}, {@code organisation}, {@code unit}, {@code aliases} and {@code members} (separated by spaces), {@code
 * enabled} (yes or no), {@code password}.
 */
public final class CsvRoster {
    private static final int MOST_ROWS = 200_000;
    private static final Set<String> COLUMNS = Set.of(
            "address",
            "kind",
            "name",
            "given-name",
            "surname",
            "title",
            "department",
            "telephone",
            "organisation",
            "unit",
            "aliases",
            "members",
            "enabled",
            "password");

    private final Domain home;
    private final List<Roster.Listed> listed = new ArrayList<>();
    private final Map<String, String> passwords = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private CsvRoster(Domain home) {
        this.home = home;
    }

    /**
     * What a table says.
     *
     * @param passwords by the key of the address
     * @param problems one for each line that cannot be read, with its number
     */
    public record Read(List<Roster.Listed> listed, Map<String, String> passwords, List<String> problems) {
        public Read {
            listed = List.copyOf(listed);
            passwords = Map.copyOf(passwords);
            problems = List.copyOf(problems);
        }
    }

    /** Addresses without a domain are in {@code home}. */
    public static Read read(String text, Domain home) {
        CsvRoster roster = new CsvRoster(home);
        try {
            roster.read(CsvTable.parse(text));
        } catch (IllegalArgumentException e) {
            roster.problems.add(String.valueOf(e.getMessage()));
        }
        return new Read(roster.listed, roster.passwords, roster.problems);
    }

    private void read(List<CsvTable.Row> rows) {
        if (rows.isEmpty() || rows.size() > MOST_ROWS) {
            problems.add("expected a heading and at most " + MOST_ROWS + " lines: " + rows.size());
            return;
        }
        List<String> heading = rows.getFirst().cells().stream()
                .map(name -> name.toLowerCase(Locale.ROOT).replace('_', '-').replace(' ', '-'))
                .toList();
        List<String> unknown =
                heading.stream().filter(name -> !COLUMNS.contains(name)).toList();
        if (!unknown.isEmpty() || !heading.contains("address")) {
            problems.add("line 1: expected the column address, and of "
                    + COLUMNS.stream().sorted().toList() + " what is needed; unknown: " + unknown);
            return;
        }
        rows.stream().skip(1).forEach(row -> read(heading, row));
    }

    private void read(List<String> heading, CsvTable.Row row) {
        Map<String, String> cells = new HashMap<>();
        if (row.cells().size() > heading.size()) {
            problems.add("line " + row.line() + ": more cells than the heading has");
            return;
        }
        for (int i = 0; i < row.cells().size(); i++) {
            if (!row.cells().get(i).isEmpty()) {
                cells.put(heading.get(i), row.cells().get(i));
            }
        }
        try {
            DirectoryEntry entry = entry(cells);
            listed.add(new Roster.Listed("", "line " + row.line(), entry));
            Optional.ofNullable(cells.get("password"))
                    .ifPresent(password -> passwords.put(entry.address().key(), password));
        } catch (IllegalArgumentException e) {
            problems.add("line " + row.line() + ": " + e.getMessage());
        }
    }

    private DirectoryEntry entry(Map<String, String> cells) {
        String given = cells.get("address");
        if (given == null) {
            throw new IllegalArgumentException("the address is missing");
        }
        MailAddress address = address(given);
        String name = cells.getOrDefault("name", named(cells, address));
        return switch (cells.getOrDefault("kind", "user").toLowerCase(Locale.ROOT)) {
            case "user" ->
                new Account(
                        address,
                        name,
                        cells.getOrDefault("unit", ""),
                        addresses(cells.get("aliases")),
                        Custody.ORGANISATION,
                        0,
                        isYes(cells.getOrDefault("enabled", "yes")),
                        person(cells));
            case "group" -> new Group(address, name, addresses(cells.get("members")));
            case "contact" -> new Contact(address, name, person(cells));
            default -> throw new IllegalArgumentException("kind is user, group or contact: " + cells.get("kind"));
        };
    }

    private static String named(Map<String, String> cells, MailAddress address) {
        String both = (cells.getOrDefault("given-name", "") + " " + cells.getOrDefault("surname", "")).strip();
        return both.isEmpty() ? address.localPart() : both;
    }

    private static boolean isYes(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "yes", "true", "1" -> true;
            case "no", "false", "0" -> false;
            default -> throw new IllegalArgumentException("enabled is yes or no: " + word);
        };
    }

    private static Person person(Map<String, String> cells) {
        return new Person(
                Optional.ofNullable(cells.get("given-name")),
                Optional.ofNullable(cells.get("surname")),
                Optional.ofNullable(cells.get("title")),
                Optional.ofNullable(cells.get("department")),
                Optional.ofNullable(cells.get("telephone")),
                Optional.ofNullable(cells.get("organisation")));
    }

    private List<MailAddress> addresses(@org.jspecify.annotations.Nullable String cell) {
        return cell == null
                ? List.of()
                : Arrays.stream(cell.split("[\\s;,]+", -1))
                        .filter(word -> !word.isEmpty())
                        .map(this::address)
                        .toList();
    }

    private MailAddress address(String text) {
        return text.contains("@") ? MailAddress.parse(text) : new MailAddress(text, home);
    }
}
