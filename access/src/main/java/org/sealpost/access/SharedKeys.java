package org.sealpost.access;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SharedCircle.Person;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.SharedKeyFacts;
import org.sealpost.policy.SharedKeyPolicy;
import org.sealpost.policy.SharedKeyVerdict;
import org.sealpost.protection.AgentEnvelope;
import org.sealpost.protection.ArchivedKeys;
import org.sealpost.protection.ArchivedKeys.ArchivedKey;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.MemberKeys;
import org.sealpost.protection.MemberKeys.MemberLid;

/**
 * The keys of shared mailboxes: each is closed to every member, so that who joins opens old mail and who leaves opens no new
 * mail. Where the server gave up its own lid, it closes keys to new members with the key of a member that it holds.
 */
public final class SharedKeys {
    private static final String ACTOR = "shared mailboxes";
    private static final String PEM_KEY = "PRIVATE KEY";

    private final Lids lids;
    private final CertificateRepository certificates;
    private final AuditLog auditLog;
    private final Clock clock;

    /** Under what keys lie, and the keys of people that the house holds. */
    public record Lids(ArchivedKeys archive, MemberKeys members, KeyAccess people) {}

    public SharedKeys(Lids lids, CertificateRepository certificates, AuditLog auditLog, Clock clock) {
        this.lids = lids;
        this.certificates = certificates;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * What a change of members goes along with.
     *
     * @param words for the audit log; "" if only the keys are looked after
     */
    public record Occasion(String actor, String words, Change change) {
        /** Nothing else changes. */
        public static final Occasion ROUTINE = new Occasion(ACTOR, "", Change.none());
    }

    /** Who opens a key of a shared mailbox. */
    public record Opener(String keyId, boolean server, boolean agents, List<MemberLid> members) {
        public Opener {
            members = List.copyOf(members);
        }
    }

    /** Of every key of a mailbox, oldest first. */
    public List<Opener> openers(MailAddress mailbox) {
        List<MemberLid> known = lids.members.lids(mailbox);
        return keys(mailbox).stream()
                .map(key -> new Opener(
                        key.keyId(),
                        key.service(),
                        key.agents().isPresent(),
                        known.stream()
                                .filter(lid -> lid.keyId().equals(key.keyId()))
                                .toList()))
                .toList();
    }

    /**
     * Closes all keys of a mailbox to those who read in it now, and to nobody else, in one transaction with the occasion. Safe
     * to run at any time.
     *
     * @return what was done; if {@link SharedKeyVerdict#replacing} the caller gives the mailbox a new certificate
     */
    public Decision<SharedKeyVerdict> close(MailAddress mailbox, List<Person> people, Occasion occasion) {
        Map<String, List<Certificate>> held = new HashMap<>();
        people.stream()
                .filter(Person::reads)
                .forEach(one -> held.put(
                        one.account().address().key(),
                        certificates.find(one.account().address())));
        Decision<SharedKeyVerdict> decision = SharedKeyPolicy.decide(facts(mailbox, people, held));
        if (occasion.words.isEmpty() && decision.verdict().isNothing()) {
            return decision;
        }
        Change change = occasion.change;
        for (SharedKeyFacts.Lid lid : decision.verdict().removing()) {
            change = change.and(lids.members.removing(lid.keyId(), lid.member()));
        }
        // Who leaves must not stay because nobody can close a key to somebody else.
        boolean must = decision.verdict().removing().isEmpty() && !occasion.words.isEmpty();
        for (SharedKeyVerdict.Closing closing : decision.verdict().closing()) {
            change = change.and(closing(mailbox, closing, held, must));
        }
        List<Finding> because = new ArrayList<>(decision.because());
        if (!occasion.actor.equals(ACTOR)) {
            because.add(Finding.of(AdministrationRule.ASKED_BY, occasion.actor));
        }
        record(
                occasion.words.isEmpty() ? AuditAction.USE_KEY : AuditAction.ADMINISTER,
                occasion.actor,
                mailbox,
                occasion.words.isEmpty() ? "its keys are closed to those who share it now" : occasion.words,
                because,
                change);
        return decision;
    }

    private SharedKeyFacts facts(MailAddress mailbox, List<Person> people, Map<String, List<Certificate>> held) {
        List<SharedKeyFacts.Reader> readers = people.stream()
                .filter(Person::reads)
                .map(one -> new SharedKeyFacts.Reader(
                        one.account().address(),
                        held.getOrDefault(one.account().address().key(), List.of()).stream()
                                .map(Certificate::facts)
                                .toList()))
                .toList();
        return new SharedKeyFacts(
                readers,
                keys(mailbox).stream().map(ArchivedKey::keyId).toList(),
                lids.members.lids(mailbox).stream()
                        .map(lid -> new SharedKeyFacts.Lid(
                                lid.keyId(),
                                lid.member(),
                                lid.fingerprint(),
                                lid.takenAt().isPresent()))
                        .toList(),
                clock.instant());
    }

    private Change closing(
            MailAddress mailbox, SharedKeyVerdict.Closing closing, Map<String, List<Certificate>> held, boolean must) {
        Optional<byte[]> opened = dataKey(mailbox, closing.keyId());
        if (opened.isEmpty()) {
            if (must) {
                throw nobody(mailbox, closing.keyId());
            }
            return Change.none();
        }
        byte[] dataKey = opened.get();
        Certificate certificate = held.getOrDefault(closing.member().key(), List.of()).stream()
                .filter(one -> one.facts().equals(closing.certificate()))
                .findFirst()
                .orElseThrow();
        try {
            return lids.members.closing(
                    closing.keyId(),
                    closing.member(),
                    closing.certificate().fingerprint(),
                    AgentEnvelope.seal(dataKey, parsed(certificate)));
        } finally {
            Arrays.fill(dataKey, (byte) 0);
        }
    }

    /** By the server's own lid, or else with the key of a member that the server holds. */
    private Optional<byte[]> dataKey(MailAddress mailbox, String keyId) {
        return lids.archive
                .dataKey(keyId)
                .or(() -> lids.members.lids(mailbox).stream()
                        .filter(lid -> lid.keyId().equals(keyId))
                        .flatMap(lid -> byMember(lid).stream())
                        .findFirst());
    }

    private static RecoveryRefused nobody(MailAddress mailbox, String keyId) {
        return new RecoveryRefused("nobody here opens the key " + keyId + " of " + mailbox
                + ": the server gave it up, and those who share it have their keys elsewhere;"
                + " the recovery agents can bring it back");
    }

    private Optional<byte[]> byMember(MemberLid lid) {
        Optional<DecryptionKey> own = lids.people.decryptionKeys(MailAddress.parse(lid.member())).stream()
                .filter(key -> key.fingerprint().equals(lid.fingerprint()))
                .findFirst();
        return own.flatMap(key -> lids.members
                .closed(lid.keyId(), lid.member())
                .map(closed ->
                        AgentEnvelope.open(closed, key.certificate(), key.key().get())));
    }

    /**
     * All keys of a mailbox with their certificates for a member to take along, PEM, closed to the member's own certificate (CMS
     * EnvelopedData, DER): {@code openssl cms -decrypt -inform DER} opens it. From then on it is known that the member has them.
     *
     * @throws RecoveryRefused if nothing is closed to this member
     */
    public byte[] take(MailAddress mailbox, MailAddress member, String actor) {
        List<MemberLid> own = lids.members.lids(mailbox).stream()
                .filter(lid -> lid.member().equals(member.key()))
                .toList();
        if (own.isEmpty()) {
            throw new RecoveryRefused(member + " does not share " + mailbox + ", or has no certificate for encryption");
        }
        Certificate to = certificates.find(member).stream()
                .filter(one -> one.facts().fingerprint().equals(own.getLast().fingerprint()))
                .findFirst()
                .orElseThrow(() -> new RecoveryRefused("the certificate of " + member + " is gone"));
        byte[] bundle = bundle(mailbox, own);
        try {
            byte[] closed = AgentEnvelope.seal(bundle, parsed(to));
            Instant now = clock.instant();
            record(
                    AuditAction.USE_KEY,
                    actor,
                    mailbox,
                    member + " takes " + own.size() + " keys along, closed to the certificate "
                            + to.facts().fingerprint(),
                    List.of(Finding.of(AdministrationRule.ASKED_BY, actor)),
                    lids.members.taking(mailbox, member, now));
            return closed;
        } finally {
            Arrays.fill(bundle, (byte) 0);
        }
    }

    private byte[] bundle(MailAddress mailbox, List<MemberLid> own) {
        Map<String, Certificate> byKey = new HashMap<>();
        certificates.find(mailbox).forEach(one -> byKey.putIfAbsent(keyId(one), one));
        StringBuilder bundle = new StringBuilder();
        for (MemberLid lid : own) {
            Certificate certificate = byKey.get(lid.keyId());
            if (certificate != null) {
                byte[] dataKey = dataKey(mailbox, lid.keyId()).orElseThrow(() -> nobody(mailbox, lid.keyId()));
                PrivateKey key = lids.archive.open(lid.keyId(), dataKey);
                Arrays.fill(dataKey, (byte) 0);
                bundle.append(pem(PEM_KEY, key.getEncoded())).append(pem("CERTIFICATE", certificate.der()));
            }
        }
        return bundle.toString().getBytes(StandardCharsets.US_ASCII);
    }

    private static String pem(String label, byte[] der) {
        return "-----BEGIN " + label + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END " + label + "-----\n";
    }

    /** Those for encryption; of keys without a certificate nobody says what they are for. */
    private List<ArchivedKey> keys(MailAddress mailbox) {
        Map<String, CertificateFacts> known = new HashMap<>();
        for (Certificate one : certificates.find(mailbox)) {
            if (!one.facts().uses().contains(CertificateUse.ENCRYPT)) {
                known.put(keyId(one), one.facts());
            }
        }
        return lids.archive.of(mailbox.key()).stream()
                .filter(key -> !known.containsKey(key.keyId()))
                .toList();
    }

    private static String keyId(Certificate certificate) {
        return Fingerprint.of(parsed(certificate).getPublicKey().getEncoded());
    }

    private static X509Certificate parsed(Certificate certificate) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(certificate.der()));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a certificate: " + certificate, e);
        }
    }

    private void record(
            AuditAction action,
            String actor,
            MailAddress mailbox,
            String outcome,
            List<Finding> because,
            Change change) {
        auditLog.append(
                List.of(new AuditEvent(clock.instant(), action, actor, mailbox.toString(), outcome, because)), change);
    }
}
