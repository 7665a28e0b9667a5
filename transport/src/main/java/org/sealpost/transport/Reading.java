package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Content;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.policy.AccessFacts;
import org.sealpost.policy.AccessPolicy;
import org.sealpost.policy.AccessRule;
import org.sealpost.policy.AccessVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.MessageSecurityFacts;
import org.sealpost.policy.MessageSecurityPolicy;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.LayeredMessage;
import org.sealpost.protection.Smime;
import org.sealpost.protection.Verification;
import org.sealpost.protection.VerifiedFor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a message for one person: takes its layers off as far as custody allows, and tells what each of them was. */
final class Reading {
    private static final Logger LOG = LoggerFactory.getLogger(Reading.class);

    private final Smime smime;
    private final DomainGateway gateway;
    private final Clock clock;

    private final Optional<OpenPgpMails> openPgp;

    Reading(Smime smime, DomainGateway gateway, Clock clock) {
        this(smime, gateway, clock, Optional.empty());
    }

    private Reading(Smime smime, DomainGateway gateway, Clock clock, Optional<OpenPgpMails> openPgp) {
        this.openPgp = openPgp;
        this.smime = smime;
        this.gateway = gateway;
        this.clock = clock;
    }

    Reading with(OpenPgpMails mails) {
        return new Reading(smime, gateway, clock, Optional.of(mails));
    }

    /** Keys that came with a message from outside. The message is delivered; whatever goes wrong here changes nothing of it. */
    @SuppressWarnings("IllegalCatch") // As it says.
    void learnKeys(MailObject mail, Read read) {
        if (openPgp.isEmpty() || !(mail.origin() instanceof Origin.Received received)) {
            return;
        }
        // The author's own word, or that of the author's domain.
        boolean proven = read.security().authorship() instanceof MessageSecurity.Authorship.Good
                || received.sender().results().stream().anyMatch(result -> result.startsWith("dmarc=pass"));
        try {
            openPgp.get().learn(read.content(), proven);
        } catch (RuntimeException e) {
            LOG.warn("no key was learned from message {}", mail.queueId(), e);
        }
    }

    /**
     * The message as the person gets it, and what was found on the way to it.
     *
     * @param encryption for people, such as {@code encrypted with AES-256-GCM}; "" if it was not encrypted
     * @param notices what the reader should be told
     * @param counting the signature that stands for the author, if the message is well signed
     * @param openPgp whether all signatures on it are of OpenPGP
     */
    record Read(
            Content content,
            String encryption,
            MessageSecurity security,
            List<String> notices,
            Optional<Verification> counting,
            boolean openPgp) {
        /** The same in another form. */
        Read with(Content other) {
            return new Read(other, encryption, security, notices, counting, openPgp);
        }

        /** For Authentication-Results (RFC 7281). RFC 8601 has no method for OpenPGP: its word stands in a field of ours. */
        String result() {
            return openPgp ? "smime=none" : Signatures.result(security);
        }

        /** What else was found, in fields of ours. */
        List<String> fields() {
            List<String> lines = new ArrayList<>();
            if (openPgp) {
                lines.add("X-Sealpost-OpenPGP: "
                        + Signatures.result(security)
                                .substring("smime=".length())
                                .replace("body.smime-identifier", "signer"));
            }
            if (!encryption.isEmpty()) {
                lines.add("X-Sealpost-Encryption: " + encryption);
            }
            if (!openPgp && !security.smimeStatus().isEmpty()) {
                lines.add("X-Sealpost-Smime-Status: " + security.smimeStatus());
            }
            notices.forEach(notice -> lines.add("X-Sealpost-Notice: " + notice));
            return lines;
        }
    }

    /** What was opened and verified goes into the events, layer by layer. */
    Read read(MailObject mail, Account account, List<AuditEvent> events) {
        Decision<AccessVerdict> access =
                AccessPolicy.decide(new AccessFacts(account.custody(), new Protection.Encrypted()));
        boolean opens = access.verdict() == AccessVerdict.OPEN;
        Optional<Supplier<List<DecryptionKey>>> source =
                opens ? Optional.of(() -> gateway.keysFor(account.address())) : Optional.empty();
        LayeredMessage message = smime.layers(
                mail.content(),
                source,
                new VerifiedFor(mail.receivedAt(), Optional.of(account.address().domain())),
                openPgp.map(one -> one.layers(account.address(), opens)));
        List<MessageLayer> layers = gateway.judged(message.layers());
        Decision<MessageSecurity> security = MessageSecurityPolicy.decide(new MessageSecurityFacts(
                layers,
                message.partsProtectedAlone(),
                message.signedParts().stream().map(Reading::fact).toList(),
                message.headerNotices()));
        if (opens) {
            message.layers().stream()
                    .flatMap(layer -> layer instanceof MessageLayer.Encrypted(EncryptionCheck check)
                            ? Stream.of(check)
                            : Stream.empty())
                    .forEach(check ->
                            events.add(event(mail, AuditAction.DECRYPT, outcome(check, account), access.because())));
        }
        if (!message.signatures().isEmpty()) {
            events.add(event(mail, AuditAction.VERIFY, words(layers), because(message, account, security)));
        }
        Content content = opens ? message.readable() : mail.content();
        return new Read(
                content,
                encryption(message.layers()),
                security.verdict(),
                Stream.concat(
                                message.headerNotices().stream(),
                                message.signedParts().stream()
                                        .map(Reading::fact)
                                        .map(Reading::notice))
                        .toList(),
                counting(message),
                isOpenPgp(message.layers()));
    }

