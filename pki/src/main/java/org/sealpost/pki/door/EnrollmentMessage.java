package org.sealpost.pki.door;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cmc.CMCObjectIdentifiers;
import org.bouncycastle.asn1.cmc.PKIData;
import org.bouncycastle.asn1.cmc.TaggedCertificationRequest;
import org.bouncycastle.asn1.cmc.TaggedRequest;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.cms.SignerInformation;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.sealpost.pki.door.RequestedTemplate.Pair;

/**
 * A request for a certificate with the signatures of others around it: PKCS #10 alone, PKCS #10 signed as CMS, or a full CMC
 * request (RFC 5272 section 3.2, MS-WCCE 2.2.2.6). The old key signs a renewal, an agent signs for others.
 *
 * @param signatures were checked; whether their certificates count was not
 * @param template name or object identifier of the template it asks for
 * @param names of whom it speaks, in lower case: what an agent said first, then those of the request
 * @param bodyPart number of the request inside a CMC request, 1 in other forms
 */
public record EnrollmentMessage(
        SigningRequest request,
        List<Signature> signatures,
        Optional<String> template,
        List<String> names,
        long bodyPart) {
    private static final int LIMIT_BYTES = 128 * 1024;
    private static final int SIGNATURES_LIMIT = 9;
    private static final int NESTING_LIMIT = 3;
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

    public EnrollmentMessage {
        signatures = List.copyOf(signatures);
        names = List.copyOf(names);
    }

    /**
     * A good signature around the request.
     *
     * @param strong false if it is by SHA-1, as Windows' certreq signs: enough to prove the possession of an old key, whose
     *     owner made the request; not enough for an agent, who signs what others made
     */
    public record Signature(X509Certificate certificate, boolean strong) {}

    /**
     * Reads a request in any of the forms and checks all its signatures.
     *
     * @param der at most 128 KiB
     * @throws IllegalArgumentException if it is none, or one of the signatures is not good
     */
    @SuppressWarnings("IllegalCatch") // ASN.1 that is broken shows in many ways, and all mean the same.
    public static EnrollmentMessage read(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a certificate request has at most " + LIMIT_BYTES + " bytes");
        }
        try {
            return read(der, NESTING_LIMIT);
        } catch (CMSException
                | GeneralSecurityException
                | IOException
                | OperatorCreationException
                | RuntimeException e) {
            throw new IllegalArgumentException("not a certificate request: " + e.getMessage(), e);
        }
    }

    private static EnrollmentMessage read(byte[] der, int levels)
            throws CMSException, GeneralSecurityException, IOException, OperatorCreationException {
        if (!(ASN1Sequence.getInstance(der).getObjectAt(0) instanceof ASN1ObjectIdentifier)) {
            return plain(der, List.of(), 1);
        }
        CMSSignedData signed = new CMSSignedData(der);
        if (levels == 0
                || signed.getSignedContent() == null
                || signed.getSignerInfos().size() > SIGNATURES_LIMIT) {
            throw new IllegalArgumentException("expected at most " + NESTING_LIMIT
                    + " envelopes around a request, with " + SIGNATURES_LIMIT + " signatures each");
        }
        byte[] content = (byte[]) signed.getSignedContent().getContent();
        EnrollmentMessage inner = CMCObjectIdentifiers.id_cct_PKIData.getId().equals(signed.getSignedContentTypeOID())
                ? cmc(PKIData.getInstance(content))
                : read(data(signed, content), levels - 1);
        return inner.signed(signatures(signed, inner.request().key()));
    }

    private static byte[] data(CMSSignedData signed, byte[] content) {
        if (!CMSObjectIdentifiers.data.getId().equals(signed.getSignedContentTypeOID())) {
            throw new IllegalArgumentException("expected a request inside, not " + signed.getSignedContentTypeOID());
        }
        return content;
    }

    private static EnrollmentMessage cmc(PKIData data) throws IOException {
        TaggedRequest[] requests = data.getReqSequence();
        if (requests.length != 1 || requests[0].getTagNo() != TaggedRequest.TCR) {
            throw new IllegalArgumentException("expected one PKCS #10 request in the CMC request");
        }
        TaggedCertificationRequest tagged = TaggedCertificationRequest.getInstance(requests[0].getValue());
        return plain(
                tagged.getCertificationRequest().getEncoded(),
                RequestedTemplate.pairs(data),
                tagged.getBodyPartID().getID());
    }

    private static EnrollmentMessage plain(byte[] der, List<Pair> outer, long bodyPart) throws IOException {
        SigningRequest request = SigningRequest.read(der);
        PKCS10CertificationRequest parsed = new PKCS10CertificationRequest(der);
        List<Pair> pairs = new ArrayList<>(outer);
        pairs.addAll(RequestedTemplate.pairs(parsed));
        List<String> names = new ArrayList<>(RequestedTemplate.requesters(pairs));
        names.addAll(request.names());
        return new EnrollmentMessage(request, List.of(), RequestedTemplate.of(parsed, pairs), names, bodyPart);
    }

    private EnrollmentMessage signed(List<Signature> more) {
        List<Signature> all = new ArrayList<>(more);
        all.addAll(signatures);
        return new EnrollmentMessage(request, all, template, names, bodyPart);
    }

    private static List<Signature> signatures(CMSSignedData signed, PublicKey own)
            throws CMSException, GeneralSecurityException, IOException, OperatorCreationException {
        List<Signature> signatures = new ArrayList<>();
        for (SignerInformation signer : signed.getSignerInfos()) {
            Optional<X509Certificate> certificate = certificate(signed, signer);
            // A first CMC request is signed by the key that it asks for, which has no certificate yet.
            PublicKey key = certificate.map(X509Certificate::getPublicKey).orElse(own);
            PublicKeys.read(key.getEncoded());
            if (!DIGESTS.contains(signer.getDigestAlgOID())
                    || !SIGNATURES.contains(signer.getEncryptionAlgOID())
                    || !signer.verify(new JcaSimpleSignerInfoVerifierBuilder().build(key))) {
                throw new IllegalArgumentException("a signature around the request is not good");
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
