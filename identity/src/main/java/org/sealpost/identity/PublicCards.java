package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/** What outsiders may know of a person whose domain is published: name, the address they asked for, certificates. */
public record PublicCards(Directory directory, CertificateRepository certificates, Publications publications) {
    /** One person, with at least one certificate. */
    public record Card(MailAddress address, String name, List<Certificate> certificates) {
        public Card {
            certificates = List.copyOf(certificates);
        }

        public VCard vCard() {
            return new VCard(
                    name,
                    Optional.empty(),
                    List.of(address),
                    certificates.stream().map(Certificate::der).toList());
        }
    }

    /** Empty in the same way for somebody unknown, disabled, without a certificate, or in a domain that is not published. */
    public Optional<Card> find(MailAddress address, Instant now) {
        return directory
                .account(address)
                .filter(DirectoryEntry.Account::enabled)
                .filter(account -> publications.of(address.domain()).page())
                .map(account -> new Card(address, account.displayName(), certificates.published(address, now)))
                .filter(card -> !card.certificates().isEmpty());
    }
}
