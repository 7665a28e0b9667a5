package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.Correspondents.Correspondent;
import org.sealpost.identity.Directory;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.Origin;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HarvestFacts;
import org.sealpost.policy.HarvestPolicy;
import org.sealpost.policy.HarvestRule;
import org.sealpost.policy.HarvestVerdict;
import org.sealpost.protection.Smime;
import org.sealpost.protection.Verification;
import org.sealpost.protection.VerifiedFor;

/** Learns from good signatures of people outside how to answer them encrypted. */
final class Harvest {
    /** So many messages of this kind are not under way at the same time. */
    private static final int ANNOUNCED_LIMIT = 256;

    private final Directory directory;
    private final Correspondents correspondents;
    private final Smime smime;
    private final Clock clock;

    /** By queue id: what one message taught is news to each of its readers, although it is learned with the first. */
    private final Map<String, String> announced = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
            return size() > ANNOUNCED_LIMIT;
        }
    });

    Harvest(Directory directory, Correspondents correspondents, Smime smime, Clock clock) {
        this.directory = directory;
        this.correspondents = correspondents;
        this.smime = smime;
        this.clock = clock;
    }

    /**
     * What was learned.
     *
     * @param notice what the reader should be told of it; "" if nothing
     */
    record Learned(Change change, String notice) {
        static final Learned NOTHING = new Learned(Change.none(), "");
    }

    /** From a message as it was read for one person; what was learned goes into the events. */
    Learned learn(MailObject mail, Reading.Read read, Domain reader, List<AuditEvent> events) {
        boolean good = read.security().authorship() instanceof Authorship.Good;
        if (!good || !(mail.origin() instanceof Origin.Received)) {
            return Learned.NOTHING;
        }
        MailAddress signer = ((Authorship.Good) read.security().authorship()).signer();
        Verification signature = read.counting().orElseThrow();
        Optional<Certificate> offered =
                signature.announcement().encryptionCertificate().flatMap(correspondents::read);
        List<Correspondent> known = correspondents.find(signer);
        Instant now = clock.instant();
        Decision<HarvestVerdict> decision = HarvestPolicy.decide(facts(read, signer, signature, offered, known, now));
        if (decision.verdict() == HarvestVerdict.LEAVE || !isTrusted(offered.orElseThrow(), signature, known, reader)) {
            return new Learned(Change.none(), announced.getOrDefault(mail.queueId(), ""));
        }
        events.add(new AuditEvent(
                now,
                AuditAction.PUBLISH,
                "transport",
                mail.queueId(),
                "learned how to encrypt to " + signer,
                decision.because()));
        Correspondent learned = new Correspondent(
                signer,
                offered.orElseThrow(),
                signature.announcement().ciphers(),
                signature.signedAt().orElseThrow(),
                now,
                mail.queueId());
        String notice = notice(decision, signer);
        if (!notice.isEmpty()) {
            announced.put(mail.queueId(), notice);
        }
        return new Learned(correspondents.learning(learned), notice);
    }

    private HarvestFacts facts(
            Reading.Read read,
            MailAddress signer,
            Verification signature,
            Optional<Certificate> offered,
            List<Correspondent> known,
            Instant now) {
        return new HarvestFacts(
                read.security(),
                isOutsider(signer),
                offered.map(one -> new HarvestFacts.Offer(
                        one.facts(),
                        correspondents.issuer(one),
                        signature.announcement().ciphers())),
                signature.signedAt(),
                known.stream()
                        .map(one -> new HarvestFacts.Known(
                                one.certificate().facts().fingerprint(),
                                correspondents.issuer(one.certificate()),
                                one.ciphers(),
                                one.signedAt()))
                        .toList(),
                now);
    }

    /** Keys of people whose mailboxes lie on a server behind are kept here, too: they are learned from nobody. */
    private boolean isOutsider(MailAddress signer) {
        return !directory.isAccepted(signer.domain())
                && directory.account(signer).isEmpty();
    }

    /** A certificate that was learned before was looked at then; a new one must lead to a trusted root itself. */
    private boolean isTrusted(Certificate offered, Verification signature, List<Correspondent> known, Domain reader) {
        if (known.stream().anyMatch(one -> one.certificate().equals(offered))) {
            return true;
        }
        List<byte[]> chain = new ArrayList<>(List.of(offered.der()));
        chain.addAll(signature.certificates());
        return smime.judgeForEncryption(chain, new VerifiedFor(clock.instant(), Optional.of(reader)))
                instanceof ChainVerdict.Trusted;
    }

    private static String notice(Decision<HarvestVerdict> decision, MailAddress signer) {
        List<HarvestRule> rules = decision.because().stream()
                .map(Finding::rule)
                .filter(HarvestRule.class::isInstance)
                .map(HarvestRule.class::cast)
                .toList();
        return rules.contains(HarvestRule.ISSUER_HAS_CHANGED)
                ? "the certificate of " + signer + " comes from another issuer than before"
                : "";
    }
}
