package org.sealpost.pki.path;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentVerifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.sealpost.identity.Fingerprint;

/** Checks signatures of certificates and the like, each pair once, and not too many for one question. */
public final class Signatures {
    static final int CHECKS_LIMIT = 256;

    /** As many as an honest chain needs are made however busy the machine is. */
    private static final int UNTIMED_CHECKS = 16;

    private static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private final Map<String, Boolean> known = new HashMap<>();
    private final Deadline deadline;
    private int checks;

    Signatures(Deadline deadline) {
        this.deadline = deadline;
    }

    /**
     * Whether the key signed the certificate.
     *
     * @throws Deadline.Exceeded if the limits of one question are used up
     */
    boolean isSigned(PathCertificate certificate, SubjectPublicKeyInfo key) throws IOException {
        String pair = certificate.fingerprint() + Fingerprint.of(key.getEncoded());
        Boolean before = known.get(pair);
        if (before != null) {
            return before;
        }
        if (checks >= UNTIMED_CHECKS) {
            deadline.check();
        }
        if (++checks > CHECKS_LIMIT) {
            throw new Deadline.Exceeded("more than " + CHECKS_LIMIT + " signatures to check");
        }
        byte[] signed = certificate.structure().getTBSCertificate().getEncoded();
        boolean result = isGood(
                key,
                certificate.structure().getSignatureAlgorithm(),
                signed,
                0,
                signed.length,
                certificate.signature());
        known.put(pair, result);
        return result;
    }

    /** Whether a certificate bears its own name as issuer and its own key's signature. */
    public static boolean isSelfSigned(PathCertificate certificate) {
        try {
            byte[] signed = certificate.structure().getTBSCertificate().getEncoded();
            return certificate.isSelfIssued()
                    && isGood(
                            certificate.publicKey(),
                            certificate.structure().getSignatureAlgorithm(),
                            signed,
                            0,
                            signed.length,
                            certificate.signature());
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the key made this signature over a part of the bytes; false whatever is wrong with any of them. */
    @SuppressWarnings("IllegalCatch") // Whatever a provider throws on hostile keys and signatures means no.
    public static boolean isGood(
            SubjectPublicKeyInfo key,
            AlgorithmIdentifier algorithm,
            byte[] content,
            int offset,
            int length,
            byte[] signature) {
        if (Algorithms.costFault(key).isPresent()) {
            return false;
        }
        try {
            ContentVerifier verifier = verifier(key, algorithm);
            verifier.getOutputStream().write(content, offset, length);
            return verifier.verify(signature);
        } catch (IOException | OperatorCreationException | RuntimeException e) {
            return false;
        }
    }

    /** The platform's own arithmetic first, which is faster; Bouncy Castle knows more algorithms. */
    @SuppressWarnings("IllegalCatch") // As above.
    private static ContentVerifier verifier(SubjectPublicKeyInfo key, AlgorithmIdentifier algorithm)
            throws OperatorCreationException {
        try {
            return new JcaContentVerifierProviderBuilder().build(key).get(algorithm);
        } catch (OperatorCreationException | RuntimeException e) {
            return new JcaContentVerifierProviderBuilder()
                    .setProvider(BOUNCY_CASTLE)
                    .build(key)
                    .get(algorithm);
        }
    }

    /** A DSA key may take its parameters from the authority above (RFC 5280 section 6.1.4 (d)). */
    static SubjectPublicKeyInfo working(SubjectPublicKeyInfo own, SubjectPublicKeyInfo above) {
        ASN1Encodable parameters = own.getAlgorithm().getParameters();
        boolean inherits = own.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)
                && above.getAlgorithm().getAlgorithm().equals(X9ObjectIdentifiers.id_dsa)
                && (parameters == null || DERNull.INSTANCE.equals(parameters));
        if (!inherits) {
            return own;
        }
        return new SubjectPublicKeyInfo(
                above.getAlgorithm(), own.getPublicKeyData().getOctets());
    }
}
