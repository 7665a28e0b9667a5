package org.sealpost.policy;

import static org.sealpost.policy.MessageSecurityRule.ENCRYPTION_NOT_AUTHENTICATED;
import static org.sealpost.policy.MessageSecurityRule.HEADER_NOTICE;
import static org.sealpost.policy.MessageSecurityRule.LAYER_NOT_READ;
import static org.sealpost.policy.MessageSecurityRule.MESSAGE_IS_PLAIN;
import static org.sealpost.policy.MessageSecurityRule.MESSAGE_STAYS_ENCRYPTED;
import static org.sealpost.policy.MessageSecurityRule.MESSAGE_WAS_ENCRYPTED;
import static org.sealpost.policy.MessageSecurityRule.OPENPGP_LAYER;
import static org.sealpost.policy.MessageSecurityRule.PART_PROTECTED_ALONE;
import static org.sealpost.policy.MessageSecurityRule.PART_SIGNED_ALONE;
import static org.sealpost.policy.MessageSecurityRule.SIGNATURE_IN_SIGNATURE;
import static org.sealpost.policy.MessageSecurityRule.SIGNATURE_IS_NOT_GOOD;
import static org.sealpost.policy.MessageSecurityRule.SIGNATURE_NOTICE;
import static org.sealpost.policy.MessageSecurityRule.SIGNATURE_OUTSIDE_ENCRYPTION;
import static org.sealpost.policy.MessageSecurityRule.SIGNED_BY_DOMAIN;
import static org.sealpost.policy.MessageSecurityRule.WHOLE_MESSAGE_SIGNED;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;

/**
 * Says of a message as a whole whether it is encrypted and whose word it is. Signatures count only if they lie inside all
 * encryption and around all of the text; one that is not good spoils the others (RFC 9787 section 4).
 */
public final class MessageSecurityPolicy {
    private MessageSecurityPolicy() {}

    public static Decision<MessageSecurity> decide(MessageSecurityFacts facts) {
        List<Finding> because = new ArrayList<>();
        Secrecy secrecy = secrecy(facts.layers(), because);
        Authorship authorship = authorship(facts.layers(), because);
        if (secrecy == Secrecy.ENCRYPTED && !(authorship instanceof Authorship.Good)) {
            unauthenticated(facts.layers(), because);
        }
        facts.partsProtectedAlone().forEach(part -> because.add(Finding.of(PART_PROTECTED_ALONE, part)));
        facts.signedParts().forEach(part -> because.add(Finding.of(PART_SIGNED_ALONE, part.part(), part.words())));
        facts.headerNotices().forEach(notice -> because.add(Finding.of(HEADER_NOTICE, notice)));
        if (because.isEmpty()) {
            because.add(Finding.of(MESSAGE_IS_PLAIN));
        }
        return new Decision<>(new MessageSecurity(secrecy, authorship), because);
    }

    private static Secrecy secrecy(List<MessageLayer> layers, List<Finding> because) {
        Secrecy secrecy = Secrecy.CLEAR;
        for (MessageLayer layer : layers) {
            secrecy = switch (layer) {
                case MessageLayer.Encrypted(EncryptionCheck check) -> secrecy(check, because);
                case MessageLayer.OpenPgp(Protection protection) -> {
                    because.add(Finding.of(OPENPGP_LAYER));
                    yield protection instanceof Protection.Encrypted ? Secrecy.ENCRYPTED_UNOPENED : secrecy;
                }
                case MessageLayer.Signed signed -> secrecy;
                case MessageLayer.Compressed() -> secrecy;
                case MessageLayer.Unread(String reason) -> {
                    because.add(Finding.of(LAYER_NOT_READ, reason));
                    yield secrecy;
                }
            };
        }
        return secrecy;
    }

    private static Secrecy secrecy(EncryptionCheck check, List<Finding> because) {
        because.add(
                switch (check) {
                    case EncryptionCheck.Opened opened ->
                        Finding.of(MESSAGE_WAS_ENCRYPTED, opened.cipher(), opened.certificate());
                    case EncryptionCheck.NoKey() -> Finding.of(MESSAGE_STAYS_ENCRYPTED, "no key for it");
                    case EncryptionCheck.Unreadable() -> Finding.of(MESSAGE_STAYS_ENCRYPTED, "damaged or unknown form");
                    case EncryptionCheck.LeftClosed() -> Finding.of(MESSAGE_STAYS_ENCRYPTED, "for a device");
                });
        return check instanceof EncryptionCheck.Opened ? Secrecy.ENCRYPTED : Secrecy.ENCRYPTED_UNOPENED;
    }

