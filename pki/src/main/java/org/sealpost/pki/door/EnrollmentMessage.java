package org.sealpost.pki.door;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cmc.CMCObjectIdentifiers;
import org.bouncycastle.asn1.cmc.PKIData;
import org.bouncycastle.asn1.cmc.TaggedCertificationRequest;
import org.bouncycastle.asn1.cmc.TaggedRequest;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.cms.CMSException;
import org.bouncycastle.cms.CMSSignedData;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.sealpost.pki.door.CmsSignatures.Signature;
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
    private static final int NESTING_LIMIT = 3;

    public EnrollmentMessage {
        signatures = List.copyOf(signatures);
        names = List.copyOf(names);
    }

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
        if (levels == 0 || signed.getSignedContent() == null) {
            throw new IllegalArgumentException("expected at most " + NESTING_LIMIT + " envelopes around a request");
        }
        byte[] content = (byte[]) signed.getSignedContent().getContent();
        EnrollmentMessage inner = CMCObjectIdentifiers.id_cct_PKIData.getId().equals(signed.getSignedContentTypeOID())
                ? cmc(PKIData.getInstance(content))
                : read(data(signed, content), levels - 1);
        // A first CMC request is signed by the key that it asks for, which has no certificate yet.
        return inner.signed(CmsSignatures.of(signed, Optional.of(inner.request().key())));
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
}
