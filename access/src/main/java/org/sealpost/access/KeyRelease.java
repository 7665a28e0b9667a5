package org.sealpost.access;

import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecoveryRule;
import org.sealpost.protection.ArchivedKeys;
import org.sealpost.protection.ArchivedKeys.ArchivedKey;

/**
 * Under which lids the keys of a person lie. A person's passphrase may be put on them; then the server may give up its own lid and
 * cannot open that person's mail any more.
 */
public final class KeyRelease {
    private static final int LEAST_PASSPHRASE = 12;

    private final ArchivedKeys keys;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Consumer<String> released;

    /** {@code released} is told each key that the server must not keep open any more. */
    public KeyRelease(ArchivedKeys keys, AuditLog auditLog, Clock clock, Consumer<String> released) {
        this.keys = keys;
        this.auditLog = auditLog;
        this.clock = clock;
        this.released = released;
    }

    /** All keys of an account, oldest first. */
    public List<ArchivedKey> lids(MailAddress account) {
        return keys.of(account.key());
    }

    /** Puts a passphrase on all keys of an account that the server can open. Returns how many. */
    public int protect(MailAddress account, char[] passphrase, String actor) {
        if (passphrase.length < LEAST_PASSPHRASE) {
            throw new RecoveryRefused("a passphrase for keys has at least " + LEAST_PASSPHRASE + " characters");
        }
        Change all = Change.none();
        int count = 0;
        for (ArchivedKey key : lids(account)) {
            if (key.service()) {
                byte[] dataKey = keys.dataKey(key.keyId()).orElseThrow();
                all = all.and(keys.closingForUser(key.keyId(), dataKey, passphrase));
                Arrays.fill(dataKey, (byte) 0);
                count++;
            }
        }
        if (count == 0) {
            throw new RecoveryRefused("the server opens no key of " + account);
        }
        append(account, "a passphrase of the person opens " + count + " keys", actor, all);
        return count;
    }

    /**
     * Takes the service's own lid off all keys of an account.
     *
     * @param lossAccepted whether it may be done where afterwards neither a passphrase nor agents open a key, since the person
     *     has it elsewhere
     * @return how many keys the server opens no more
     */
    public int release(MailAddress account, boolean lossAccepted, String actor) {
        Change all = Change.none();
        int count = 0;
        for (ArchivedKey key : lids(account)) {
            if (key.service()) {
                if (!key.user() && key.agents().isEmpty() && !lossAccepted) {
                    throw new RecoveryRefused("nobody could open the key " + key.keyId()
                            + " any more: put a passphrase on it first, or archive it to recovery agents;"
                            + " if the person keeps it elsewhere, add --kept-elsewhere");
                }
                all = all.and(keys.releasing(key.keyId()));
                count++;
            }
        }
        if (count == 0) {
            throw new RecoveryRefused("the server opens no key of " + account + " as it is");
        }
        append(account, "the server opens " + count + " keys no more", actor, all);
        lids(account).forEach(key -> released.accept(key.keyId()));
        return count;
    }

    private void append(MailAddress account, String outcome, String actor, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        actor,
                        account.toString(),
                        outcome,
                        List.of(
                                Finding.of(RecoveryRule.KEY_RELEASED, account),
                                Finding.of(AdministrationRule.ASKED_BY, actor)))),
                change);
    }
}
