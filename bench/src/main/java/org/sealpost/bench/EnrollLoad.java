package org.sealpost.bench;

import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sealpost.enrollment.Enrollees;
import org.sealpost.enrollment.EnrollmentLoop;
import org.sealpost.enrollment.EnrollmentPki;
import org.sealpost.enrollment.EnrollmentRules;
import org.sealpost.enrollment.TemplateAdministration;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.KeyPool;
import org.sealpost.pki.Templates;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.CeremonyKey;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ComputerStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.EnrollmentStore;
import org.sealpost.store.PolicyObjectStore;
import org.sealpost.store.RecoveryStore;
import org.sealpost.store.TemplateStore;

/**
 * Enrols many people as the server does: keys, intents, certificates, publication and records, all durable. Prints one line of
 * JSON: how many a second in a process that has just started, how long a run took in one that is warm, how long a run over the same people takes when nothing is to be done, and how long an
 * account waits for its certificate.
 */
public final class EnrollLoad {
    private static final int FIRST = 5_000;
    /** The compiler of the JDK takes its time: it looks at a method again when it has run 15,000 times. */
    private static final int WARM_UP = 20_000;

    private static final int ACCOUNTS_ADDED = 20;

    private final Workplace workplace = new Workplace();
    private final DirectoryStore directory = new DirectoryStore(workplace.database);
    private final DirectoryEditor editor = new DirectoryEditor(workplace.database);
    private final TemplateStore templates = new TemplateStore(workplace.database);
    private final PolicyObjectStore policies = new PolicyObjectStore(workplace.database);
    private final RecoveryStore recoveries = new RecoveryStore(workplace.database, workplace.vault);
    private final EnrollmentLoop loop;

    private EnrollLoad(KeyPool pool) {
        AuditStore auditLog = new AuditStore(workplace.database);
        EnrollmentRules rules =
                new EnrollmentRules(templates, policies, new EnrollmentStore(workplace.database), recoveries);
        new TemplateAdministration(rules, auditLog, Clock.systemUTC()).setUp("issuing");
        this.loop = new EnrollmentLoop(
                new Enrollees(directory, new ComputerStore(workplace.database)),
                rules,
                new EnrollmentPki(
                        workplace.authority, workplace.certificates, workplace.certificates, workplace.keys, pool),
                auditLog,
                Clock.systemUTC());
        editor.addDomain(Workplace.ALICE.domain());
    }

    /**
     * Arguments: how many people, the kind of their keys, and to how many recovery agents the keys are archived, none if not
     * given: {@code 10000 EC-P256 3}.
     */
    public static void main(String[] arguments) throws InterruptedException {
        int people = Integer.parseInt(arguments[0]);
        try (KeyPool pool = new KeyPool(arguments[1], FIRST)) {
            EnrollLoad load = new EnrollLoad(pool);
            load.deploy(Templates.MAIL_USER.named("Bench", "Bench").withKey(arguments[1]));
            load.appoint(arguments.length > 2 ? Integer.parseInt(arguments[2]) : 0);
            load.add(0, FIRST);
            double first = load.run();
            load.add(FIRST, WARM_UP - FIRST);
            load.run();
            load.add(WARM_UP, people);
            double cpu = cpuSeconds();
            double issued = load.run();
            cpu = cpuSeconds() - cpu;
            double unchanged = load.run();
            System.out.printf(
                    "{\"people\": %d, \"first_per_second\": %.0f, \"warm_up\": %d, \"issue_seconds\": %.3f, \"issue_cpu\": %.3f, \"unchanged_seconds\": %.3f,"
                            + " \"heap_mib\": %d, \"account_ms\": %.1f}%n",
                    people,
                    FIRST / first,
                    WARM_UP,
                    issued,
                    cpu,
                    unchanged,
                    heapMib(),
                    load.accountMillis(WARM_UP + people));
            load.workplace.close();
        }
    }

    private void deploy(CertificateTemplate template) {
        templates.putting(template).makeNow();
        templates.offering("issuing", template.name(), true).makeNow();
        policies.putting(new PolicyObject(
                        TemplateAdministration.DEFAULT_POLICY,
                        Optional.empty(),
                        "",
                        false,
                        Switches.ON,
                        List.of(template.name()),
                        List.of()))
                .makeNow();
    }

    /** Recovery agents with kits as the agents make them, of whom two must agree. */
    private void appoint(int agents) {
        Instant now = Instant.now();
        for (int number = 0; number < agents; number++) {
            CeremonyKey kit = CeremonyKey.forAgent("agent-" + number, now, now.plus(Duration.ofDays(365)));
            try {
                String fingerprint = Fingerprint.of(kit.certificate().getEncoded());
                recoveries
                        .adding(new AgentsLock.Agent("agent-" + number, fingerprint, kit.certificate()), now)
                        .makeNow();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void add(int first, int count) {
        for (int number = first; number < first + count; number++) {
            editor.addAccount(account(number), "no password");
        }
    }

    private static Account account(int number) {
        MailAddress address = MailAddress.parse("user%06d@%s".formatted(number, Workplace.ALICE.domain()));
        return new Account(address, "User " + number, "", List.of(), Custody.ORGANISATION, 0, true);
    }

    private double run() {
        Instant begin = Instant.now();
        EnrollmentLoop.Report report = loop.runAll();
        if (!report.failures().isEmpty()) {
            throw new IllegalStateException(report.failures().getFirst());
        }
        return Duration.between(begin, Instant.now()).toNanos() / 1e9;
    }

    /** The median over some accounts, each from its creation to its published certificate, with keys from the pool. */
    private double accountMillis(int first) throws InterruptedException {
        // The pool fills up again first, as in a house where somebody joins now and then.
        Thread.sleep(Duration.ofSeconds(2));
        List<Double> times = new ArrayList<>();
        for (int number = first; number < first + ACCOUNTS_ADDED; number++) {
            Account account = account(number);
            long begin = System.nanoTime();
            editor.addAccount(account, "no password");
            loop.run(account.address());
            times.add((System.nanoTime() - begin) / 1e6);
        }
        double[] sorted =
                times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        return Arrays.stream(sorted).skip(ACCOUNTS_ADDED / 2).findFirst().orElseThrow();
    }

    private static double cpuSeconds() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                        .getProcessCpuTime()
                / 1e9;
    }

    private static long heapMib() {
        return Runtime.getRuntime().maxMemory() / (1024 * 1024);
    }
}
