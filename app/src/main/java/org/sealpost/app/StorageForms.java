package org.sealpost.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.SealedStorage;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.identity.SharedMailboxes.Membership;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mailbox.StoredMail;
import org.sealpost.mailbox.StoredMail.Lying;
import org.sealpost.mailbox.StoredMail.Progress;
import org.sealpost.mailbox.StoredMail.Standing;
import org.sealpost.policy.AccessRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.policy.StorageRule;
import org.sealpost.transport.StoredForms;
import org.sealpost.transport.StoredForms.Form;
import org.sealpost.transport.StoredForms.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees to it that all mail in a mailbox lies as is wanted for its owner, also what was there before: sealed, readable again, or
 * sealed for those who share it now. Works in the background, a few messages of each mailbox in turn.
 */
public final class StorageForms {
    /** What an administrator said. */
    private record Wanted(List<Trustee> sealed, List<Membership> shared) {}

    private static final Logger LOG = LoggerFactory.getLogger(StorageForms.class);
    private static final String ACTOR = "storage";
    /** Of each mailbox in turn, so that a large one does not keep the others waiting. */
    private static final int TURN = 100;

    /**
     * So often those are looked at of whom all is done, for mail that was copied in and for other members; and everybody, for who
     * joined a unit or a group. What is delivered to them is sealed at once.
     */
    private static final Duration LOOKED_FOR_EVERYBODY = Duration.ofMinutes(1);

    private final Keeping keeping;
    private final SealedStorage storage;
    private final SharedMailboxes shared;
    private final StoredForms forms;
    private final StoredMail mail;
    private final Clock clock;
    /** Of the one thread that makes passes. */
    private Wanted seen = new Wanted(List.of(), List.of());

    private Instant seenAt = Instant.EPOCH;

    StorageForms(Keeping keeping, SealedStorage storage, SharedMailboxes shared, StoredForms forms, Clock clock) {
        this.keeping = keeping;
        this.shared = shared;
        this.storage = storage;
        this.forms = forms;
        this.mail = keeping.mailboxes().storedMail();
        this.clock = clock;
    }

    /** How far it is, mailbox by mailbox; those of which nothing was ever wanted are not among them. */
    public List<Progress> progress() {
        return mail.progress();
    }

    /** Goes on until nothing is left to do, or the thread is asked to stop. */
    public void pass() {
        Map<String, Account> waiting = begun();
        while (!waiting.isEmpty() && !Thread.currentThread().isInterrupted()) {
            waiting.values().removeIf(account -> !turn(account));
        }
    }

    /** Everybody whose mail is to be gone through. */
    private Map<String, Account> begun() {
        boolean everybody = isNews();
        Map<String, Standing> known = new LinkedHashMap<>();
        mail.standing(everybody).forEach(one -> known.put(one.owner().key(), one));
        Map<String, Account> asked = new LinkedHashMap<>();
        known.values().stream()
                .flatMap(one -> keeping.directory().account(one.owner()).stream())
                .forEach(account -> asked.put(account.address().key(), account));
        if (everybody) {
            forms.meant().forEach(account -> asked.putIfAbsent(account.address().key(), account));
        }
        asked.values()
                .removeIf(account -> forms.form(account)
                        .filter(form -> isWanted(
                                account.address(),
                                form,
                                Optional.ofNullable(known.get(account.address().key()))))
                        .isEmpty());
        return asked;
    }

    /** Whether somebody may be meant of whom nothing is known yet: another wish, other members, or after a while anybody. */
    private boolean isNews() {
        Wanted wanted = new Wanted(storage.sealed(), shared.memberships());
        Instant now = clock.instant();
        if (wanted.equals(seen) && now.isBefore(seenAt.plus(LOOKED_FOR_EVERYBODY))) {
            return false;
        }
        seen = wanted;
        seenAt = now;
        return true;
    }

    private boolean isWanted(MailAddress owner, Form form, Optional<Standing> before) {
        String word = before.map(Standing::form).orElse(StoredForms.OPEN);
        if (word.equals(form.word())) {
            return before.filter(Standing::left).isPresent();
        }
        record(owner, "all mail in the mailbox is going to be " + form.word(), form.because());
        mail.begin(owner, form.word());
        return true;
    }

    /** Some of somebody's mail; false if all is done, or it cannot go on now. */
    @SuppressWarnings("IllegalCatch") // One mailbox's trouble must not keep the others waiting.
    private boolean turn(Account account) {
        try {
            List<Lying> next = mail.next(account.address(), TURN);
            Map<String, Integer> opened = new TreeMap<>();
            try {
                for (Lying message : next) {
                    look(account, message).ifPresent(key -> opened.merge(key, 1, Integer::sum));
                }
            } finally {
                opened.forEach((key, count) -> recordUse(account.address(), key, count));
            }
            if (next.size() < TURN) {
                finish(account.address());
                return false;
            }
            return true;
        } catch (RuntimeException e) {
            LOG.warn("the mail of {} is not yet as it is to lie; the next pass goes on", account.address(), e);
            return false;
        }
    }

    /**
     * One that breaks whatever reads it must not keep those behind it waiting; what may go later is tried again.
     *
     * @return with which certificate's key it was opened
     */
    @SuppressWarnings("IllegalCatch") // As it says.
    private Optional<String> look(Account account, Lying message) {
        try {
            return switch (forms.of(account, message.content())) {
                case Outcome.Kept() -> {
                    mail.leave(account.address(), message, false);
                    yield Optional.empty();
                }
                case Outcome.LeftAlone() -> {
                    mail.leave(account.address(), message, true);
                    yield Optional.empty();
                }
                case Outcome.Changed(var content, var openedWith) -> {
                    mail.replace(account.address(), message, content);
                    yield openedWith;
                }
            };
        } catch (MailFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("a message of {} stays as it lies", account.address(), e);
            mail.leave(account.address(), message, true);
            return Optional.empty();
        }
    }

    private void recordUse(MailAddress owner, String certificate, int count) {
        keeping.auditLog()
                .append(new AuditEvent(
                        clock.instant(),
                        AuditAction.DECRYPT,
                        ACTOR,
                        owner.toString(),
                        count + " messages in the mailbox opened with the key of certificate " + certificate
                                + ", to lie in another form",
                        List.of(Finding.of(AccessRule.CUSTODY_OF_THE_HOUSE))));
    }

    private void finish(MailAddress owner) {
        Optional<Progress> progress = mail.progress(owner)
                .filter(one -> one.unchecked() == 0 || one.doneAt().isPresent());
        if (progress.isEmpty()) {
            return;
        }
        Progress done = progress.get();
        if (done.doneAt().isEmpty()) {
            record(
                    owner,
                    "all mail in the mailbox is " + done.form(),
                    List.of(Finding.of(StorageRule.STORED_MAIL_HAS_FORM, done.changed(), done.leftAlone())));
            mail.done(owner);
        }
        if (done.form().equals(StoredForms.OPEN)) {
            mail.forget(owner);
        }
    }

    private void record(MailAddress owner, String outcome, List<Finding> because) {
        keeping.auditLog()
                .append(new AuditEvent(
                        clock.instant(), AuditAction.ENCRYPT, ACTOR, owner.toString(), outcome, because));
    }
}
