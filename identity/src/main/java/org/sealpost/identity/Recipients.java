package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.DirectoryEntry.Group;

/** Finds whom one may write to by a part of the name, and tells whether mail to them can be encrypted. */
public record Recipients(Directory directory, CertificateRepository certificates) {
    /** {@code canReceiveEncrypted}: for a group, whether each of its members can. */
    public record Found(DirectoryEntry entry, boolean canReceiveEncrypted) {}

    /** In order of address, at most so many. */
    public List<Found> search(String text, int limit, Instant now) {
        return directory.search(text, limit).stream()
                .map(entry -> new Found(entry, canReceiveEncrypted(entry, now)))
                .toList();
    }

    private boolean canReceiveEncrypted(DirectoryEntry entry, Instant now) {
        return entry instanceof Group group
                ? !group.members().isEmpty()
                        && group.members().stream()
                                .noneMatch(member ->
                                        certificates.published(member, now).isEmpty())
                : !certificates.published(entry.address(), now).isEmpty();
    }
}
