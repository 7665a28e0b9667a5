package org.sealpost.pki;

import java.math.BigInteger;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECPoint;
import java.security.spec.EllipticCurve;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.sealpost.identity.LintCheck;
import org.sealpost.identity.LintFault;

/** Looks over a public key: strong enough, of a kind that the house certifies, and made as such keys are made. */
final class KeyLint {
    private static final int RSA_LEAST_BITS = 2048;
    private static final int RSA_LIMIT_BITS = 8192;
    private static final BigInteger F4 = BigInteger.valueOf(65537);

    /** FIPS 186-5 appendix A.1.1; a larger one makes each check of a signature slow. */
    private static final int EXPONENT_LIMIT_BITS = 256;

    private static final Set<ASN1ObjectIdentifier> CURVES =
            Set.of(SECObjectIdentifiers.secp256r1, SECObjectIdentifiers.secp384r1, SECObjectIdentifiers.secp521r1);
    private static final Set<ASN1ObjectIdentifier> WITHOUT_PARAMETERS = Set.of(
            EdECObjectIdentifiers.id_Ed25519,
            NISTObjectIdentifiers.id_ml_dsa_44,
            NISTObjectIdentifiers.id_ml_dsa_65,
            NISTObjectIdentifiers.id_ml_dsa_87,
            NISTObjectIdentifiers.id_alg_ml_kem_512,
            NISTObjectIdentifiers.id_alg_ml_kem_768,
            NISTObjectIdentifiers.id_alg_ml_kem_1024);

    /** Up to 751, as SP 800-89 section 5.3.3 asks. */
    private static final List<Integer> SMALL_PRIMES = IntStream.rangeClosed(3, 751)
            .filter(number -> BigInteger.valueOf(number).isProbablePrime(30))
            .boxed()
            .toList();

    private static final BigInteger SMALL_PRODUCT =
            SMALL_PRIMES.stream().map(BigInteger::valueOf).reduce(BigInteger.TWO, BigInteger::multiply);

    /** Of the primes up to 167: the residues that keys of the chips leave, the powers of 65537 (CVE-2017-15361). */
    private static final Map<Integer, Set<Integer>> CHIP_RESIDUES = SMALL_PRIMES.stream()
            .filter(prime -> prime <= 167)
            .collect(Collectors.toMap(prime -> prime, KeyLint::powers));

    private final List<LintFault> faults = new ArrayList<>();

    private KeyLint() {}

    static List<LintFault> faults(SubjectPublicKeyInfo key) {
        KeyLint lint = new KeyLint();
        ASN1ObjectIdentifier kind = key.getAlgorithm().getAlgorithm();
        if (kind.equals(PKCSObjectIdentifiers.rsaEncryption)) {
            lint.rsa(key);
        } else if (kind.equals(X9ObjectIdentifiers.id_ecPublicKey)) {
            lint.ec(key);
        } else if (!WITHOUT_PARAMETERS.contains(kind)) {
            lint.fault(LintCheck.KEY_IS_WEAK, kind.getId());
        }
        return lint.faults;
    }

    private void fault(LintCheck check, String... facts) {
        faults.add(new LintFault(check, List.of(facts)));
    }

    private void rsa(SubjectPublicKeyInfo key) {
        RSAPublicKey rsa;
        try {
            rsa = RSAPublicKey.getInstance(key.parsePublicKey());
        } catch (java.io.IOException | IllegalArgumentException | IllegalStateException e) {
            fault(LintCheck.KEY_IS_WEAK, "not a readable RSA key");
            return;
        }
        BigInteger modulus = rsa.getModulus();
        int bits = modulus.bitLength();
        if (modulus.signum() <= 0 || bits < RSA_LEAST_BITS || bits > RSA_LIMIT_BITS || bits % 8 != 0) {
            fault(LintCheck.KEY_IS_WEAK, "RSA-" + bits);
        }
        BigInteger exponent = rsa.getPublicExponent();
        if (!exponent.testBit(0) || exponent.compareTo(F4) < 0 || exponent.bitLength() > EXPONENT_LIMIT_BITS) {
            fault(LintCheck.RSA_EXPONENT_UNFIT, shortened(exponent));
        }
        if (bits <= RSA_LIMIT_BITS) {
            modulus(modulus);
        }
    }

    private static String shortened(BigInteger number) {
        return number.bitLength() > EXPONENT_LIMIT_BITS ? "of " + number.bitLength() + " bits" : number.toString();
    }

    private void modulus(BigInteger modulus) {
        if (modulus.signum() <= 0 || !modulus.gcd(SMALL_PRODUCT).equals(BigInteger.ONE) || isSquare(modulus)) {
            fault(LintCheck.RSA_MODULUS_UNFIT);
        } else if (CHIP_RESIDUES.entrySet().stream()
                .allMatch(one -> one.getValue()
                        .contains(modulus.mod(BigInteger.valueOf(one.getKey())).intValue()))) {
            fault(LintCheck.RSA_KEY_FROM_BROKEN_CHIP);
        }
    }

    /** An odd square leaves 1 modulo 8, so that most keys need no root. */
    private static boolean isSquare(BigInteger odd) {
        return !odd.testBit(1) && !odd.testBit(2) && odd.sqrt().pow(2).equals(odd);
    }

    private static Set<Integer> powers(int prime) {
        Set<Integer> powers = new java.util.HashSet<>();
        int power = 1;
        while (powers.add(power)) {
            power = (int) ((long) power * (65537 % prime) % prime);
        }
        return Set.copyOf(powers);
    }

    @SuppressWarnings("IllegalCatch") // Whatever a provider throws on such a point means that it is none.
    private void ec(SubjectPublicKeyInfo key) {
        if (!(key.getAlgorithm().getParameters() instanceof ASN1ObjectIdentifier curve) || !CURVES.contains(curve)) {
            fault(LintCheck.KEY_IS_WEAK, "a curve other than P-256, P-384, P-521");
            return;
        }
        try {
            if (!(KeyPairs.publicKey(key.getEncoded("DER")) instanceof ECPublicKey ec) || !isOnCurve(ec)) {
                fault(LintCheck.EC_POINT_UNFIT);
            }
        } catch (java.io.IOException | RuntimeException e) {
            fault(LintCheck.EC_POINT_UNFIT);
        }
    }

    /** y² = x³ + ax + b, with both coordinates below the prime. On these curves every such point generates the whole group. */
    private static boolean isOnCurve(ECPublicKey key) {
        EllipticCurve curve = key.getParams().getCurve();
        BigInteger prime = ((ECFieldFp) curve.getField()).getP();
        ECPoint point = key.getW();
        BigInteger x = point.getAffineX();
        BigInteger y = point.getAffineY();
        BigInteger right = x.pow(3).add(curve.getA().multiply(x)).add(curve.getB());
        return x.signum() >= 0
                && y.signum() >= 0
                && x.compareTo(prime) < 0
                && y.compareTo(prime) < 0
                && y.multiply(y).subtract(right).mod(prime).signum() == 0;
    }
}
