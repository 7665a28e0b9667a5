package org.sealpost.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.MailAddress;

/** Finds the people behind a group, each once. A group in itself, even by a long way round, is looked into once. */
record GroupMembers(Directory directory) {
    /** {@code limit}: when there are more, one more than that comes back. Somebody who is no group stands for themselves. */
    List<MailAddress> of(DirectoryEntry entry, int limit) {
        if (!(entry instanceof DirectoryEntry.Group group)) {
            return List.of(entry.address());
        }
        Map<String, MailAddress> people = new LinkedHashMap<>();
        Map<String, DirectoryEntry.Group> seen = new LinkedHashMap<>();
        List<DirectoryEntry.Group> open = new ArrayList<>(List.of(group));
        while (!open.isEmpty() && people.size() <= limit) {
            DirectoryEntry.Group next = open.removeLast();
            if (seen.putIfAbsent(next.address().key(), next) == null) {
                take(next, limit, people, open);
            }
        }
        return List.copyOf(people.values());
    }

    private void take(
            DirectoryEntry.Group group, int limit, Map<String, MailAddress> people, List<DirectoryEntry.Group> open) {
        for (MailAddress member : group.members()) {
            if (people.size() > limit) {
                return;
            }
            sort(member, people, open);
        }
    }

    private void sort(MailAddress member, Map<String, MailAddress> people, List<DirectoryEntry.Group> groups) {
        Optional<DirectoryEntry> entry = directory.find(member);
        if (entry.isPresent() && entry.get() instanceof DirectoryEntry.Group group) {
            groups.add(group);
        } else if (takesMail(member, entry)) {
            people.putIfAbsent(member.key(), member);
        }
    }

    private boolean takesMail(MailAddress member, Optional<DirectoryEntry> entry) {
        if (!directory.isAccepted(member.domain())) {
            return true;
        }
        return entry.isPresent() && entry.get() instanceof DirectoryEntry.Account account && account.enabled();
    }
}
