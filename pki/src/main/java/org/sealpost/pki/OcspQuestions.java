package org.sealpost.pki;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.x509.Extension;

/**
 * What somebody asks a responder (RFC 6960 section 4.1).
 *
 * @param nonce the extension, DER, which the answer repeats, so that the asker knows that it is fresh
 */
record OcspQuestions(List<Question> questions, Optional<byte[]> nonce) {
    private static final int LIMIT_BYTES = 16 * 1024;
    private static final int QUESTIONS_LIMIT = 20;
    private static final int NONCE_LIMIT_BYTES = 131;

    /** About one certificate; {@code der} is how the answer names it. */
    record Question(CertID id, byte[] der) {
        private static Question of(CertID id) {
            try {
                return new Question(id, id.getEncoded(ASN1Encoding.DER));
            } catch (IOException e) {
                throw new IllegalArgumentException("not the name of a certificate", e);
            }
        }
    }

    /** Empty for what is no request, or asks too much. */
    @SuppressWarnings("IllegalCatch") // Whatever a library throws on hostile bytes is a malformed request.
    static Optional<OcspQuestions> read(byte[] request) {
        if (request.length > LIMIT_BYTES) {
            return Optional.empty();
        }
        try {
            TBSRequest content = OCSPRequest.getInstance(ASN1Primitive.fromByteArray(request))
                    .getTbsRequest();
            int count = content.getRequestList().size();
            if (count == 0 || count > QUESTIONS_LIMIT) {
                return Optional.empty();
            }
            List<Question> questions = StreamSupport.stream(
                            content.getRequestList().spliterator(), false)
                    .map(one -> Question.of(Request.getInstance(one).getReqCert()))
                    .toList();
            return Optional.of(new OcspQuestions(questions, nonce(content)));
        } catch (IOException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> nonce(TBSRequest content) {
        // RFC 9654 section 2.1: 1 to 128 octets and their own tag and length; a longer one is left unanswered rather
        // than echoed.
        return Optional.ofNullable(content.getRequestExtensions())
                .flatMap(all -> Optional.ofNullable(all.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce)))
                .filter(extension -> extension.getExtnValue().getOctets().length <= NONCE_LIMIT_BYTES)
                .map(OcspQuestions::encoded);
    }

    private static byte[] encoded(Extension extension) {
        return DerWriter.of(extension);
    }

    /** Whether its answer may be given to everybody who asks the same. */
    boolean isPlain() {
        return nonce.isEmpty() && questions.size() == 1;
    }
}
