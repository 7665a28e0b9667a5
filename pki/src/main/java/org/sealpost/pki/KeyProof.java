package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.XECPublicKey;
import java.util.Arrays;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;

/** Whether a private key is the other half of a public one, found out by using both. */
public final class KeyProof {
    private static final byte[] PROBE = {1, 2, 3};

    private KeyProof() {}

    /**
     * Tries them on each other.
     *
     * @throws GeneralSecurityException if one of them cannot be used at all
     */
    public static boolean belong(PrivateKey key, PublicKey other) throws GeneralSecurityException {
        if (other.getAlgorithm().startsWith("ML-KEM")) {
            KEM kem = KEM.getInstance("ML-KEM");
            KEM.Encapsulated made = kem.newEncapsulator(other).encapsulate();
            byte[] found =
                    kem.newDecapsulator(key).decapsulate(made.encapsulation()).getEncoded();
            return Arrays.equals(found, made.key().getEncoded());
        }
        if (other instanceof XECPublicKey curve) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("XDH");
            generator.initialize(curve.getParams());
            KeyPair probe = generator.generateKeyPair();
            return Arrays.equals(agreed(key, probe.getPublic()), agreed(probe.getPrivate(), other));
        }
        Signature signature = Signature.getInstance(
                switch (other.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC" -> "SHA256withECDSA";
                    default -> other.getAlgorithm();
                });
        signature.initSign(key);
        signature.update(PROBE);
        byte[] signed = signature.sign();
        signature.initVerify(other);
        signature.update(PROBE);
        return signature.verify(signed);
    }

    private static byte[] agreed(PrivateKey own, PublicKey other) throws GeneralSecurityException {
        KeyAgreement agreement = KeyAgreement.getInstance("XDH");
        agreement.init(own);
        agreement.doPhase(other, true);
        return agreement.generateSecret();
    }
}