    private static MessageSecurityFacts.SignedPart fact(LayeredMessage.SignedPart part) {
        return new MessageSecurityFacts.SignedPart(
                part.part(), Signatures.words(part.verification().check()));
    }

    private static String notice(MessageSecurityFacts.SignedPart part) {
        // Names of strangers stand in the words.
        String words = part.words().replaceAll("[^\\x20-\\x7e]", "?");
        return part.part() + " is signed by itself: " + words + "; what stands beside it is not";
    }

    private static boolean isOpenPgp(List<MessageLayer> layers) {
        List<MessageLayer.SignedForm> forms = layers.stream()
                .flatMap(layer ->
                        layer instanceof MessageLayer.Signed signed ? Stream.of(signed.form()) : Stream.empty())
                .distinct()
                .toList();
        return forms.equals(List.of(MessageLayer.SignedForm.OPENPGP));
    }

    private AuditEvent event(MailObject mail, AuditAction action, String outcome, List<Finding> because) {
        return new AuditEvent(clock.instant(), action, "transport", mail.queueId(), outcome, because);
    }

    /** Each signature in words, from outside in. */
    private static String words(List<MessageLayer> layers) {
        List<String> words = layers.stream()
                .flatMap(layer -> layer instanceof MessageLayer.Signed signed
                        ? Stream.of(Signatures.words(signed.check()))
                        : Stream.empty())
                .toList();
        return String.join("; inside it: ", words);
    }

    private static List<Finding> because(LayeredMessage message, Account account, Decision<MessageSecurity> security) {
        List<Finding> because = new ArrayList<>(List.of(Finding.of(AccessRule.SIGNATURE_FOUND)));
        Iterator<Verification> signatures = message.signatures().iterator();
        for (MessageLayer layer : message.layers()) {
            if (layer instanceof MessageLayer.Signed signed) {
                signatures.next().chain().map(TrustPolicy::finding).ifPresent(because::add);
                Decision<AccessVerdict> unwrapping = AccessPolicy.decideOpaque(account.custody());
                boolean taken = signed.form() == MessageLayer.SignedForm.OPAQUE
                        && !(signed.check() instanceof SignatureCheck.Unreadable);
                if (taken && unwrapping.verdict() == AccessVerdict.OPEN) {
                    because.addAll(unwrapping.because());
                }
            }
        }
        because.addAll(security.because());
        return because;
    }

    private static String outcome(EncryptionCheck check, Account account) {
        return switch (check) {
            case EncryptionCheck.Opened opened ->
                "opened for " + account.address() + " with the "
                        + (opened.certificate().startsWith("OpenPGP") ? "" : "key of certificate ")
                        + opened.certificate();
            case EncryptionCheck.NoKey() ->
                "not opened for " + account.address() + ": encrypted to no key of this account";
            case EncryptionCheck.Unreadable() ->
                "not opened for " + account.address() + ": damaged or in an unknown form";
            case EncryptionCheck.LeftClosed() -> "not opened for " + account.address() + ": left to its devices";
        };
    }

    /** The first signature inside all encryption. */
    private static Optional<Verification> counting(LayeredMessage message) {
        Optional<Verification> found = Optional.empty();
        Iterator<Verification> signatures = message.signatures().iterator();
        for (MessageLayer layer : message.layers()) {
            if (layer instanceof MessageLayer.Encrypted) {
                found = Optional.empty();
            } else if (layer instanceof MessageLayer.Signed) {
                Verification next = signatures.next();
                found = found.isPresent() ? found : Optional.of(next);
            }
        }
        return found;
    }

    /** The innermost encryption tells: if that stayed closed, the text did. */
    private static String encryption(List<MessageLayer> layers) {
        String words = "";
        for (MessageLayer layer : layers) {
            if (layer instanceof MessageLayer.Encrypted(EncryptionCheck check)) {
                words = check instanceof EncryptionCheck.Opened opened
                        ? "encrypted with " + opened.cipher()
                        : check instanceof EncryptionCheck.LeftClosed ? "" : "encrypted, not opened here";
            }
        }
        return words;
    }
}
