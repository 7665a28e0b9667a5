package org.sealpost.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Roster;
import org.sealpost.mail.MailAddress;

/**
 * Decides which changes bring the directory to what a list from elsewhere says. Custody and quota of a person are ours and
 * stay. A person with a new address keeps the old one as the name of mailbox and keys and gets the new one as an alias.
 */
public final class RosterPolicy {
    private static final int PERCENT = 100;
    /** One or two people may always leave, however small the list. */
    private static final int ALWAYS_ALLOWED = 2;

    private RosterPolicy() {}

    public static Decision<RosterVerdict> decide(RosterFacts facts) {
        List<Roster.Link> gone = gone(facts);
        long leaving = gone.stream().filter(link -> isActive(facts, link)).count();
        long before = facts.links().values().stream()
                .filter(link -> isActive(facts, link))
                .count();
        if (leaving > ALWAYS_ALLOWED && leaving * PERCENT > before * facts.vanishPercent()) {
            return Decision.of(
                    new RosterVerdict.Stop(), RosterRule.TOO_MANY_WOULD_VANISH, leaving, before, facts.vanishPercent());
        }
        List<RosterStep> steps = new ArrayList<>(unitSteps(facts));
        steps.addAll(entrySteps(facts));
        gone.forEach(link -> vanished(facts, link).ifPresent(steps::add));
        return Decision.of(
                new RosterVerdict.Apply(steps),
                RosterRule.LIST_IS_FOLLOWED,
                facts.roster().listed().size(),
                steps.size());
    }

    private static List<Roster.Link> gone(RosterFacts facts) {
        if (!facts.roster().complete()) {
            return List.of();
        }
        Set<String> listed = new HashSet<>();
        facts.roster().listed().forEach(entry -> listed.add(entry.id()));
        return facts.links().values().stream()
                .filter(link -> !listed.contains(link.id()))
                .sorted(java.util.Comparator.comparing(link -> link.address().key()))
                .toList();
    }

    private static boolean isActive(RosterFacts facts, Roster.Link link) {
        return Optional.ofNullable(facts.present().get(link.address().key()))
                .filter(entry -> !(entry instanceof Account account) || account.enabled())
                .isPresent();
    }

    private static Optional<RosterStep> vanished(RosterFacts facts, Roster.Link link) {
        DirectoryEntry entry = facts.present().get(link.address().key());
        return switch (entry) {
            case null -> Optional.empty();
            case Account account ->
                account.enabled() ? Optional.of(new RosterStep.Disable(account.enabled(false))) : Optional.empty();
            case Group group -> Optional.of(new RosterStep.Remove(group));
            case Contact contact -> Optional.of(new RosterStep.Remove(contact));
        };
    }

    private static List<RosterStep> unitSteps(RosterFacts facts) {
        Set<OrganizationalUnit> missing = new LinkedHashSet<>();
        for (Roster.Listed listed : facts.roster().listed()) {
            if (listed.entry() instanceof Account account && !account.unit().isEmpty()) {
                missing.add(new OrganizationalUnit(account.address().domain(), account.unit()));
            }
        }
        missing.removeAll(facts.units());
        return missing.stream()
                .map(unit -> (RosterStep) new RosterStep.AddUnit(unit))
                .toList();
    }

    /** People before groups, so that members are there. */
    private static List<RosterStep> entrySteps(RosterFacts facts) {
        List<RosterStep> steps = new ArrayList<>();
        List<RosterStep> groups = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        Map<String, MailAddress> kept = keptAddresses(facts);
        for (Roster.Listed listed : facts.roster().listed()) {
            DirectoryEntry wanted =
                    listed.entry() instanceof Group group ? of(group, kept) : underItsOldAddress(facts, listed);
            Optional<RosterStep> step =
                    obstacle(facts, listed, wanted, taken).or(() -> step(listed, wanted, facts.present()));
            step.ifPresent(wanted instanceof Group ? groups::add : steps::add);
        }
        steps.addAll(groups);
        return steps;
    }

    /** Whoever has the address of somebody else must not get that mail, whatever the list says. */
    private static Optional<RosterStep> obstacle(
            RosterFacts facts, Roster.Listed listed, DirectoryEntry wanted, Set<String> taken) {
        if (!taken.add(wanted.address().key())) {
            return Optional.of(new RosterStep.Leave(listed.where(), wanted.address() + " is listed twice"));
        }
        boolean others = facts.links().values().stream()
                .anyMatch(
                        link -> !link.id().equals(listed.id()) && link.address().isSameMailbox(wanted.address()));
        return others
                ? Optional.of(new RosterStep.Leave(
                        listed.where(), wanted.address() + " was the address of another entry of this list before"))
                : Optional.empty();
    }

