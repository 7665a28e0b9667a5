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
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Passwords;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.LoginVerdict;

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

    private static final String WRONG = "refused: wrong name or password";
    /** So long a session goes on before it is asked whether another node changed its account. */
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(30);

    private final Directory directory;
    private final Passwords passwords;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Duration delayAfterFailure;
    private final Consumer<MailAddress> listener;
    private final LoginJudges judges;
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
        this(directory, passwords, auditLog, clock, delayAfterFailure, listener, LoginJudges.NONE);
    }

    /** {@code judges} of what is shown instead of a password. */
    public Logins(
            Directory directory,
            Passwords passwords,
            AuditLog auditLog,
            Clock clock,
            Duration delayAfterFailure,
            Consumer<MailAddress> listener,
            LoginJudges judges) {
        this.listener = listener;
        this.directory = directory;
        this.passwords = passwords;
        this.auditLog = auditLog;
        this.clock = clock;
        this.delayAfterFailure = delayAfterFailure;
        this.judges = judges;
    }

    /** Whether everybody can prove a password without telling it; else that is not offered to anybody, since nothing tells whose is elsewhere. */
    public boolean takesProofs() {
        return passwords.areAllHere();
    }

    public LoginJudges judges() {
        return judges;
    }

    private record Failures(int count, Instant last) {}

    /**
     * The enabled account with this address or alias and password; empty, after a while, if there is none.
     *
     * @param door names the way in, for the audit log: {@code submission}
     * @throws MailFailure 4.7.0 if too many are logging in, or this client address has failed too often
     */
    public Optional<LoggedIn> login(String name, char[] password, String door, String clientAddress) {
        Try attempt = new Try(name, door, clientAddress);
        attempt.requireAnswered();
        return attempt.ended(check(name, password), List.of(Finding.of(AdministrationRule.PASSWORD, door)), WRONG);
    }

    /**
     * Begins a login in which the password is proved and not told, by SCRAM. Tells nothing of whether there is such an
     * account.
     *
     * @throws MailFailure as {@link #login}
     */
    public Proving prove(String name, String door, String clientAddress) {
        Try attempt = new Try(name, door, clientAddress);
        attempt.requireAnswered();
        Optional<MailAddress> given = address(name);
        if (given.isEmpty()) {
            return new Begun(attempt, passwords.madeUp(name.toLowerCase(Locale.ROOT)), Optional.empty());
        }
        Optional<Standing> standing = standing(given.get());
        MailAddress address = standing.map(LoggedIn::address).orElse(given.get());
        return new Begun(attempt, passwords.verifier(address), standing);
    }

    /**
     * Logs in whom a judge says that what was shown belongs to; empty, after a while, if it is not good.
     *
     * @param asked as whom the client wants to be logged in, or ""
     * @param still whether it would be good now; asked from time to time while the session goes on
     * @throws MailFailure as {@link #login}, and if the judge cannot say now
     */
    public Optional<LoggedIn> login(
            String asked,
            Supplier<Decision<LoginVerdict>> judge,
            BooleanSupplier still,
            String door,
            String clientAddress) {
        Try attempt = new Try(asked, door, clientAddress);
        attempt.requireAnswered();
        Decision<LoginVerdict> decision = judge.get();
        Optional<LoggedIn> login = switch (decision.verdict()) {
            case LoginVerdict.LogIn(DirectoryEntry.Account account) ->
                standing(account.address(), still).map(LoggedIn.class::cast);
            case LoginVerdict.Refuse() -> Optional.empty();
        };
        return attempt.ended(login, decision.because(), "refused over " + door);
    }

    /** To be called after each change of the directory: open sessions ask at their next command whether they still count. */
    public void directoryChanged() {
        changes.incrementAndGet();
    }

    private Optional<LoggedIn> check(String name, char[] password) {
        Optional<MailAddress> given = address(name);
        if (given.isEmpty()) {
            return Optional.empty();
        }
        // Before the check: what is changed from here on ends the session that begins here.
        Optional<Standing> standing = standing(given.get());
        // Also for a name that is not known, so that the time tells nothing.
        boolean right = checkInTurn(addressOf(given.get()), password);
        return right ? standing.map(LoggedIn.class::cast) : Optional.empty();
    }

    private static Optional<MailAddress> address(String name) {
        try {
            return Optional.of(MailAddress.parse(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private MailAddress addressOf(MailAddress given) {
        return directory.account(given).map(DirectoryEntry.Account::address).orElse(given);
    }

    private Optional<Standing> standing(MailAddress given) {
        return standing(given, () -> true);
    }

    /** What a login of this enabled account, by any of its addresses, would rest on. */
    private Optional<Standing> standing(MailAddress given, BooleanSupplier still) {
        long seen = changes.get();
        return directory
                .account(given)
                .filter(DirectoryEntry.Account::enabled)
                .flatMap(known ->
                        passwords.version(known.address()).map(word -> new Standing(known, word, still, seen)));
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

    /** One try of somebody to log in, under a name that need not be anybody's. */
    private final class Try {
        private final String name;
        private final String door;
        private final String clientAddress;

        private Try(String name, String door, String clientAddress) {
            this.name = name.substring(0, Math.min(name.length(), NAME_LIMIT)).replaceAll("\\p{Cntrl}", "?");
            this.door = door;
            this.clientAddress = clientAddress;
        }

        private void requireAnswered() {
            boolean nameFailed = !name.isEmpty() && failuresOf(nameFrom()) >= FAILURES_OF_NAME;
            if (failuresOf(clientAddress) >= FAILURES_OF_ADDRESS || nameFailed) {
                throw new MailFailure(TRY_LATER, "too many wrong passwords from " + clientAddress);
            }
        }

        private String nameFrom() {
            return clientAddress + " " + name.toLowerCase(Locale.ROOT);
        }

        private Optional<LoggedIn> ended(Optional<LoggedIn> login, List<Finding> because, String refusal) {
            auditLog.append(new AuditEvent(
                    clock.instant(),
                    AuditAction.LOGIN,
                    login.map(one -> one.address().toString()).orElse(name.isEmpty() ? "somebody" : name),
                    clientAddress,
                    login.isPresent() ? "logged in" : refusal,
                    because));
            if (login.isEmpty()) {
                countFailure(clientAddress, FAILURES_OF_ADDRESS, clientAddress, door);
                if (!name.isEmpty()) {
                    countFailure(nameFrom(), FAILURES_OF_NAME, name, door);
                }
                sleep(delayAfterFailure);
            }
            login.ifPresent(one -> listener.accept(one.address()));
            return login;
        }
    }

    /** A login by SCRAM that has begun. What is given up before there is a proof was no try. */
    public interface Proving {
        ScramVerifier verifier();

        /** Who is logged in; empty, after a while, if the proof is wrong. */
        Optional<LoggedIn> end(byte[] proof, byte[] exchange);

        /** The client sees another TLS connection than we do, or was told of other ways to log in than we offer. */
        void refuseChannel();
    }

    private record Begun(Try attempt, ScramVerifier verifier, Optional<Standing> standing) implements Proving {
        @Override
        public Optional<LoggedIn> end(byte[] proof, byte[] exchange) {
            Optional<LoggedIn> proved =
                    verifier.proves(proof, exchange) ? standing.map(LoggedIn.class::cast) : Optional.empty();
            return attempt.ended(proved, List.of(Finding.of(AdministrationRule.PASSWORD_PROVED, attempt.door)), WRONG);
        }

        @Override
        public void refuseChannel() {
            var _ = attempt.ended(
                    Optional.empty(),
                    List.of(Finding.of(AdministrationRule.CHANNEL_DIFFERS, attempt.door)),
                    "refused: the connection is not the one that the client sees");
        }
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
        private final BooleanSupplier still;
        private volatile long seen;
        private volatile Instant checkedAt = clock.instant();
        private volatile boolean ended;

        private Standing(DirectoryEntry.Account account, String version, BooleanSupplier still, long seen) {
            this.account = account;
            this.version = version;
            this.still = still;
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
                if (!passwords.version(account.address()).equals(Optional.of(version)) || !still.getAsBoolean()) {
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
