package org.sealpost.identity;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** What the directory knows under one mail address. */
public sealed interface DirectoryEntry {
    MailAddress address();

    String displayName();

    /**
     * A person with a mailbox here.
     *
     * @param unit the organisational unit as a path from the domain down, "" for the domain itself: {@code Legal/Notaries}
     * @param aliases other addresses that bring mail to this account
     * @param quotaBytes the most that the mailbox may hold; 0 is no limit
     * @param person what address books tell beside
     */
    record Account(
            MailAddress address,
            String displayName,
            String unit,
            List<MailAddress> aliases,
            Custody custody,
            long quotaBytes,
            boolean enabled,
            Person person)
            implements DirectoryEntry {
        public Account {
            aliases = List.copyOf(aliases);
        }

        /** An account of which address books tell nothing but name and address. */
        public Account(
                MailAddress address,
                String displayName,
                String unit,
                List<MailAddress> aliases,
                Custody custody,
                long quotaBytes,
                boolean enabled) {
            this(address, displayName, unit, aliases, custody, quotaBytes, enabled, Person.UNKNOWN);
        }

        /** The same account, enabled or disabled. */
        public Account enabled(boolean now) {
            return new Account(address, displayName, unit, aliases, custody, quotaBytes, now, person);
        }

        /** The same account, with its keys in other hands. */
        public Account in(Custody hands) {
            return new Account(address, displayName, unit, aliases, hands, quotaBytes, enabled, person);
        }

        /** The account's address and its aliases. */
        public List<MailAddress> addresses() {
            return java.util.stream.Stream.concat(java.util.stream.Stream.of(address), aliases.stream())
                    .toList();
        }

        public boolean owns(MailAddress other) {
            return addresses().stream().anyMatch(own -> own.isSameMailbox(other));
        }
    }

    /** Mail to a group goes to each of its members. */
    record Group(MailAddress address, String displayName, List<MailAddress> members) implements DirectoryEntry {
        public Group {
            members = List.copyOf(members);
        }
    }

    /** Somebody outside whom all users know. */
    record Contact(MailAddress address, String displayName, Person person) implements DirectoryEntry {
        public Contact(MailAddress address, String displayName, Optional<String> organisation) {
            this(address, displayName, Person.of(organisation));
        }
    }
}
