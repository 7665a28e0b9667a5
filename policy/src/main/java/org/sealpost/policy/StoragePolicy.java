package org.sealpost.policy;

import static org.sealpost.policy.StorageRule.DRAFT_STORED_SEALED;
import static org.sealpost.policy.StorageRule.NO_CERTIFICATE_TO_STORE_WITH;
import static org.sealpost.policy.StorageRule.READER_WITHOUT_CERTIFICATE;
import static org.sealpost.policy.StorageRule.STORED_AS_IT_CAME;
import static org.sealpost.policy.StorageRule.STORED_FOR_READER;
import static org.sealpost.policy.StorageRule.STORED_READABLE;
import static org.sealpost.policy.StorageRule.STORED_SEALED;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Trustee;
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
                .map(one -> sealed(facts, one, facts.wantedFor().get()))
                .orElseGet(() -> Decision.of(
                        new StorageVerdict.Defer(),
                        NO_CERTIFICATE_TO_STORE_WITH,
                        facts.wantedFor().get()));
    }

    /**
     * Whether a draft lies sealed to its author, as the message does that it answers. Whose mail the house opens has a program
     * without a key, which could not go on with it; there both lie readable under the key of the disk.
     */
    public static Decision<StorageVerdict> decideDraft(DraftFacts facts) {
        if (facts.encrypted()) {
            return Decision.of(new StorageVerdict.Keep(), STORED_AS_IT_CAME);
        }
        if (facts.custody() != Custody.DEVICE || !facts.answersSealed()) {
            return Decision.of(new StorageVerdict.Keep(), STORED_READABLE);
        }
        // Without a certificate the mail came to an OpenPGP key. A draft that is refused is lost with the program that
        // wrote it.
        return MailCertificates.forEncryption(facts.certificates(), false, facts.now())
                .map(own -> Decision.<StorageVerdict>of(
                        new StorageVerdict.Seal(own), DRAFT_STORED_SEALED, own.fingerprint()))
                .orElseGet(() -> Decision.of(new StorageVerdict.Keep(), STORED_READABLE));
    }

    private static Decision<StorageVerdict> sealed(StorageFacts facts, CertificateFacts own, Trustee wanted) {
        List<Finding> because = new ArrayList<>(List.of(Finding.of(STORED_SEALED, own.fingerprint(), wanted)));
        List<CertificateFacts> readers = new ArrayList<>();
        for (StorageFacts.Reader reader : facts.readers()) {
            Optional<CertificateFacts> chosen =
                    MailCertificates.forEncryption(reader.certificates(), false, facts.now());
            chosen.ifPresent(readers::add);
            because.add(chosen.map(one -> Finding.of(STORED_FOR_READER, reader.address(), one.fingerprint()))
                    .orElseGet(() -> Finding.of(READER_WITHOUT_CERTIFICATE, reader.address())));
        }
        return new Decision<>(new StorageVerdict.Seal(own, readers), because);
    }
}
