package org.sealpost.mailbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxACL;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/** Which entries of an access control list mean a user: the user, each group with the user in it, and everybody. */
final class Identifiers {
    /** So long a change of a group may go unnoticed; the directory is not read through at each command. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private final Directory directory;
    private final Clock clock;
    private Groups groups = new Groups(Instant.MIN, List.of());

    Identifiers(Directory directory, Clock clock) {
        this.directory = directory;
        this.clock = clock;
    }

    private record Groups(Instant readAt, List<DirectoryEntry.Group> all) {}

    List<MailboxACL.EntryKey> of(Username user) {
        List<MailboxACL.EntryKey> keys = new ArrayList<>();
        keys.add(MailboxACL.EntryKey.createUserEntryKey(user));
        keys.add(MailboxACL.ANYBODY_KEY);
        keys.add(MailboxACL.AUTHENTICATED_KEY);
        groupsOf(user.asString()).forEach(group -> keys.add(MailboxACL.EntryKey.createGroupEntryKey(group)));
        return keys;
    }

    /** Also through other groups; an alias in a group means its account. */
    private Set<String> groupsOf(String user) {
        List<DirectoryEntry.Group> all = groups();
        Set<String> meant = new HashSet<>(Set.of(user));
        if (!all.isEmpty()) {
            named(user).flatMap(directory::account).stream()
                    .flatMap(account -> account.addresses().stream())
                    .forEach(address -> meant.add(address.key()));
        }
        Set<String> found = new LinkedHashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (DirectoryEntry.Group group : all) {
                String key = group.address().key();
                if (!found.contains(key) && group.members().stream().anyMatch(member -> meant.contains(member.key()))) {
                    found.add(key);
                    meant.add(key);
                    more = true;
                }
            }
        }
        return found;
    }

    /** Some owners of folders are nobody's address. */
    private static Optional<MailAddress> named(String user) {
        try {
            return Optional.of(MailAddress.parse(user));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The entry that an IMAP client means: {@code anyone} (RFC 4314 section 2), a group's address, or a user. */
    MailboxACL.EntryKey parse(String identifier) {
        if (identifier.equalsIgnoreCase("anyone")) {
            return MailboxACL.ANYBODY_KEY;
        }
        if (identifier.indexOf('@') > 0 && isGroup(identifier)) {
            return MailboxACL.EntryKey.createGroupEntryKey(
                    MailAddress.parse(identifier).key());
        }
        return MailboxACL.EntryKey.deserialize(identifier);
    }

    /** The same command about whom the client means. */
    MailboxACL.ACLCommand understood(MailboxACL.ACLCommand command) {
        MailboxACL.ACLCommand.Builder builder = MailboxACL.command()
                .key(parse(command.getEntryKey().serialize()))
                .rights(command.getRights())
                .mode(command.getEditMode());
        return builder.build();
    }

    private boolean isGroup(String address) {
        try {
            return directory
                    .find(MailAddress.parse(address))
                    .filter(DirectoryEntry.Group.class::isInstance)
                    .isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private synchronized List<DirectoryEntry.Group> groups() {
        Instant now = clock.instant();
        if (groups.readAt.isBefore(now.minus(REMEMBERED))) {
            List<DirectoryEntry.Group> all = directory.search("", Integer.MAX_VALUE).stream()
                    .filter(DirectoryEntry.Group.class::isInstance)
                    .map(DirectoryEntry.Group.class::cast)
                    .toList();
            groups = new Groups(now, all);
        }
        return groups.all;
    }
}
