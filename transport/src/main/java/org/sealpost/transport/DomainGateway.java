package org.sealpost.transport;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.DomainCertificates;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyAccess;

/** Reads what gateways seal and sign for whole domains, RFC 3183: with our own key for it, and with the partners' certificates. */
public final class DomainGateway {
    private final CertificateRepository certificates;
    private final KeyAccess keys;

    public DomainGateway(CertificateRepository certificates, KeyAccess keys) {
        this.certificates = certificates;
        this.keys = keys;
    }

    /** What opens mail to one of our people: the person's own keys, then those of the gateway of the person's domain. */
    List<DecryptionKey> keysFor(MailAddress account) {
        List<DecryptionKey> all = new ArrayList<>(keys.decryptionKeys(account));
        MailAddress gateway = DomainCertificates.nameOf(account.domain());
        if (!gateway.isSameMailbox(account)) {
            all.addAll(keys.decryptionKeys(gateway));
        }
        return all;
    }

    /**
     * The layers of a message, where a good signature of another than the author counts as that of the author's domain if an
     * administrator imported this very certificate for exactly this domain.
     */
    List<MessageLayer> judged(List<MessageLayer> layers) {
        return layers.stream().map(this::judged).toList();
    }

    private MessageLayer judged(MessageLayer layer) {
        if (layer instanceof MessageLayer.Signed signed
                && signed.check() instanceof SignatureCheck.OtherAuthor(MailAddress signer, String author)) {
            Optional<Domain> domain = domainOf(author).filter(one -> isGatewayOf(one, signed.certificate()));
            if (domain.isPresent()) {
                return new MessageLayer.Signed(
                        signed.form(),
                        new SignatureCheck.OfDomain(domain.get(), signer),
                        signed.certificate(),
                        signed.algorithms(),
                        signed.notices());
            }
        }
        return layer;
    }

    private static Optional<Domain> domainOf(String author) {
        try {
            return Optional.of(MailAddress.parse(author).domain());
        } catch (IllegalArgumentException e) {
            // Nobody, or several: then no domain vouches for them.
            return Optional.empty();
        }
    }

    private boolean isGatewayOf(Domain domain, String fingerprint) {
        return certificates.find(DomainCertificates.nameOf(domain)).stream()
                .map(Certificate::facts)
                .filter(facts -> facts.status() == CertificateStatus.ACTIVE)
                .map(CertificateFacts::fingerprint)
                .anyMatch(fingerprint::equals);
    }
}
