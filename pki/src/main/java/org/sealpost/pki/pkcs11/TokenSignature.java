package org.sealpost.pki.pkcs11;

import java.io.IOException;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.sealpost.identity.SignatureScheme;

/**
 * How a token is asked for a signature: the digest is made here, so that a list of a million revocations does not go through the
 * token.
 *
 * @param input what the token signs
 */
record TokenSignature(Mechanism mechanism, byte[] input, boolean twoNumbers) {
    /**
     * What to ask for this signature.
     *
     * @throws IllegalArgumentException if tokens do not sign so
     */
    static TokenSignature of(SignatureScheme scheme, byte[] content) {
        return switch (scheme) {
            case RSA_SHA256 -> pkcs1("SHA-256", NISTObjectIdentifiers.id_sha256, content);
            case RSA_SHA384 -> pkcs1("SHA-384", NISTObjectIdentifiers.id_sha384, content);
            case RSA_SHA512 -> pkcs1("SHA-512", NISTObjectIdentifiers.id_sha512, content);
            case RSASSA_PSS_SHA256 -> pss("SHA-256", content);
            case RSASSA_PSS_SHA384 -> pss("SHA-384", content);
            case RSASSA_PSS_SHA512 -> pss("SHA-512", content);
            case ECDSA_SHA256 -> ecdsa("SHA-256", content);
            case ECDSA_SHA384 -> ecdsa("SHA-384", content);
            case ECDSA_SHA512 -> ecdsa("SHA-512", content);
            case ED25519 -> new TokenSignature(Mechanism.EDDSA, content, false);
            case ML_DSA_44, ML_DSA_65, ML_DSA_87 ->
                throw new IllegalArgumentException("a token (PKCS #11 2.40) does not sign with " + scheme.word());
        };
    }

    private static TokenSignature pkcs1(String digest, ASN1ObjectIdentifier oid, byte[] content) {
        try {
            DigestInfo info = new DigestInfo(new AlgorithmIdentifier(oid, DERNull.INSTANCE), digest(digest, content));
            return new TokenSignature(Mechanism.RSA_PKCS1, info.getEncoded("DER"), false);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TokenSignature pss(String digest, byte[] content) {
        byte[] hash = digest(digest, content);
        return new TokenSignature(Mechanism.pss(hash.length), hash, false);
    }

    private static TokenSignature ecdsa(String digest, byte[] content) {
        return new TokenSignature(Mechanism.ECDSA, digest(digest, content), true);
    }

    private static byte[] digest(String name, byte[] content) {
        try {
            return MessageDigest.getInstance(name).digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As it stands in a certificate: of ECDSA a token gives two numbers in a row, X.509 wants a sequence (RFC 3279 2.2.3). */
    byte[] encoded(byte[] signed) {
        if (!twoNumbers) {
            return signed;
        }
        int half = signed.length / 2;
        try {
            return new DERSequence(new ASN1Encodable[] {
                        new ASN1Integer(new BigInteger(1, Arrays.copyOf(signed, half))),
                        new ASN1Integer(new BigInteger(1, Arrays.copyOfRange(signed, half, signed.length)))
                    })
                    .getEncoded("DER");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
