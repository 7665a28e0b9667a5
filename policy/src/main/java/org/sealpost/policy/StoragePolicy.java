package org.sealpost.policy;

import static org.sealpost.policy.StorageRule.NO_CERTIFICATE_TO_STORE_WITH;
import static org.sealpost.policy.StorageRule.STORED_AS_IT_CAME;
import static org.sealpost.policy.StorageRule.STORED_READABLE;
import static org.sealpost.policy.StorageRule.STORED_SEALED;

import org.sealpost.mail.MessageSecurity.Secrecy;

/** Decides whether a message lies in the mailbox sealed to its owner. Where that is wanted, nothing readable is ever stored. */
public final class StoragePolicy {
    private StoragePolicy() {}

    public static Decision<StorageVerdict> decide(StorageFacts facts) {
        if (facts.wantedFor().isEmpty()) {
            return Decision.of(new StorageVerdict.Keep(), STORED_READABLE);
        }
        if (facts.secrecy() == Secrecy.ENCRYPTED_UNOPENED) {
            return Decision.of(new StorageVerdict.Keep(), STORED_AS_IT_CAME);
        }
        return MailCertificates.forEncryption(facts.certificates(), false, facts.now())
                .map(one -> Decision.<StorageVerdict>of(
                        new StorageVerdict.Seal(one),
                        STORED_SEALED,
                        one.fingerprint(),
                        facts.wantedFor().get()))
                .orElseGet(() -> Decision.of(
                        new StorageVerdict.Defer(),
                        NO_CERTIFICATE_TO_STORE_WITH,
                        facts.wantedFor().get()));
    }
}
