package org.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigInteger;
import java.security.interfaces.RSAPublicKey;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.LintCheck;
import org.sealpost.identity.LintFault;

/** What is well-formed and so large that looking at it would cost too much. */
class LintLimitsTest {
    @Test
    void aPublicExponentHasAtMost256Bits() throws IOException {
        BigInteger modulus = ((RSAPublicKey) KeyPairs.generate("RSA-2048").getPublic()).getModulus();

        assertThat(KeyLint.faults(key(modulus, BigInteger.ONE.shiftLeft(255).add(BigInteger.ONE))))
                .isEmpty();
        assertThat(KeyLint.faults(key(modulus, BigInteger.ONE.shiftLeft(256).add(BigInteger.ONE))))
                .extracting(LintFault::check)
                .containsExactly(LintCheck.RSA_EXPONENT_UNFIT);
    }

    @Test
    void aHostNameOfManyThousandLabelsIsNone() {
        GeneralName host = new GeneralName(GeneralName.dNSName, "a.".repeat(50_000) + "example.org");

        assertThat(LintNames.isHost(host)).isFalse();
        assertThat(LintNames.isHost(new GeneralName(GeneralName.dNSName, "a.".repeat(120) + "example.org")))
                .isTrue();
    }

    /** Found by Jazzer: a key whose bit string does not end at an octet. */
    @Test
    void aKeyOfBrokenBitsIsWeakAndNoBug() {
        SubjectPublicKeyInfo broken = SubjectPublicKeyInfo.getInstance(new DERSequence(new ASN1Encodable[] {
            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
            new DERBitString(new byte[] {2, 4}, 3)
        }));

        assertThat(KeyLint.faults(broken)).extracting(LintFault::check).containsExactly(LintCheck.KEY_IS_WEAK);
    }

    private static SubjectPublicKeyInfo key(BigInteger modulus, BigInteger exponent) throws IOException {
        return new SubjectPublicKeyInfo(
                new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                new org.bouncycastle.asn1.pkcs.RSAPublicKey(modulus, exponent));
    }
}
