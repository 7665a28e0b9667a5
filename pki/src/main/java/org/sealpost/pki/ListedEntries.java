package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuedCertificates.Revocation;

/** Reads a CRL from front to end, as it is needed once when an authority comes to the house. */
final class ListedEntries {
    private ListedEntries() {}

    static X509CRL crl(byte[] der) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not a CRL", e);
        }
    }

    static void requireSignedBy(X509CRL crl, X509Certificate signer) {
        try {
            AuthorityChecking.require(
                    crl.getIssuerX500Principal().equals(signer.getSubjectX500Principal()),
                    "the CRL is one of " + crl.getIssuerX500Principal().getName() + ", not of "
                            + signer.getSubjectX500Principal().getName());
            crl.verify(signer.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("the CRL is not signed by the key of the authority", e);
        }
        // RFC 5280 section 5.2: an indirect list or one of changes tells another story than ours would.
        Set<String> critical = crl.getCriticalExtensionOIDs();
        AuthorityChecking.require(
                critical == null || critical.isEmpty(), "expected a complete CRL of the authority itself");
    }

    /** RFC 5280 section 5.2.3; of a list without a number its time, in seconds. */
    static long number(X509CRL crl) {
        byte[] value = crl.getExtensionValue(Extension.cRLNumber.getId());
        if (value == null) {
            return crl.getThisUpdate().toInstant().getEpochSecond();
        }
        return ASN1Integer.getInstance(ASN1OctetString.getInstance(value).getOctets())
                .getValue()
                .longValueExact();
    }

    static List<Revocation> entries(X509CRL crl) {
        List<Revocation> entries = new ArrayList<>();
        Set<? extends X509CRLEntry> listed = crl.getRevokedCertificates();
        for (X509CRLEntry entry : listed == null ? Set.<X509CRLEntry>of() : listed) {
            entries.add(new Revocation(
                    entry.getSerialNumber(), entry.getRevocationDate().toInstant(), reason(entry)));
        }
        return entries;
    }

    private static RevocationReason reason(X509CRLEntry entry) {
        if (entry.getRevocationReason() == null) {
            return RevocationReason.UNSPECIFIED;
        }
        String name = entry.getRevocationReason().name();
        return Arrays.stream(RevocationReason.values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(RevocationReason.UNSPECIFIED);
    }
}
