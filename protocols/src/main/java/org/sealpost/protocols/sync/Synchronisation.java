package org.sealpost.protocols.sync;

import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.enrollment.RosterClerk;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Roster;
import org.sealpost.identity.SyncSource;
import org.sealpost.identity.SyncSources;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RosterStep;
import org.sealpost.policy.RosterVerdict;

/**
 * Takes people from other directories and writes their certificates back. A full run is the truth; between full runs only what
 * changed is asked for. Runs of one source come one after the other.
 */
public final class Synchronisation {
    private static final int MOST_PERCENT = 100;

    private final SyncSources sources;
    private final Directory directory;
    private final RosterClerk clerk;
    private final CertificatesBack back;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Function<String, DirectoryChanges> changes;
    private final Object one = new Object();

    /** {@code changes}: changes to the directory in the name of an actor, each of them audited. */
    public Synchronisation(
            SyncSources sources,
            Directory directory,
            CertificateRepository certificates,
            RosterClerk clerk,
            AuditLog auditLog,
            Clock clock,
            Function<String, DirectoryChanges> changes) {
        this.sources = sources;
        this.directory = directory;
        this.clerk = clerk;
        this.back = new CertificatesBack(certificates, clock);
        this.auditLog = auditLog;
        this.clock = clock;
        this.changes = changes;
    }

    /**
     * How a run goes.
     *
     * @param full whether all entries are read, and who is missing has left
     * @param dryRun whether nothing is changed
     * @param allowVanishing whether more people may vanish than the source allows
     */
    public record Mode(boolean full, boolean dryRun, boolean allowVanishing) {
        public static final Mode FULL = new Mode(true, false, false);
        public static final Mode CHANGES = new Mode(false, false, false);
    }

    /**
     * What a run did, or would do.
     *
     * @param decision why
     * @param steps in a dry run: what would be done; else what was done
     * @param certificatesWritten in how many entries certificates were changed
     * @param problems what was left out, with the reason
     */
    public record Report(
            Decision<RosterVerdict> decision, List<String> steps, int certificatesWritten, List<String> problems) {
        public Report {
            steps = List.copyOf(steps);
            problems = List.copyOf(problems);
        }

        public boolean isStopped() {
            return decision.verdict() instanceof RosterVerdict.Stop;
        }
    }

    /**
     * People in whose entries there the two attributes for certificates hold different ones; at most so many are looked at.
     *
     * @throws MailFailure if the source does not answer
     */
    public List<String> differing(SyncSource source, int limit) {
        AttributeMap map = AttributeMap.of(source.preset());
        try (OutsideDirectory outside = OutsideDirectory.open(source)) {
            return sources.links(source.name()).values().stream()
                    .limit(limit)
                    .filter(link -> outside.entry(link.where(), map.certificate(), map.smimeCertificate())
                            .filter(entry -> CertificatesBack.differ(entry, map, source.writeBack()))
                            .isPresent())
                    .map(link -> link.address().toString())
                    .toList();
        }
    }

