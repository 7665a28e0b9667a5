package org.sealpost.policy;

import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.OrganizationalUnit;

/** One change of the directory that a list from elsewhere asks for. */
public sealed interface RosterStep {
    /** For people, such as {@code add ann@example.org}. */
    String told();

    record AddUnit(OrganizationalUnit unit) implements RosterStep {
        @Override
        public String told() {
            return "add unit " + unit.path() + " in " + unit.domain();
        }
    }

    record Add(DirectoryEntry entry) implements RosterStep {
        @Override
        public String told() {
            return "add " + kind(entry) + " " + entry.address();
        }
    }

    /** {@code difference}: what is new about it. */
    record Change(DirectoryEntry entry, String difference) implements RosterStep {
        @Override
        public String told() {
            return "change " + kind(entry) + " " + entry.address() + ": " + difference;
        }
    }

    /** A person who is listed no more: no login, no mail, no certificates, but mail and keys stay. */
    record Disable(DirectoryEntry.Account account) implements RosterStep {
        @Override
        public String told() {
            return "disable " + account.address() + ", who is listed no more; mail and keys stay";
        }
    }

    /** A group or contact that is listed no more. */
    record Remove(DirectoryEntry entry) implements RosterStep {
        @Override
        public String told() {
            return "remove " + kind(entry) + " " + entry.address() + ", which is listed no more";
        }
    }

    /** Something that cannot be done as things are. */
    record Leave(String where, String why) implements RosterStep {
        @Override
        public String told() {
            return "leave out " + where + ": " + why;
        }
    }

    private static String kind(DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Account account -> "user";
            case DirectoryEntry.Group group -> "group";
            case DirectoryEntry.Contact contact -> "contact";
        };
    }
}
