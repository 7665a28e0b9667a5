package org.sealpost.identity;

import java.util.List;
import org.sealpost.mail.MailAddress;

/**
 * People, groups and contacts as a list from elsewhere names them: a file, or another directory.
 *
 * @param complete whether who is not listed has left; a file of newcomers is not complete
 */
public record Roster(List<Listed> listed, boolean complete) {
    public Roster {
        listed = List.copyOf(listed);
    }

    /**
     * One of them.
     *
     * @param id names the entry for ever, whatever its address or place: {@code entryUUID}, {@code objectGUID}; "" in a file
     * @param where where it stands there, for people: {@code line 7}, a DN
     * @param certificates those that stand beside it, DER, from whoever issued them
     */
    public record Listed(String id, String where, DirectoryEntry entry, List<byte[]> certificates) {
        public Listed {
            certificates = List.copyOf(certificates);
        }

        public Listed(String id, String where, DirectoryEntry entry) {
            this(id, where, entry, List.of());
        }
    }

    /**
     * What became of a listed entry when it was seen before.
     *
     * @param where where it stood there at that time
     */
    public record Link(String id, MailAddress address, String where) {}
}