    private static Authorship authorship(List<MessageLayer> layers, List<Finding> because) {
        int lastEncryption = lastEncryption(layers);
        List<MessageLayer.Signed> counting = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            if (layers.get(i) instanceof MessageLayer.Signed signed) {
                signed.notices().forEach(notice -> because.add(Finding.of(SIGNATURE_NOTICE, notice)));
                if (i < lastEncryption) {
                    because.add(Finding.of(SIGNATURE_OUTSIDE_ENCRYPTION, i + 1));
                } else {
                    counting.add(signed);
                }
            }
        }
        if (counting.isEmpty()) {
            return layers.stream().anyMatch(MessageSecurityPolicy::isOpenPgpSignature)
                    ? new Authorship.NotJudged()
                    : new Authorship.Unsigned();
        }
        if (counting.size() > 1) {
            because.add(Finding.of(SIGNATURE_IN_SIGNATURE, counting.size()));
        }
        return word(counting, layers, because);
    }

    /** What is closed counts as encryption, too: nobody knows what lies inside. */
    private static int lastEncryption(List<MessageLayer> layers) {
        int last = -1;
        for (int i = 0; i < layers.size(); i++) {
            boolean closes = layers.get(i) instanceof MessageLayer.Encrypted
                    || layers.get(i) instanceof MessageLayer.OpenPgp(Protection.Encrypted ignored);
            last = closes ? i : last;
        }
        return last;
    }

    private static boolean isOpenPgpSignature(MessageLayer layer) {
        return layer instanceof MessageLayer.OpenPgp(Protection.Signed ignored);
    }

    /** The signer of the outermost signature, if all are good; what could not be read further inside spoils it, too. */
    private static Authorship word(
            List<MessageLayer.Signed> counting, List<MessageLayer> layers, List<Finding> because) {
        if (layers.getLast() instanceof MessageLayer.Unread(String reason)) {
            return notGood(new SignatureCheck.Unreadable(reason), because);
        }
        SignatureCheck worst = counting.stream()
                .map(MessageLayer.Signed::check)
                .max(Comparator.comparingInt(MessageSecurityPolicy::badness))
                .orElseThrow();
        if (worst instanceof SignatureCheck.OfDomain(Domain domain, MailAddress signer)) {
            because.add(Finding.of(SIGNED_BY_DOMAIN, domain, signer));
            return new Authorship.OfDomain(domain, signer);
        }
        if (!(worst instanceof SignatureCheck.Valid)) {
            return notGood(worst, because);
        }
        SignatureCheck.Valid first = (SignatureCheck.Valid) counting.getFirst().check();
        because.add(Finding.of(WHOLE_MESSAGE_SIGNED, first.signer()));
        return new Authorship.Good(first.signer(), first.signedAt());
    }

    private static Authorship notGood(SignatureCheck check, List<Finding> because) {
        because.add(Finding.of(SIGNATURE_IS_NOT_GOOD));
        return new Authorship.NotGood(check);
    }

    /** What a look-up could heal is less bad than what no look-up heals. */
    private static int badness(SignatureCheck check) {
        return switch (check) {
            case SignatureCheck.Valid valid -> 0;
            case SignatureCheck.OfDomain ofDomain -> 1;
            case SignatureCheck.RevocationUnknown unknown -> 2;
            case SignatureCheck.OlderThanMessage older -> 3;
            case SignatureCheck.Untrusted untrusted -> 4;
            case SignatureCheck.OtherAuthor other -> 5;
            case SignatureCheck.Unsuitable unsuitable -> 6;
            case SignatureCheck.Expired expired -> 7;
            case SignatureCheck.Revoked revoked -> 8;
            case SignatureCheck.Unreadable unreadable -> 9;
            case SignatureCheck.Altered() -> 10;
        };
    }

    private static void unauthenticated(List<MessageLayer> layers, List<Finding> because) {
        for (MessageLayer layer : layers) {
            if (layer instanceof MessageLayer.Encrypted(EncryptionCheck.Opened opened) && !opened.authenticated()) {
                because.add(Finding.of(ENCRYPTION_NOT_AUTHENTICATED, opened.cipher()));
            }
        }
    }
}
