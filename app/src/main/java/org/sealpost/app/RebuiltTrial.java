package org.sealpost.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.enrollment.EnrollmentLoop;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.SpokenCode;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.NewestMail;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyProof;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.store.Pem;

/**
 * What a rebuilt house must be able to do for its people, tried on one that is thrown away: open their mail, also that to
 * certificates which ended long ago, and certify somebody new.
 */
final class RebuiltTrial {
    private static final int PEOPLE = 20;
    private static final int MAILS_EACH = 3;
    private static final byte[] PROBE = "Subject: probe\r\n\r\nIt opens.\r\n".getBytes(StandardCharsets.US_ASCII);

    private final House rebuilt;
    private final Instant now;
    private final List<String> good = new ArrayList<>();

    RebuiltTrial(House rebuilt) {
        this.rebuilt = rebuilt;
        this.now = rebuilt.clock().instant();
    }

    /**
     * Tries all of it.
     *
     * @return what is good, in words
     * @throws BackupFailure with the first thing that is not
     */
    List<String> run() throws IOException {
        List<Account> sample = sample();
        keysAndMail(sample);
        oldMail(sample);
        newcomer();
        return good;
    }

    /** People from all over the directory. */
    private List<Account> sample() {
        List<Account> everybody = rebuilt.directory().accounts();
        int step = Math.max(1, everybody.size() / PEOPLE);
        List<Account> sample = new ArrayList<>();
        for (int i = 0; i < everybody.size() && sample.size() < PEOPLE; i += step) {
            sample.add(everybody.get(i));
        }
        return sample;
    }

    private void keysAndMail(List<Account> sample) throws IOException {
        int keys = 0;
        int mails = 0;
        NewestMail mail =
                new NewestMail(rebuilt.keeping().database(), rebuilt.keeping().contents());
        for (Account account : sample) {
            keys += keys(account);
            for (Content message : mail.of(account.address(), MAILS_EACH)) {
                readThrough(account, message);
                mails++;
            }
        }
        good.add("of " + sample.size() + " people " + keys + " private keys fit their certificates and " + mails
                + " mails open");
    }

    private int keys(Account account) {
        int fitting = 0;
        for (Issued held :
                rebuilt.keeping().certificates().held(account.address().key())) {
            Optional<PrivateKey> key = rebuilt.keeping().keys().find(held.keyId());
            if (key.isPresent()) {
                requireFits(account, held, key.get());
                fitting++;
            }
        }
        return fitting;
    }

    private static void requireFits(Account account, Issued held, PrivateKey key) {
        try {
            if (!KeyProof.belong(key, Pem.certificate(held.certificate().der()).getPublicKey())) {
                throw new BackupFailure("a restored key of " + account.address() + " does not fit its certificate "
                        + held.certificate().facts().fingerprint());
            }
        } catch (GeneralSecurityException e) {
            throw new BackupFailure("a restored key of " + account.address() + " cannot be used", e);
        }
    }

    private static void readThrough(Account account, Content message) throws IOException {
        try (InputStream in = message.open()) {
            long read = in.transferTo(OutputStream.nullOutputStream());
            if (read != message.sizeBytes()) {
                throw new BackupFailure("a restored mail of " + account.address() + " has " + read
                        + " bytes instead of " + message.sizeBytes());
            }
        }
    }

    /** Somebody's archive may hold mail to the first certificate that a person ever had; what is tried is a mail to it. */
    private void oldMail(List<Account> sample) throws IOException {
        List<CertificateFacts> oldest = new ArrayList<>();
        for (Account account : sample) {
            Optional<CertificateFacts> one = oldest(account);
            if (one.isPresent()) {
                oldest.add(one.get());
            }
        }
        String first = oldest.stream()
                .map(CertificateFacts::notAfter)
                .min(Comparator.naturalOrder())
                .map(end -> "; the first of them " + (end.isBefore(now) ? "ended" : "ends") + " on " + end)
                .orElse("");
        good.add("mail to the oldest certificate opens for " + oldest.size() + " people" + first);
    }