    /** Throws {@link MailFailure} if the source does not answer; nothing is changed then. */
    public Report run(SyncSource source, Mode wanted) {
        synchronized (one) {
            SyncSource.State before = sources.state(source.name());
            // Without a first full run nobody knows what changed since.
            Mode mode =
                    before.watermark().isEmpty() ? new Mode(true, wanted.dryRun(), wanted.allowVanishing()) : wanted;
            try (OutsideDirectory outside = OutsideDirectory.open(source)) {
                return run(source, mode, before, outside);
            } catch (MailFailure e) {
                note(source, mode, before, String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    private Report run(SyncSource source, Mode mode, SyncSource.State before, OutsideDirectory outside) {
        AttributeMap map = AttributeMap.of(source.preset());
        Map<String, Roster.Link> links = sources.links(source.name());
        List<Entry> entries = outside.entries(map, mode.full() ? Optional.empty() : Optional.of(before.watermark()));
        EntryRoster.Read read = new EntryRoster(map, outside.base(), directory::isAccepted, names(links)).read(entries);
        int percent = mode.allowVanishing() ? MOST_PERCENT : source.vanishPercent();
        Decision<RosterVerdict> decision = clerk.plan(new Roster(read.listed(), mode.full()), links, percent);
        List<String> problems = new ArrayList<>(read.problems());
        if (read.withoutMail() > 0) {
            problems.add(read.withoutMail() + " people without a mail address are left out");
        }
        return switch (decision.verdict()) {
            case RosterVerdict.Stop stop -> {
                String outcome = "stopped: nothing was changed";
                if (!mode.dryRun()) {
                    record(source, outcome, decision);
                    note(source, mode, before, outcome);
                }
                yield new Report(decision, List.of(), 0, problems);
            }
            case RosterVerdict.Apply apply ->
                mode.dryRun()
                        ? new Report(
                                decision,
                                apply.steps().stream().map(RosterStep::told).toList(),
                                0,
                                problems)
                        : apply(new Run(source, mode, before, outside, map), entries, read, decision, apply, problems);
        };
    }

    /** What stays the same during one run. */
    private record Run(
            SyncSource source, Mode mode, SyncSource.State before, OutsideDirectory outside, AttributeMap map) {}

    private Report apply(
            Run run,
            List<Entry> entries,
            EntryRoster.Read read,
            Decision<RosterVerdict> decision,
            RosterVerdict.Apply apply,
            List<String> problems) {
        if (!apply.steps().isEmpty()) {
            record(run.source, "follow the list", decision);
        }
        RosterClerk.Report done =
                clerk.apply(apply.steps(), changes.apply("sync " + run.source.name()), account -> Optional.empty());
        problems.addAll(done.failed());
        relink(run, read);
        int written = run.source.writeBack() ? writeBack(run, problems) : 0;
        String outcome = done.done().size() + " changes, " + written + " entries got certificates, " + problems.size()
                + " problems";
        Instant now = clock.instant();
        sources.setState(
                run.source.name(),
                new SyncSource.State(
                        watermark(run, entries),
                        Optional.of(now),
                        run.mode.full() ? Optional.of(now) : run.before.lastFull(),
                        outcome));
        return new Report(decision, done.done(), written, problems);
    }

    /** Who was seen is remembered under the address that he or she has here; who is gone is forgotten. */
    private void relink(Run run, EntryRoster.Read read) {
        Map<String, Roster.Link> old = sources.links(run.source.name());
        List<Roster.Link> seen = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (Roster.Listed listed : read.listed()) {
            MailAddress here = Optional.ofNullable(old.get(listed.id()))
                    .map(Roster.Link::address)
                    .filter(address -> directory.find(address).isPresent())
                    .orElse(listed.entry().address());
            if (directory.find(here).isPresent()) {
                seen.add(new Roster.Link(listed.id(), here, listed.where()));
            }
            ids.add(listed.id());
        }
        sources.link(run.source.name(), seen);
        if (run.mode.full()) {
            // Somebody who was disabled stays linked: coming back under the same id is the same person.
            List<String> gone = old.values().stream()
                    .filter(link -> !ids.contains(link.id()))
                    .filter(link -> directory.find(link.address()).isEmpty())
                    .map(Roster.Link::id)
                    .toList();
            sources.unlink(run.source.name(), gone);
        }
    }

    private int writeBack(Run run, List<String> problems) {
        int written = 0;
        for (Roster.Link link : sources.links(run.source.name()).values()) {
            Optional<Account> account = directory.account(link.address());
            if (account.isEmpty()) {
                continue;
            }
            try {
                written += writeBack(run, link, account.get()) ? 1 : 0;
            } catch (MailFailure e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return written;
    }

    private boolean writeBack(Run run, Roster.Link link, Account account) {
        Optional<Entry> there = run.outside.entry(link.where(), run.map.certificate(), run.map.smimeCertificate());
        List<Modification> needed = there.map(entry -> back.changes(entry, run.map, account.address()))
                .orElse(List.of());
        if (needed.isEmpty()) {
            return false;
        }
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.PUBLISH,
                "sync " + run.source.name(),
                account.address().toString(),
                "write certificates to " + link.where() + " of " + run.source.name(),
                List.of(Finding.of(AdministrationRule.ROUTINE, "both attributes there hold what is published here"))));
        run.outside.modify(link.where(), needed);
        return true;
    }

    private static String watermark(Run run, List<Entry> entries) {
        Comparator<String> order = Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());
        return entries.stream()
                .map(entry -> entry.getAttributeValue(run.map.changed()))
                .filter(java.util.Objects::nonNull)
                .max(order)
                .filter(newest -> order.compare(newest, run.before.watermark()) > 0)
                .orElse(run.before.watermark());
    }

    private void note(SyncSource source, Mode mode, SyncSource.State before, String outcome) {
        if (!mode.dryRun()) {
            sources.setState(
                    source.name(),
                    new SyncSource.State(before.watermark(), Optional.of(clock.instant()), before.lastFull(), outcome));
        }
    }

    private void record(SyncSource source, String outcome, Decision<RosterVerdict> decision) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                "sync " + source.name(),
                source.name(),
                outcome,
                decision.because()));
    }

    private static Map<DN, MailAddress> names(Map<String, Roster.Link> links) {
        Map<DN, MailAddress> names = new HashMap<>();
        for (Roster.Link link : links.values()) {
            try {
                names.put(new DN(link.where()), link.address());
            } catch (LDAPException e) {
                throw new IllegalStateException("a name that was read before cannot be read: " + link.where(), e);
            }
        }
        return names.entrySet().stream().collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
