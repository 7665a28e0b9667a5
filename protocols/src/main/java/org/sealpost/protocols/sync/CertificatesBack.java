package org.sealpost.protocols.sync;

import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.ldap.CertsOnly;

/**
 * Keeps userCertificate and userSMIMECertificate of another directory the same as ours: what is published and missing there is
 * added, what we issued and publish no more is taken away, and values of others are left alone.
 */
final class CertificatesBack {
    private final CertificateRepository certificates;
    private final Clock clock;

    CertificatesBack(CertificateRepository certificates, Clock clock) {
        this.certificates = certificates;
        this.clock = clock;
    }

    /** The changes that one entry needs; none if both attributes are right. */
    List<Modification> changes(Entry entry, AttributeMap map, MailAddress address) {
        List<byte[]> published = certificates.published(address, clock.instant()).stream()
                .map(Certificate::der)
                .toList();
        List<Modification> changes = new ArrayList<>();
        changes.addAll(difference(map.certificate(), values(entry, map.certificate()), published));
        changes.addAll(difference(
                map.smimeCertificate(),
                values(entry, map.smimeCertificate()),
                published.stream().map(CertsOnly::of).toList()));
        return changes;
    }

    /**
     * The values as a whole, if they are not right: servers without an equality rule for an attribute, such as OpenLDAP for
     * userSMIMECertificate, know no other change of it.
     */
    private List<Modification> difference(String attribute, List<byte[]> there, List<byte[]> wanted) {
        List<byte[]> kept = there.stream()
                .filter(value -> contains(wanted, value) || !isOurs(value))
                .toList();
        List<byte[]> right = new ArrayList<>(kept);
        wanted.stream().filter(value -> !contains(kept, value)).forEach(right::add);
        boolean same = right.size() == there.size() && kept.size() == there.size();
        return same
                ? List.of()
                : List.of(new Modification(ModificationType.REPLACE, attribute, right.toArray(byte[][]::new)));
    }

    /**
     * Whether both attributes hold the same certificates.
     *
     * @param both whether they should both be there; where nobody writes into both, one of them may be left out
     */
    static boolean differ(Entry entry, AttributeMap map, boolean both) {
        Set<String> plain = people(values(entry, map.certificate()));
        Set<String> smime = people(values(entry, map.smimeCertificate()));
        return !plain.equals(smime) && (both || !plain.isEmpty() && !smime.isEmpty());
    }

    /** The certificates in the values, those of authorities left out: other programs put them beside. */
    private static Set<String> people(List<byte[]> values) {
        Set<String> found = new HashSet<>();
        for (byte[] value : values) {
            try {
                for (java.security.cert.Certificate one :
                        CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(value))) {
                    if (one instanceof X509Certificate certificate && certificate.getBasicConstraints() < 0) {
                        found.add(Fingerprint.of(certificate.getEncoded()));
                    }
                }
            } catch (GeneralSecurityException e) {
                // What nobody can read is a difference, too.
                found.add(Fingerprint.of(value));
            }
        }
        return found;
    }

    private static boolean contains(List<byte[]> values, byte[] value) {
        return values.stream().anyMatch(one -> Arrays.equals(one, value));
    }

    private static List<byte[]> values(Entry entry, String attribute) {
        byte[][] values = entry.getAttributeValueByteArrays(attribute);
        return values == null ? List.of() : Arrays.asList(values);
    }

    /** Whether all certificates in the value were issued here; a value that cannot be read is somebody else's. */
    private boolean isOurs(byte[] value) {
        try {
            Collection<? extends java.security.cert.Certificate> inside =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(value));
            boolean all = !inside.isEmpty();
            for (java.security.cert.Certificate one : inside) {
                all &= isIssuedHere(one.getEncoded());
            }
            return all;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isIssuedHere(byte[] der) throws GeneralSecurityException {
        Optional<Certificate> known = certificates.byFingerprint(Fingerprint.of(der));
        return known.isPresent() && !known.get().facts().template().isEmpty();
    }
}
