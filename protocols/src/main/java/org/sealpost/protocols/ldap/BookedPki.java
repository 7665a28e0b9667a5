package org.sealpost.protocols.ldap;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Computer;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CrossPairs;
import org.sealpost.pki.IssuedCertificates;

/** What the book of the authorities says, for the directory. */
public record BookedPki(IssuedCertificates book) implements PkiEntries {
    @Override
    public List<Authority> authorities(boolean withCrls) {
        List<AuthorityRecord> all = book.authorities();
        return all.stream()
                .filter(authority -> authority.certificate().isPresent())
                .map(authority -> new Authority(
                        authority.name(),
                        authority
                                .of(AuthorityRecord.Kind.OWN)
                                .map(AuthorityRecord.AuthorityCertificate::der)
                                .toList(),
                        withCrls ? book.latestCrl(authority.name()).map(IssuedCertificates.Crl::der) : Optional.empty(),
                        CrossPairs.of(authority, all)))
                .toList();
    }

    @Override
    public List<byte[]> certificates(Computer computer, Instant now) {
        return book.held(computer.key()).stream()
                .filter(IssuedCertificates.Issued::publish)
                .map(held -> held.certificate())
                .filter(certificate -> certificate.facts().status() == CertificateStatus.ACTIVE
                        && certificate.facts().isValidAt(now))
                .map(certificate -> certificate.der())
                .toList();
    }
}
