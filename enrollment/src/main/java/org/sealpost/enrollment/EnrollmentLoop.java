package org.sealpost.enrollment;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.identity.Holder;
import org.sealpost.identity.PolicyObject;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuedCertificates.Holding;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.EnrollmentFacts;
import org.sealpost.policy.EnrollmentFacts.Held;
import org.sealpost.policy.EnrollmentPlan;
import org.sealpost.policy.EnrollmentPolicy;
import org.sealpost.policy.EnrollmentVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every account and computer its certificates and takes them from sight when their time is over. For one holder:
 * gather, decide, and act, each step on disk with its record before the next; only when new certificates are published do old
 * ones retire, so that there is never a moment without one. Safe to run at any time and twice: a second run does nothing, and
 * one that was cut off anywhere is completed by the next.
 */
public final class EnrollmentLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EnrollmentLoop.class);
    private static final int LOCKS = 256;
    private static final int PAGE = 1_000;
    private static final int AT_ONCE = 128;

    private final Enrollees enrollees;
    private final EnrollmentRules rules;
    private final EnrollmentPki pki;
    private final Clock clock;
    private final EnrollmentActs acts;
    private final List<Object> locks;

    public EnrollmentLoop(
            Enrollees enrollees, EnrollmentRules rules, EnrollmentPki pki, AuditLog auditLog, Clock clock) {
        this.enrollees = enrollees;
        this.rules = rules;
        this.pki = pki;
        this.clock = clock;
        this.acts = new EnrollmentActs(pki, rules, auditLog, clock);
        this.locks = Arrays.asList(new Object[LOCKS]);
        locks.replaceAll(nothing -> new Object());
    }

    /** What one run did. */
    public record Report(int holders, int issued, int retired, int asked, List<String> failures) {
        static final Report NOTHING = new Report(0, 0, 0, 0, List.of());

        public Report {
            failures = List.copyOf(failures);
        }

        Report plus(Report other) {
            List<String> all = new ArrayList<>(failures);
            all.addAll(other.failures);
            return new Report(
                    holders + other.holders, issued + other.issued, retired + other.retired, asked + other.asked, all);
        }
    }

    /** Whether a failure of before is waited out, as a timer does, or tried again at once, as somebody who asks wants it. */
    public enum Patience {
        WAIT,
        TRY_AT_ONCE
    }

    /** All accounts and computers, and everybody who holds an active certificate without being one. */
    public Report runAll() {
        return runAll(Patience.WAIT);
    }

    /** A failure does not stop the next. */
    public Report runAll(Patience patience) {
        List<String> toDo = new ArrayList<>();
        Snapshot snapshot = Snapshot.of(rules, pki.book(), clock.instant());
        Report report = survey(snapshot, (owner, facts) -> {
            if (!EnrollmentPolicy.plan(patient(facts, patience)).isEmpty()) {
                toDo.add(owner);
            }
        });
        Report done = runEach(toDo, patience, snapshot);
        // They were counted by the survey.
        return report.plus(new Report(0, done.issued(), done.retired(), done.asked(), done.failures()));
    }

    private Report runEach(List<String> owners, Patience patience, Snapshot snapshot) {
        ConcurrentLinkedQueue<Report> reports = new ConcurrentLinkedQueue<>();
        Semaphore room = new Semaphore(AT_ONCE);
        // Many at once, so that they share the commits of the store.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (String owner : owners) {
                room.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        reports.add(attempt(owner, patience, snapshot));
                    } finally {
                        room.release();
                    }
                });
            }
        }
        return reports.stream().reduce(Report.NOTHING, Report::plus);
    }

    @SuppressWarnings("IllegalCatch") // One holder's failure must not keep the others from their certificates.
    private Report attempt(String owner, Patience patience, Snapshot snapshot) {
        try {
            return reconcile(owner, patience, snapshot);
        } catch (RuntimeException e) {
            LOG.warn("enrolment of {} failed", owner, e);
            return new Report(0, 0, 0, 0, List.of(owner + ": " + e.getMessage()));
        }
    }

    /** One account, by its address or an alias; also one that is gone. Returns when its certificates are published. */
    public Report run(MailAddress address) {
        return reconcile(enrollees.owner(address), Patience.TRY_AT_ONCE);
    }

    /** One holder, by the name under which the book has it. */
    public Report reconcile(String owner, Patience patience) {
        return reconcile(owner, patience, Snapshot.of(rules, pki.book(), clock.instant()));
    }

    private Report reconcile(String owner, Patience patience, Snapshot snapshot) {
        synchronized (locks.get(Math.floorMod(owner.hashCode(), LOCKS))) {
            Report report = new Report(1, 0, 0, 0, List.of());
            EnrollmentFacts before = patient(gather(owner, snapshot), patience);
            for (Map.Entry<String, Decision<EnrollmentVerdict>> step :
                    EnrollmentPolicy.plan(before).templates().entrySet()) {
                if (step.getValue().verdict().isWork()) {
                    report = report.plus(acts.act(before, owner, step.getKey(), step.getValue()));
                }
            }
            // Whoever held nothing has nothing that could retire.
            return before.held().isEmpty()
                    ? report
                    : report.plus(acts.retire(owner, EnrollmentPolicy.plan(gather(owner, snapshot))));
        }
    }

    /** Whether the book's name of an owner is that of an account or computer, and not of a part of the house. */
    static boolean isHolder(String owner) {
        return Enrollees.isEnrollee(owner, Map.of());
    }

    /** What the next run would do for somebody, and why. */
    public record Outlook(EnrollmentFacts facts, EnrollmentPlan plan) {}

    public Outlook why(String owner) {
        EnrollmentFacts facts = gather(owner, Snapshot.of(rules, pki.book(), clock.instant()));
        return new Outlook(facts, EnrollmentPolicy.plan(facts));
    }

    /** For whom the next run would do something, by owner, at most so many; with a policy as if it were saved. */
    public Map<String, Outlook> preview(Optional<PolicyObject> policy, int limit) {
        Snapshot now = Snapshot.of(rules, pki.book(), clock.instant());
        Map<String, Outlook> work = new TreeMap<>();
        survey(policy.map(now::with).orElse(now), (owner, facts) -> {
            EnrollmentPlan plan = EnrollmentPolicy.plan(facts);
            if (work.size() < limit && !plan.isEmpty()) {
                work.put(owner, new Outlook(facts, plan));
            }
        });
        return work;
    }

    private interface Visitor {
        void see(String owner, EnrollmentFacts facts);
    }

    /** Gathers the facts of everybody, many at a time, and without locks: who acts on them gathers again. */
    private Report survey(Snapshot snapshot, Visitor visitor) {
        TreeMap<String, Enrollee> known = enrollees.all(snapshot.asksForGroups());
        Set<String> remembered = rules.journal().remembered();
        TreeSet<String> everybody = new TreeSet<>(known.keySet());
        pki.book().owners().stream()
                .filter(owner -> Enrollees.isEnrollee(owner, known))
                .forEach(everybody::add);
        List<String> owners = List.copyOf(everybody);
        Instant now = clock.instant();
        for (int from = 0; from < owners.size(); from += PAGE) {
            List<String> page = owners.subList(from, Math.min(owners.size(), from + PAGE));
            Map<String, List<Holding>> holdings = new HashMap<>(pki.book().holdings(page.getFirst(), page.getLast()));
            for (String owner : page) {
                Optional<Enrollee> enrollee = Optional.ofNullable(known.get(owner));
                visitor.see(
                        owner,
                        snapshot.facts(
                                enrollee,
                                held(enrollee, holdings.getOrDefault(owner, List.of())),
                                remembered.contains(owner) ? rules.journal().requestsOf(owner) : List.of(),
                                remembered.contains(owner) ? rules.journal().setbacksOf(owner) : List.of(),
                                now));
            }
        }
        return new Report(owners.size(), 0, 0, 0, List.of());
    }

    private EnrollmentFacts gather(String owner, Snapshot snapshot) {
        Optional<Enrollee> enrollee = enrollees.find(owner, snapshot.asksForGroups());
        return snapshot.facts(
                enrollee,
                held(enrollee, pki.book().holdings(owner)),
                rules.journal().requestsOf(owner),
                rules.journal().setbacksOf(owner),
                clock.instant());
    }

    private List<Held> held(Optional<Enrollee> enrollee, List<Holding> holdings) {
        boolean computer =
                enrollee.filter(one -> one.holder() == Holder.COMPUTER).isPresent();
        return holdings.stream()
                .map(holding -> new Held(
                        holding.facts(), holding.keyHere(), computer ? acts.hosts(holding.facts()) : List.of()))
                .toList();
    }

    private static EnrollmentFacts patient(EnrollmentFacts facts, Patience patience) {
        List<EnrollmentSetback> setbacks = patience == Patience.WAIT ? facts.setbacks() : List.of();
        List<EnrollmentRequest> requests = facts.requests();
        return new EnrollmentFacts(
                facts.enrollee(),
                facts.scope(),
                facts.templates(),
                facts.offered(),
                facts.held(),
                requests,
                setbacks,
                facts.archive(),
                facts.now());
    }
}
