package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.LintFault;

/**
 * A person's key and certificate as another program or authority gave them out, in a PKCS #12 file (RFC 7292).
 *
 * @param chain what lay above the certificate in the file, roots left out, DER
 * @param fits whether the key is the other half of the one in the certificate, found out by using both
 * @param weakness what is wrong with the key, in words; "" if nothing is
 */
public record ImportedIdentity(
        Certificate certificate, PrivateKey key, List<byte[]> chain, boolean fits, String weakness) {
    private static final int KEYS_LIMIT = 50;
    private static final int CHAIN_LIMIT = 10;

    public ImportedIdentity {
        chain = List.copyOf(chain);
    }

    /** SHA-256 of the public key. */
    public String keyId() {
        return KeyPairs.id(KeyPairs.certified(certificate.der()));
    }

    /**
     * All that is in a file.
     *
     * @param source how it came here, for people
     * @throws IllegalArgumentException if the passphrase does not open the file, or if there is no key with a certificate in it
     */
    public static List<ImportedIdentity> read(byte[] file, char[] passphrase, String source) {
        List<PrivateKeyFile> found = PrivateKeyFile.pkcs12Keys(file, passphrase).stream()
                .filter(one -> !one.certificates().isEmpty())
                .toList();
        if (found.isEmpty() || found.size() > KEYS_LIMIT) {
            throw new IllegalArgumentException("expected a PKCS #12 file with 1 to " + KEYS_LIMIT
                    + " private keys, each with its certificate: " + found.size());
        }
        List<ImportedIdentity> identities = new ArrayList<>();
        for (PrivateKeyFile one : found) {
            identities.add(identity(one, source));
        }
        return identities;
    }

    private static ImportedIdentity identity(PrivateKeyFile file, String source) {
        Certificate certificate =
                CertificateReader.read(file.certificates().getFirst(), source).getFirst();
        return new ImportedIdentity(
                certificate,
                file.key(),
                file.certificates().stream()
                        .skip(1)
                        .filter(der -> !isRoot(der))
                        .limit(CHAIN_LIMIT)
                        .toList(),
                fits(file.key(), certificate),
                weakness(certificate));
    }

    private static boolean isRoot(byte[] der) {
        X509Certificate one = CertificateAuthority.certificate(der);
        return one.getSubjectX500Principal().equals(one.getIssuerX500Principal());
    }

    private static boolean fits(PrivateKey key, Certificate certificate) {
        try {
            return KeyProof.belong(key, KeyPairs.certified(certificate.der()));
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String weakness(Certificate certificate) {
        SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(
                KeyPairs.certified(certificate.der()).getEncoded());
        return KeyLint.faults(key).stream().map(ImportedIdentity::words).collect(Collectors.joining("; "));
    }

    private static String words(LintFault fault) {
        return fault.facts().isEmpty()
                ? fault.check().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ')
                : String.join(", ", fault.facts());
    }
}
