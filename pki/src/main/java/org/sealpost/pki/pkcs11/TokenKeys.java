package org.sealpost.pki.pkcs11;

import java.io.IOException;
import java.math.BigInteger;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.sealpost.identity.KeyKind;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.KeyPairs;

/** Makes and reads keys in an open session: which kinds, with which properties. */
final class TokenKeys {
    private static final long RSA = 0;
    private static final long EC = 3;
    private static final long EDWARDS = 0x40;
    private static final int ID_BYTES = 16;
    private static final byte[] F4 = {1, 0, 1};
    /** An uncompressed point on P-256, P-384, P-521, and one on Edwards25519; else it is wrapped in an OCTET STRING. */
    private static final List<Integer> BARE_POINT_BYTES = List.of(65, 97, 133, 32);

    private final Cryptoki library;
    private final long session;

    TokenKeys(Cryptoki library, long session) {
        this.library = library;
        this.session = session;
    }

    /** The private key with this label; it must be the only one. */
    Optional<Long> privateKey(String label) throws CryptokiFailure {
        List<Long> found = library.find(
                session,
                List.of(
                        Attribute.of(Attribute.CLASS, Attribute.PRIVATE_KEY_CLASS),
                        Attribute.of(Attribute.LABEL, label)));
        if (found.size() > 1) {
            throw new AuthorityFailure("there are several private keys " + label + " in the token");
        }
        return found.stream().findFirst();
    }

    /** A key pair that stays in the token for good and cannot be taken out; gives its public half. */
    PublicKey generate(String label, KeyKind kind) throws CryptokiFailure {
        if (privateKey(label).isPresent()) {
            throw new AuthorityFailure("there is a key " + label + " in the token already; it is not made anew");
        }
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        List<Attribute> open = new ArrayList<>(List.of(
                Attribute.of(Attribute.TOKEN, true),
                Attribute.of(Attribute.LABEL, label),
                new Attribute(Attribute.ID, id),
                Attribute.of(Attribute.VERIFY, true)));
        List<Attribute> closed = List.of(
                Attribute.of(Attribute.TOKEN, true),
                Attribute.of(Attribute.PRIVATE, true),
                Attribute.of(Attribute.SENSITIVE, true),
                Attribute.of(Attribute.EXTRACTABLE, false),
                Attribute.of(Attribute.SIGN, true),
                Attribute.of(Attribute.LABEL, label),
                new Attribute(Attribute.ID, id));
        Mechanism mechanism = mechanism(kind);
        open.addAll(parameters(kind));
        return publicKey(library.generate(session, mechanism, open, closed)[0]);
    }

    private static Mechanism mechanism(KeyKind kind) {
        if (kind.isRsa()) {
            return Mechanism.MAKE_RSA;
        }
        if (kind.isEc()) {
            return Mechanism.MAKE_EC;
        }
        if (kind == KeyKind.ED25519) {
            return Mechanism.MAKE_EDWARDS;
        }
        throw new AuthorityFailure("a token (PKCS #11 2.40) makes no keys of kind " + kind.word());
    }

    private static List<Attribute> parameters(KeyKind kind) {
        return switch (kind) {
            case RSA_2048 -> rsa(2048);
            case RSA_3072 -> rsa(3072);
            case RSA_4096 -> rsa(4096);
            case EC_P256 -> curve(SECObjectIdentifiers.secp256r1);
            case EC_P384 -> curve(SECObjectIdentifiers.secp384r1);
            case EC_P521 -> curve(SECObjectIdentifiers.secp521r1);
            default -> curve(EdECObjectIdentifiers.id_Ed25519);
        };
    }

    private static List<Attribute> rsa(long bits) {
        return List.of(
                Attribute.of(Attribute.MODULUS_BITS, bits), new Attribute(Attribute.PUBLIC_EXPONENT, F4.clone()));
    }

    private static List<Attribute> curve(ASN1ObjectIdentifier curve) {
        try {
            return List.of(new Attribute(Attribute.EC_PARAMS, curve.getEncoded("DER")));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public half of a private key: the object with the same identifier, or with the same label. */
    PublicKey publicKeyOf(long privateKey, String label) throws CryptokiFailure {
        byte[] id = library.attribute(session, privateKey, Attribute.ID);
        List<Long> found = id.length == 0 ? List.of() : publicKeys(new Attribute(Attribute.ID, id));
        if (found.isEmpty()) {
            found = publicKeys(Attribute.of(Attribute.LABEL, label));
        }
        if (found.size() != 1) {
            throw new AuthorityFailure("the token has " + (found.isEmpty() ? "no public key" : "several public keys")
                    + " for its private key " + label);
        }
        return publicKey(found.getFirst());
    }

    private List<Long> publicKeys(Attribute by) throws CryptokiFailure {
        return library.find(session, List.of(Attribute.of(Attribute.CLASS, Attribute.PUBLIC_KEY_CLASS), by));
    }

    private PublicKey publicKey(long object) throws CryptokiFailure {
        long type = java.nio.ByteBuffer.wrap(library.attribute(session, object, Attribute.KEY_TYPE))
                .order(java.nio.ByteOrder.nativeOrder())
                .getLong();
        try {
            return KeyPairs.publicKey(info(object, type).getEncoded("DER"));
        } catch (IOException e) {
            throw new AuthorityFailure("the token gives a public key that cannot be read", e);
        }
    }

    private SubjectPublicKeyInfo info(long object, long type) throws CryptokiFailure, IOException {
        if (type == RSA) {
            return new SubjectPublicKeyInfo(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                    new RSAPublicKey(number(object, Attribute.MODULUS), number(object, Attribute.PUBLIC_EXPONENT)));
        }
        byte[] point = point(library.attribute(session, object, Attribute.EC_POINT));
        if (type == EC) {
            ASN1Primitive curve = ASN1Primitive.fromByteArray(library.attribute(session, object, Attribute.EC_PARAMS));
            return new SubjectPublicKeyInfo(new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, curve), point);
        }
        if (type == EDWARDS) {
            return new SubjectPublicKeyInfo(new AlgorithmIdentifier(EdECObjectIdentifiers.id_Ed25519), point);
        }
        throw new AuthorityFailure("the key in the token is of a kind that authorities do not use: " + type);
    }

    private BigInteger number(long object, long type) throws CryptokiFailure {
        return new BigInteger(1, library.attribute(session, object, type));
    }

    private static byte[] point(byte[] value) {
        return BARE_POINT_BYTES.contains(value.length)
                ? Arrays.copyOf(value, value.length)
                : ASN1OctetString.getInstance(value).getOctets();
    }
}
