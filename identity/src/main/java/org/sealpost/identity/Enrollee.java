package org.sealpost.identity;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * Somebody or something that may hold certificates, as the directory has it now.
 *
 * @param owner the name under which the book keeps its certificates: an account's address in lower case, or a computer's name
 * @param addresses the mail addresses of an account, the main one first
 * @param hosts the DNS names of a computer
 * @param unit path of the organisational unit below the domain, "" for the domain itself
 * @param groups the addresses, in lower case, of all groups that contain it, also through other groups
 */
public record Enrollee(
        String owner,
        Holder holder,
        String displayName,
        List<MailAddress> addresses,
        List<String> hosts,
        Domain domain,
        String unit,
        boolean enabled,
        Custody custody,
        Set<String> groups) {
    public Enrollee {
        addresses = List.copyOf(addresses);
        hosts = List.copyOf(hosts);
        groups = Set.copyOf(groups);
    }

    public static Enrollee of(DirectoryEntry.Account account, Set<String> groups) {
        return new Enrollee(
                account.address().key(),
                Holder.USER,
                account.displayName(),
                account.addresses(),
                List.of(),
                account.address().domain(),
                account.unit(),
                account.enabled(),
                account.custody(),
                groups);
    }

    /** A computer is in no group; its place in the tree of units says what applies to it. */
    public static Enrollee of(Computer computer) {
        return new Enrollee(
                computer.key(),
                Holder.COMPUTER,
                computer.hostName(),
                List.of(),
                computer.dnsNames(),
                computer.domain(),
                computer.unit(),
                computer.enabled(),
                Custody.ORGANISATION,
                Set.of());
    }

    /** Domain and unit in lower case: {@code example.org/legal/notaries}. */
    public String place() {
        return (unit.isEmpty() ? domain.name() : domain.name() + "/" + unit).toLowerCase(Locale.ROOT);
    }
}