    private static Optional<RosterStep> step(
            Roster.Listed listed, DirectoryEntry wanted, Map<String, DirectoryEntry> all) {
        DirectoryEntry present = all.get(wanted.address().key());
        return switch (present) {
            case null -> added(listed, wanted, all);
            case Account account when wanted instanceof Account now -> changed(account, now);
            case Contact contact
            when wanted instanceof Contact now ->
                contact.equals(now) ? Optional.empty() : Optional.of(new RosterStep.Change(now, "details"));
            case Group group when wanted instanceof Group now -> changed(group, now);
            default ->
                Optional.of(new RosterStep.Leave(
                        listed.where(), wanted.address() + " is the address of another kind of entry"));
        };
    }

    private static Optional<RosterStep> added(
            Roster.Listed listed, DirectoryEntry wanted, Map<String, DirectoryEntry> all) {
        if (wanted instanceof Account account) {
            for (MailAddress alias : account.aliases()) {
                if (all.containsKey(alias.key())) {
                    return Optional.of(new RosterStep.Leave(listed.where(), alias + " belongs to somebody else"));
                }
            }
        }
        return Optional.of(new RosterStep.Add(wanted));
    }

    private static Optional<RosterStep> changed(Group before, Group now) {
        boolean same = before.displayName().equals(now.displayName())
                && keys(before.members()).equals(keys(now.members()));
        return same
                ? Optional.empty()
                : Optional.of(new RosterStep.Change(now, now.members().size() + " members"));
    }

    private static Optional<RosterStep> changed(Account before, Account now) {
        // The address is compared without case and stays as it was written first.
        Account merged = new Account(
                before.address(),
                now.displayName(),
                now.unit(),
                keys(before.aliases()).equals(keys(now.aliases())) ? before.aliases() : now.aliases(),
                before.custody(),
                before.quotaBytes(),
                now.enabled(),
                now.person());
        return merged.equals(before)
                ? Optional.empty()
                : Optional.of(new RosterStep.Change(merged, difference(before, merged)));
    }

    private static String difference(Account before, Account now) {
        List<String> told = new ArrayList<>();
        if (!before.displayName().equals(now.displayName())) {
            told.add("name " + now.displayName());
        }
        if (!before.unit().equals(now.unit())) {
            told.add("moves to " + (now.unit().isEmpty() ? "the domain itself" : now.unit()));
        }
        if (!before.aliases().equals(now.aliases())) {
            told.add("aliases " + now.aliases());
        }
        if (before.enabled() != now.enabled()) {
            told.add(now.enabled() ? "enabled again" : "disabled");
        }
        if (!before.person().equals(now.person())) {
            told.add("details");
        }
        return String.join(", ", told);
    }

    private static Set<String> keys(List<MailAddress> addresses) {
        Set<String> keys = new HashSet<>();
        addresses.forEach(address -> keys.add(address.key()));
        return keys;
    }

    /** By the new address of somebody the one that stays; a group has each member once, whichever the list names. */
    private static Map<String, MailAddress> keptAddresses(RosterFacts facts) {
        Map<String, MailAddress> kept = new HashMap<>();
        for (Roster.Listed listed : facts.roster().listed()) {
            kept.put(
                    listed.entry().address().key(),
                    underItsOldAddress(facts, listed).address());
        }
        return kept;
    }

    private static Group of(Group group, Map<String, MailAddress> kept) {
        return new Group(
                group.address(),
                group.displayName(),
                group.members().stream()
                        .map(member -> kept.getOrDefault(member.key(), member))
                        .distinct()
                        .toList());
    }

    private static DirectoryEntry underItsOldAddress(RosterFacts facts, Roster.Listed listed) {
        Roster.Link link = facts.links().get(listed.id());
        if (!(listed.entry() instanceof Account account)
                || link == null
                || link.address().isSameMailbox(account.address())
                || !(facts.present().get(link.address().key()) instanceof Account old)) {
            return listed.entry();
        }
        Set<MailAddress> aliases = new LinkedHashSet<>(List.of(account.address()));
        aliases.addAll(account.aliases());
        aliases.removeIf(alias -> alias.isSameMailbox(old.address()));
        return new Account(
                Objects.requireNonNull(old).address(),
                account.displayName(),
                account.unit(),
                List.copyOf(aliases),
                account.custody(),
                account.quotaBytes(),
                account.enabled(),
                account.person());
    }
}
