package org.sealpost.app.doctor;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.app.House;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.SyncSource;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.revocation.ToldStatus;
import org.sealpost.protocols.ldap.AddressBook;

/**
 * Whether the one table of certificates, what LDAP shows and what CRL and OCSP tell are the same, for people taken at random; and
 * whether other directories hold the same certificates in both of their attributes.
 */
final class DriftChecks implements Check {
    private static final String SHOWN = "SP-DIR-003";
    private static final String OUTSIDE = "SP-DIR-004";
    private static final String TOLD = "SP-PKI-011";
    private static final int SAMPLE = 40;
    private static final int NAMED = 3;

    private final House house;

    DriftChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<Account> people = new ArrayList<>(house.directory().accounts());
        Collections.shuffle(people);
        List<Account> sample = people.subList(0, Math.min(SAMPLE, people.size()));
        List<Diagnosis> found = new ArrayList<>(List.of(shown(sample), told(sample)));
        house.registry().sources().all().forEach(source -> found.add(outside(source)));
        return found;
    }

    private Diagnosis shown(List<Account> sample) {
        List<String> drifted = sample.stream()
                .map(Account::address)
                .filter(this::differs)
                // Somebody may have got a certificate between the two looks.
                .filter(this::differs)
                .map(MailAddress::toString)
                .toList();
        return drifted.isEmpty()
                ? Diagnosis.good(
                        SHOWN, "LDAP shows of " + sample.size() + " people what is published, in both attributes")
                : Diagnosis.failure(
                        SHOWN,
                        "mail programs encrypt to certificates that do not count, or find none: " + some(drifted),
                        "what LDAP shows of " + drifted.size() + " of " + sample.size()
                                + " people is not what the table of certificates says",
                        "restart the server; if it comes back, somebody changes the database by hand");
    }

    private boolean differs(MailAddress address) {
        Set<String> published = house
                .certificates()
                .published(address, house.clock().instant())
                .stream()
                .map(one -> one.facts().fingerprint())
                .collect(Collectors.toSet());
        AddressBook.Seen seen = house.registry().seen(address);
        return !inside(seen.certificates()).equals(published)
                || !inside(seen.messages()).equals(published);
    }

    /** The certificates in values of an attribute, bare ones or PKCS #7 messages around them. */
    private static Set<String> inside(List<byte[]> values) {
        Set<String> found = new HashSet<>();
        for (byte[] value : values) {
            try {
                for (var one :
                        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(value))) {
                    found.add(Fingerprint.of(one.getEncoded()));
                }
            } catch (GeneralSecurityException e) {
                found.add("not readable: " + e.getMessage());
            }
        }
        return found;
    }

    private Diagnosis told(List<Account> sample) {
        Instant now = house.clock().instant();
        List<Issued> issued = sample.stream()
                .flatMap(account ->
                        house.certification().history(account.address().key()).stream())
                .filter(one -> one.certificate().facts().isValidAt(now))
                .toList();
        Map<String, ToldStatus> told = house.certification().ownStatus().told(issued, now);
        List<String> drifted = issued.stream()
                .filter(one -> Optional.ofNullable(
                                told.get(one.certificate().facts().fingerprint()))
                        .filter(status -> !agrees(one, status))
                        .isPresent())
                .map(one -> one.owner() + " "
                        + one.certificate().facts().fingerprint().substring(0, 16))
                .toList();
        return drifted.isEmpty()
                ? Diagnosis.good(TOLD, "CRL and OCSP tell of " + told.size() + " certificates what the book says")
                : Diagnosis.failure(
                        TOLD,
                        "outsiders hear something else about revocations than what was decided here: " + some(drifted),
                        "CRL or OCSP differ from the book for " + drifted.size() + " of " + told.size()
                                + " certificates",
                        "sealpost crl publish; if it comes back, somebody changes the database by hand");
    }

    private static boolean agrees(Issued issued, ToldStatus told) {
        CertificateStatus status = issued.certificate().facts().status();
        boolean revoked = status == CertificateStatus.REVOKED || status == CertificateStatus.ON_HOLD;
        return told.crl() == revoked
                && (revoked
                        ? told.ocsp() instanceof RevocationFinding.Revoked
                        : told.ocsp() instanceof RevocationFinding.Good);
    }

    private Diagnosis outside(SyncSource source) {
        try {
            List<String> differing = house.registry().synchronisation().differing(source, SAMPLE);
            return differing.isEmpty()
                    ? Diagnosis.good(OUTSIDE, source.name() + " holds the same certificates in both attributes")
                    : Diagnosis.warning(
                            OUTSIDE,
                            "users of that directory encrypt to different certificates, depending on their program: "
                                    + some(differing),
                            "userCertificate and userSMIMECertificate of " + differing.size() + " people differ in "
                                    + source.name(),
                            source.writeBack()
                                    ? "sealpost directory sync run " + source.name()
                                            + " puts ours right; remove values of others there by hand"
                                    : "make them the same with the tools of that directory, or let this house do it:"
                                            + " --write-certificates");
        } catch (MailFailure e) {
            return Diagnosis.notTested(OUTSIDE, source.name() + " does not answer: " + e.getMessage());
        }
    }

    private static String some(List<String> all) {
        return String.join(", ", all.subList(0, Math.min(NAMED, all.size()))) + (all.size() > NAMED ? ", ..." : "");
    }
}
