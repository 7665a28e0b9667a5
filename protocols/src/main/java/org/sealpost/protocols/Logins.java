package org.sealpost.protocols;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Passwords;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/**
 * Logs people in by name and password, at every door in the same way: each try is in the audit log, a wrong password costs
 * time, and a client address that goes on guessing is not answered for a while.
 */
public final class Logins {
    /** A check takes a core for tens of milliseconds and much memory; more at once only make all of them slower. */
    private static final int CHECKS_AT_ONCE = Math.max(2, Runtime.getRuntime().availableProcessors());

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);
    /** For one name, from one client address: a phone with an old password must not lock out the whole office behind it. */
    private static final int FAILURES_OF_NAME = 20;

    /** For all names together, from one client address. */
    private static final int FAILURES_OF_ADDRESS = 300;

    private static final Duration FAILURES_FORGOTTEN_AFTER = Duration.ofMinutes(10);
    private static final int REMEMBERED = 10_000;
    private static final EnhancedStatus TRY_LATER = new EnhancedStatus(4, 7, 0);
    private static final int NAME_LIMIT = 320;
    /** So long a session goes on before it is asked whether another node changed its account. */
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(30);

    private final Directory directory;
    private final Passwords passwords;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Duration delayAfterFailure;
    private final Consumer<MailAddress> listener;
    private final AtomicLong changes = new AtomicLong();
    private final Semaphore checks = new Semaphore(CHECKS_AT_ONCE);
    private final Map<String, Failures> failures = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    public Logins(
            Directory directory, Passwords passwords, AuditLog auditLog, Clock clock, Duration delayAfterFailure) {
        this(directory, passwords, auditLog, clock, delayAfterFailure, account -> {});
    }

    /** {@code listener} hears of each login that succeeded; it must be quick. */
    public Logins(
            Directory directory,
            Passwords passwords,
            AuditLog auditLog,
            Clock clock,
            Duration delayAfterFailure,
            Consumer<MailAddress> listener) {
        this.listener = listener;
        this.directory = directory;
        this.passwords = passwords;
        this.auditLog = auditLog;
        this.clock = clock;
        this.delayAfterFailure = delayAfterFailure;
    }

    private record Failures(int count, Instant last) {}

    /**
     * The enabled account with this address or alias and password; empty, after a while, if there is none.
     *
     * @param door names the way in, for the audit log: {@code submission}
     * @throws MailFailure 4.7.0 if too many are logging in, or this client address has failed too often
     */
    public Optional<LoggedIn> login(String name, char[] password, String door, String clientAddress) {
        String nameFrom = clientAddress + " " + shortened(name).toLowerCase(Locale.ROOT);
        if (failuresOf(clientAddress) >= FAILURES_OF_ADDRESS || failuresOf(nameFrom) >= FAILURES_OF_NAME) {
            throw new MailFailure(TRY_LATER, "too many wrong passwords from " + clientAddress);
        }
        Optional<LoggedIn> login = check(name, password);
        audit(name, login.map(LoggedIn::account), door, clientAddress);
        if (login.isEmpty()) {
            countFailure(clientAddress, FAILURES_OF_ADDRESS, clientAddress, door);
            countFailure(nameFrom, FAILURES_OF_NAME, shortened(name), door);
            sleep(delayAfterFailure);
        }
        login.ifPresent(one -> listener.accept(one.account().address()));
        return login;
    }

    /** To be called after each change of the directory: open sessions ask at their next command whether they still count. */
    public void directoryChanged() {
        changes.incrementAndGet();
    }

    private Optional<LoggedIn> check(String name, char[] password) {
        MailAddress given;
        try {
            given = MailAddress.parse(name);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        Optional<DirectoryEntry.Account> account = directory.account(given);
        // Also for a name that is not known, so that the time tells nothing.
        MailAddress address = account.map(DirectoryEntry.Account::address).orElse(given);
        // Before the check: what is changed from here on ends the session that begins here.
        long seen = changes.get();
        Optional<String> version = passwords.version(address);
        boolean right = checkInTurn(address, password);
        return right
                ? account.filter(DirectoryEntry.Account::enabled)
                        .flatMap(known -> version.map(word -> new Standing(known, word, seen)))
                : Optional.empty();
    }

    private boolean checkInTurn(MailAddress address, char[] password) {
        try {
            if (!checks.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new MailFailure(TRY_LATER, "too many are logging in");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MailFailure(TRY_LATER, "the server is stopping", e);
        }
        try {
            return passwords.check(address, password);
        } finally {
            checks.release();
        }
    }

    private void audit(String name, Optional<DirectoryEntry.Account> account, String door, String clientAddress) {
        String given = shortened(name);
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.LOGIN,
                account.map(known -> known.address().toString()).orElse(given),
                clientAddress,
                account.isPresent() ? "logged in" : "refused: wrong name or password",
                List.of(Finding.of(AdministrationRule.PASSWORD, door))));
    }

    private static String shortened(String name) {
        return name.substring(0, Math.min(name.length(), NAME_LIMIT)).replaceAll("\\p{Cntrl}", "?");
    }

    private synchronized int failuresOf(String who) {
        Failures known = failures.get(who);
        if (known == null || known.last.plus(FAILURES_FORGOTTEN_AFTER).isBefore(clock.instant())) {
            failures.remove(who);
            return 0;
        }
        return known.count;
    }

    /** The failure that reaches the limit is recorded: later tries are not, since they are not answered. */
    private void countFailure(String who, int limit, String subject, String door) {
        if (countFailure(who) == limit) {
            auditLog.append(new AuditEvent(
                    clock.instant(),
                    AuditAction.LOGIN,
                    subject,
                    who.split(" ", 2)[0],
                    "not answered any more from there for " + FAILURES_FORGOTTEN_AFTER.toMinutes() + " minutes",
                    List.of(Finding.of(AdministrationRule.TOO_MANY_WRONG_PASSWORDS, limit, door))));
        }
    }

    private synchronized int countFailure(String who) {
        int count = failuresOf(who) + 1;
        failures.put(who, new Failures(count, clock.instant()));
        return count;
    }

    /** A login and what it rests on. Used by the thread of its session and by the one that looks after idle sessions. */
    private final class Standing implements LoggedIn {
        private final DirectoryEntry.Account account;
        private final String version;
        private volatile long seen;
        private volatile Instant checkedAt = clock.instant();
        private volatile boolean ended;

        private Standing(DirectoryEntry.Account account, String version, long seen) {
            this.account = account;
            this.version = version;
            this.seen = seen;
        }

        @Override
        public DirectoryEntry.Account account() {
            return account;
        }

        @Override
        public boolean counts() {
            Instant now = clock.instant();
            long current = changes.get();
            if (!ended && (current != seen || now.isAfter(checkedAt.plus(TRUSTED_FOR)))) {
                lookAgain(current, now);
            }
            return !ended;
        }

        private void lookAgain(long current, Instant now) {
            try {
                if (!passwords.version(account.address()).equals(Optional.of(version))) {
                    ended = true;
                }
                seen = current;
                checkedAt = now;
            } catch (MailFailure e) {
                // Only a known change is a reason not to trust; while the store does not answer, no command shows
                // anything.
                if (current != seen) {
                    throw e;
                }
            }
        }
    }

    private static void sleep(Duration delay) {
        try {
            Thread.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
