package org.sealpost.pki.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;

/** Signatures in CMS, checked (RFC 5652 section 5). Whose certificates count is not judged here. */
public final class CmsSignatures {
    private static final int LIMIT_BYTES = 128 * 1024;
    private static final int SIGNATURES_LIMIT = 9;
    private static final String SHA1 = "1.3.14.3.2.26";
    private static final Set<String> SHA1_SIGNATURES = Set.of("1.2.840.113549.1.1.5", "1.2.840.10045.4.1");
    private static final Set<String> DIGESTS =
            Set.of(SHA1, "2.16.840.1.101.3.4.2.1", "2.16.840.1.101.3.4.2.2", "2.16.840.1.101.3.4.2.3");
    /** RSA with PKCS #1 padding and ECDSA, with or without the digest in the name. */
    private static final Set<String> SIGNATURES = Set.of(
            "1.2.840.113549.1.1.1",
            "1.2.840.113549.1.1.5",
            "1.2.840.113549.1.1.11",
            "1.2.840.113549.1.1.12",
            "1.2.840.113549.1.1.13",
            "1.2.840.10045.2.1",
            "1.2.840.10045.4.1",
            "1.2.840.10045.4.3.2",
            "1.2.840.10045.4.3.3",
            "1.2.840.10045.4.3.4");

    private CmsSignatures() {}

    /**
     * A good signature.
     *
     * @param strong false if it is by SHA-1, as Windows' certreq signs: enough to prove the possession of an old key, whose
     *     owner made what is signed; not enough for an agent, who signs what others made
     */
    public record Signature(X509Certificate certificate, boolean strong) {}

    /** Something signed, with its signatures. */
    public record Signed(byte[] content, List<Signature> signatures) {
        public Signed {
            signatures = List.copyOf(signatures);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Signed that && Arrays.equals(content, that.content);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(content);
        }
    }

    /**
     * Reads a signed message with its content inside, and checks all signatures.
     *
     * @param der at most 128 KiB
     * @throws IllegalArgumentException if it is none, or one of the signatures is not good
     */
    @SuppressWarnings("IllegalCatch") // ASN.1 that is broken shows in many ways, and all mean the same.
    public static Signed read(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a signed message has at most " + LIMIT_BYTES + " bytes here");
        }
        try {
            CMSSignedData signed = new CMSSignedData(der);
            if (signed.getSignedContent() == null) {
                throw new IllegalArgumentException(
                        "what was signed is not inside; sign with: openssl cms -sign -nodetach");
            }
            return new Signed((byte[]) signed.getSignedContent().getContent(), of(signed, Optional.empty()));
        } catch (CMSException
                | GeneralSecurityException
                | IOException
                | OperatorCreationException
                | RuntimeException e) {
            throw new IllegalArgumentException("not a signed message (CMS, DER): " + e.getMessage(), e);
        }
    }

    /** {@code own}: the key of a signer that has no certificate yet. */
    static List<Signature> of(CMSSignedData signed, Optional<PublicKey> own)
            throws CMSException, GeneralSecurityException, IOException, OperatorCreationException {
        if (signed.getSignerInfos().size() > SIGNATURES_LIMIT) {
            throw new IllegalArgumentException("more than " + SIGNATURES_LIMIT + " signatures");
        }
        List<Signature> signatures = new ArrayList<>();
        for (SignerInformation signer : signed.getSignerInfos()) {
            Optional<X509Certificate> certificate = certificate(signed, signer);
            PublicKey key = certificate
                    .map(X509Certificate::getPublicKey)
                    .or(() -> own)
                    .orElseThrow(() -> new IllegalArgumentException("the certificate of a signature is missing"));
            PublicKeys.read(key.getEncoded());
            if (!DIGESTS.contains(signer.getDigestAlgOID())
                    || !SIGNATURES.contains(signer.getEncryptionAlgOID())
                    || !signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(key))) {
                throw new IllegalArgumentException("a signature is not good");
            }
            certificate.ifPresent(found -> signatures.add(new Signature(found, isStrong(signer))));
        }
        return signatures;
    }

    private static boolean isStrong(SignerInformation signer) {
        return !signer.getDigestAlgOID().equals(SHA1) && !SHA1_SIGNATURES.contains(signer.getEncryptionAlgOID());
    }

    private static Optional<X509Certificate> certificate(CMSSignedData signed, SignerInformation signer)
            throws GeneralSecurityException, IOException {
        for (X509CertificateHolder found : signed.getCertificates().getMatches(null)) {
            if (signer.getSID().match(found)) {
                return Optional.of((X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(found.getEncoded())));
            }
        }
        return Optional.empty();
    }
}