    private Optional<CertificateFacts> oldest(Account account) throws IOException {
        List<DecryptionKey> keys = rebuilt.keeping().keys().decryptionKeys(account.address());
        if (keys.isEmpty()) {
            // The server gave up the keys, or never had them: only the person opens this mail.
            return Optional.empty();
        }
        Certificate oldest = rebuilt.certificates()
                .byFingerprint(keys.getLast().fingerprint())
                .orElseThrow(() -> new BackupFailure("a restored certificate of " + account.address() + " is missing"));
        requireOpens(account.address(), oldest, keys);
        return Optional.of(oldest.facts());
    }

    private void requireOpens(MailAddress address, Certificate certificate, List<DecryptionKey> keys)
            throws IOException {
        Content sealed =
                rebuilt.smime().encrypt(Content.of(PROBE), List.of(certificate), EncryptionFormat.CONSERVATIVE);
        Opening opening = rebuilt.smime().open(sealed, keys);
        if (!(opening instanceof Opening.Opened opened)
                || !opened.keyFingerprint().equals(certificate.facts().fingerprint())) {
            throw new BackupFailure("mail to the certificate "
                    + certificate.facts().fingerprint() + " of " + address + " does not open with the restored keys");
        }
        try (InputStream in = opened.content().open()) {
            if (!new String(in.readAllBytes(), StandardCharsets.US_ASCII).contains("It opens.")) {
                throw new BackupFailure("mail to " + address + " opens as something else with the restored keys");
            }
        }
    }

    /** Their certificates and keys are thrown away with the house; nobody ever sees them. */
    private void newcomer() throws IOException {
        MailAddress address = new MailAddress(
                "drill-" + SpokenCode.name(), rebuilt.configuration().domain());
        rebuilt.keeping()
                .editor()
                .addAccount(
                        new Account(address, "Restore Drill", "", List.of(), Custody.ORGANISATION, 0, true),
                        "no password");
        EnrollmentLoop loop = rebuilt.certification().enrollment();
        EnrollmentLoop.Report report = loop.reconcile(address.key(), EnrollmentLoop.Patience.TRY_AT_ONCE);
        if (!report.failures().isEmpty()) {
            throw new BackupFailure(
                    "somebody new cannot be certified: " + report.failures().getFirst());
        }
        List<Issued> issued = rebuilt.keeping().certificates().held(address.key());
        if (issued.isEmpty()) {
            good.add("somebody new gets no certificate by itself: " + reasons(loop, address));
            return;
        }
        for (Issued one : issued) {
            requireTrusted(one);
            if (one.certificate().facts().uses().contains(CertificateUse.ENCRYPT)) {
                requireOpens(
                        address, one.certificate(), rebuilt.keeping().keys().decryptionKeys(address));
            }
        }
        good.add("somebody new has " + issued.size() + " certificates, and mail to them opens");
    }

    private static String reasons(EnrollmentLoop loop, MailAddress address) {
        List<String> reasons = loop.why(address.key()).plan().templates().values().stream()
                .map(Decision::because)
                .map(because -> Explanation.sentence(because.getFirst(), Locale.ENGLISH))
                .toList();
        return reasons.isEmpty() ? "no policy deploys a template to them" : String.join(" ", reasons);
    }

    private void requireTrusted(Issued issued) {
        CertificateFacts facts = issued.certificate().facts();
        ChainPurpose purpose = facts.uses().contains(CertificateUse.ENCRYPT)
                ? ChainPurpose.MAIL_ENCRYPTION
                : facts.uses().contains(CertificateUse.SIGN) ? ChainPurpose.MAIL_SIGNING : ChainPurpose.ANY;
        ChainVerdict verdict = TrustPolicy.decide(rebuilt.trusting()
                        .paths()
                        .examine(List.of(issued.certificate().der()), purpose, now))
                .verdict();
        if (!(verdict instanceof ChainVerdict.Trusted)) {
            throw new BackupFailure("the certificate of somebody new is not trusted: " + verdict);
        }
    }
}
