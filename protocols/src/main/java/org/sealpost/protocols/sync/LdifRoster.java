package org.sealpost.protocols.sync;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldif.LDIFException;
import com.unboundid.ldif.LDIFReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.sealpost.identity.SyncSource;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.ldap.LdapNames;

/** Users, groups and contacts from an LDIF file (RFC 2849), such as another directory's export or our own. */
public final class LdifRoster {
    private static final int MOST_ENTRIES = 200_000;
    private static final int MOST_PROBLEMS = 1_000;

    private LdifRoster() {}

    /** Units are the {@code ou}s under the name of {@code home}. */
    public static EntryRoster.Read read(byte[] file, Domain home, Predicate<Domain> ours) {
        List<String> problems = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
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
