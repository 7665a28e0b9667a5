package org.sealpost.enrollment;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.Roster;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.Decision;
import org.sealpost.policy.RosterFacts;
import org.sealpost.policy.RosterPolicy;
import org.sealpost.policy.RosterStep;
import org.sealpost.policy.RosterVerdict;

/**
 * Brings the directory to what a list says, step by step. Newcomers have their certificates when their step is done; a step
 * that fails does not stop the next, and the same list again does what is left.
 */
public final class RosterClerk {
    private final Directory directory;
    private final Onboarding onboarding;

    public RosterClerk(Directory directory, Onboarding onboarding) {
        this.directory = directory;
        this.onboarding = onboarding;
    }

    /** Where passwords of newcomers come from; empty for somebody who has none here. */
    @FunctionalInterface
    public interface NewPasswords {
        Optional<String> of(MailAddress account);
    }

    /**
     * What was done.
     *
     * @param failed what was not, each with its reason
     */
    public record Report(List<String> done, List<String> failed) {
        public Report {
            done = List.copyOf(done);
            failed = List.copyOf(failed);
        }
    }

    /** What the list would change. Nothing is changed. */
    public Decision<RosterVerdict> plan(Roster roster, Map<String, Roster.Link> links, int vanishPercent) {
        Map<String, DirectoryEntry> present = new HashMap<>();
        roster.listed().forEach(listed -> addresses(listed.entry()).forEach(address -> note(present, address)));
        links.values().forEach(link -> note(present, link.address()));
        return RosterPolicy.decide(
                new RosterFacts(roster, links, present, new HashSet<>(directory.units()), vanishPercent));
    }

    private void note(Map<String, DirectoryEntry> present, MailAddress address) {
        directory.find(address).ifPresent(entry -> present.put(address.key(), entry));
    }

    private static List<MailAddress> addresses(DirectoryEntry entry) {
        return entry instanceof Account account ? account.addresses() : List.of(entry.address());
    }

    /** Does the steps. */
    public Report apply(List<RosterStep> steps, DirectoryChanges changes, NewPasswords passwords) {
        List<String> done = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (RosterStep step : steps) {
            if (step instanceof RosterStep.Leave leave) {
                failed.add(leave.told());
                continue;
            }
            try {
                apply(step, changes, passwords);
                done.add(step.told());
            } catch (DirectoryConflict | MailFailure e) {
                failed.add(step.told() + ": " + e.getMessage());
            }
        }
        return new Report(done, failed);
    }

    private void apply(RosterStep step, DirectoryChanges changes, NewPasswords passwords) {
        switch (step) {
            case RosterStep.AddUnit add -> changes.addUnit(add.unit());
            case RosterStep.Add add -> add(add.entry(), changes, passwords);
            case RosterStep.Change change -> change(change.entry(), changes);
            case RosterStep.Disable disable -> onboarding.change(changes, disable.account());
            case RosterStep.Remove remove -> changes.remove(remove.entry().address());
            case RosterStep.Leave leave -> throw new IllegalArgumentException(leave.told());
        }
    }

    private void add(DirectoryEntry entry, DirectoryChanges changes, NewPasswords passwords) {
        switch (entry) {
            case Account account -> {
                requireHere(account.address());
                Optional<String> password = passwords.of(account.address());
                if (password.isPresent()) {
                    String _ = onboarding.join(changes, account, password);
                } else {
                    onboarding.enter(changes, account);
                }
            }
            case Group group -> {
                // Who reads the mail of postmaster is decided when the first person comes, maybe a moment ago.
                if (directory
                        .find(group.address())
                        .filter(Group.class::isInstance)
                        .isPresent()) {
                    changes.changeGroup(group);
                } else {
                    changes.addGroup(group);
                }
            }
            case Contact contact -> changes.addContact(contact);
        }
    }

    /** Whoever lies on a server behind is added by name only, after that server was asked. */
    private void requireHere(MailAddress address) {
        if (!directory.isAccepted(address.domain())) {
            throw new DirectoryConflict(address.domain() + " is not one of our domains with mailboxes here");
        }
    }

    private void change(DirectoryEntry entry, DirectoryChanges changes) {
        switch (entry) {
            case Account account -> onboarding.change(changes, account);
            case Group group -> changes.changeGroup(group);
            case Contact contact -> changes.changeContact(contact);
        }
    }
}
