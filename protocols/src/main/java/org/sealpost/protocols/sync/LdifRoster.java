package org.sealpost.protocols.sync;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.identity.SyncSource;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.ldap.LdapNames;

/** Users, groups and contacts from an LDIF file (RFC 2849), such as another directory's export or our own. */
public final class LdifRoster {
    private static final int MOST_ENTRIES = 200_000;
    private static final int MOST_PROBLEMS = 1_000;
    private static final int NAME_LIMIT = 1_000;
    private static final Pattern REFERENCE = Pattern.compile("([^#:][^:]*):<");

    private LdifRoster() {}

    /** Units are the {@code ou}s under the name of {@code home}. */
    public static EntryRoster.Read read(byte[] file, Domain home, Predicate<Domain> ours) {
        List<String> problems = new ArrayList<>(references(file));
        List<Entry> entries = new ArrayList<>();
        if (!problems.isEmpty()) {
            return new EntryRoster.Read(List.of(), 0, problems);
        }
        try (LDIFReader reader = new LDIFReader(new ByteArrayInputStream(file))) {
            while (entries.size() <= MOST_ENTRIES
                    && problems.size() <= MOST_PROBLEMS
                    && next(reader, entries, problems)) {
                // Read on.
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot be read from memory", e);
        }
        if (entries.size() > MOST_ENTRIES) {
            problems.add("expected at most " + MOST_ENTRIES + " entries");
        }
        EntryRoster.Read read = new EntryRoster(
                        AttributeMap.of(SyncSource.Preset.OPENLDAP), LdapNames.of(home), ours, Map.of())
                .read(entries);
        problems.addAll(read.problems());
        return new EntryRoster.Read(read.listed(), read.withoutMail(), problems);
    }

    /**
     * Lines that name a file or an address in place of a value (RFC 2849 note 6). The library would open it, with the rights of
     * the server and not of whoever made the file.
     */
    private static List<String> references(byte[] file) {
        List<String> found = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        new BufferedReader(new InputStreamReader(new ByteArrayInputStream(file), StandardCharsets.ISO_8859_1))
                .lines()
                .forEach(part -> {
                    // A line may go on in the next one, even within the name.
                    if (part.startsWith(" ") && line.length() < NAME_LIMIT) {
                        line.append(part, 1, part.length());
                    } else if (!part.startsWith(" ")) {
                        note(line, found);
                        line.setLength(0);
                        line.append(part);
                    }
                });
        note(line, found);
        return found;
    }

    private static void note(CharSequence line, List<String> found) {
        Matcher matcher = REFERENCE.matcher(line);
        if (found.size() >= MOST_PROBLEMS) {
            return;
        }
        if (line.length() >= NAME_LIMIT && line.toString().indexOf(':') < 0) {
            found.add("expected a name of at most " + NAME_LIMIT + " characters at the begin of a line");
        } else if (matcher.lookingAt()) {
            found.add(matcher.group(1) + ": expected the value itself, not where it lies (:<)");
        }
    }

    /** False at the end. */
    private static boolean next(LDIFReader reader, List<Entry> entries, List<String> problems) throws IOException {
        try {
            Entry entry = reader.readEntry();
            if (entry == null) {
                return false;
            }
            entries.add(entry);
            return true;
        } catch (LDIFException e) {
            problems.add("line " + e.getLineNumber() + ": " + e.getMessage());
            return e.mayContinueReading();
        }
    }
}
