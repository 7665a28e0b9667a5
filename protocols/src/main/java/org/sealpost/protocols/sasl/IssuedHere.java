package org.sealpost.protocols.sasl;

import java.time.Clock;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.policy.CertificateLoginFacts;
import org.sealpost.policy.CertificateLoginPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.policy.LoginVerdict;
import org.sealpost.protocols.CertificateJudge;

/**
 * Looks a certificate up in the book of our own authority, which says more than a path would: exactly this certificate, for
 * whom, and whether it counts at this moment.
 */
public record IssuedHere(IssuedCertificates book, Directory directory, Clock clock) implements CertificateJudge {
    @Override
    public Decision<LoginVerdict> judge(byte[] shown, String asked) {
        String fingerprint = Fingerprint.of(shown);
        Optional<Issued> issued = book.issued(fingerprint);
        String owner = issued.map(Issued::owner).orElse("");
        return CertificateLoginPolicy.decide(new CertificateLoginFacts(
                fingerprint,
                issued.map(known -> known.certificate().facts()),
                owner,
                asked,
                account(owner),
                clock.instant()));
    }

    private Optional<DirectoryEntry.Account> account(String owner) {
        try {
            return directory.account(MailAddress.parse(owner));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
