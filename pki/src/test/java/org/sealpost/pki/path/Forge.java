package org.sealpost.pki.path;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.sealpost.identity.Fingerprint;

/** Makes certificates field by field, right ones and every kind of wrong one that a library would refuse to make. */
public final class Forge {
    public static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private static final AtomicLong SERIALS = new AtomicLong(1_000);
    private static final List<KeyPair> KEYS = new ArrayList<>();

    private final String name;
    private final KeyPair key;
    private final Map<ASN1ObjectIdentifier, Extension> extensions = new LinkedHashMap<>();
    private final List<Extension> more = new ArrayList<>();
    private String issuer;
    private KeyPair signer;
    private String algorithm = "SHA256withECDSA";
    private BigInteger serial = BigInteger.valueOf(SERIALS.incrementAndGet());
    private Time from = new Time(Date.from(NOW.minus(Duration.ofDays(1))));
    private Time until = new Time(Date.from(NOW.plus(Duration.ofDays(100))));
    private int version = 2;
    private boolean foreignAlgorithm;
    private boolean wrongSignature;

    private Forge(String name, KeyPair key) {
        this.name = name;
        this.key = key;
        this.issuer = name;
        this.signer = key;
    }

    /** A root of this name that signs itself. */
    public static Forge root(String name) {
        return new Forge(name, ec()).authority();
    }

    /** An authority below this one. */
    public Forge authority(String below) {
        return new Forge(below, ec()).authority().by(this);
    }

    /** A person's certificate for mail. */
    public Forge person(String address) {
        return new Forge("CN=" + address, ec())
                .by(this)
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
                .names(new GeneralName(GeneralName.rfc822Name, address));
    }

    /** A server's certificate. */
    public Forge server(GeneralName... names) {
        return new Forge("CN=server", ec())
                .by(this)
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .with(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
                .names(names);
    }

    public Forge withKey(KeyPair other, String signatureAlgorithm) {
        Forge copy = new Forge(name, other);
        copy.extensions.putAll(extensions);
        copy.issuer = issuer;
        copy.signer = signer == key ? other : signer;
        copy.algorithm = signer == key ? signatureAlgorithm : algorithm;
        return copy.with(Extension.subjectKeyIdentifier, false, identifier(other));
    }

    private Forge authority() {
        return with(Extension.basicConstraints, true, new BasicConstraints(true))
                .with(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
                .with(Extension.subjectKeyIdentifier, false, identifier(key));
    }

    private static SubjectKeyIdentifier identifier(KeyPair key) {
        byte[] hash =
                java.util.HexFormat.of().parseHex(Fingerprint.of(key.getPublic().getEncoded()));
        return new SubjectKeyIdentifier(java.util.Arrays.copyOf(hash, 20));
    }

    /** Signed by that one. */
    public Forge by(Forge above) {
        this.issuer = above.name;
        this.signer = above.key;
        this.algorithm = signatureOf(above.key.getPrivate());
        return with(
                Extension.authorityKeyIdentifier,
                false,
                new AuthorityKeyIdentifier(identifier(above.key).getKeyIdentifier()));
    }

    private static String signatureOf(PrivateKey key) {
        return switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "DSA" -> "SHA256withDSA";
            default -> "SHA256withECDSA";
        };
    }

    public Forge names(GeneralName... names) {
        return with(Extension.subjectAlternativeName, name.isEmpty(), new GeneralNames(names));
    }

    public Forge with(ASN1ObjectIdentifier identifier, boolean critical, ASN1Encodable value) {
        try {
            extensions.put(
                    identifier,
                    new Extension(identifier, critical, value.toASN1Primitive().getEncoded()));
            return this;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public Forge raw(ASN1ObjectIdentifier identifier, boolean critical, byte... value) {
        extensions.put(identifier, new Extension(identifier, critical, value));
        return this;
    }

    public Forge twice(ASN1ObjectIdentifier identifier) {
        more.add(java.util.Objects.requireNonNull(extensions.get(identifier)));
        return this;
    }

    public Forge without(ASN1ObjectIdentifier identifier) {
        extensions.remove(identifier);
        return this;
    }

    public Forge serial(BigInteger number) {
        this.serial = number;
        return this;
    }

    public Forge issuer(String other) {
        this.issuer = other;
        return this;
    }

    public Forge signedWith(String signatureAlgorithm) {
        this.algorithm = signatureAlgorithm;
        return this;
    }

    public Forge version(int number) {
        this.version = number;
        return this;
    }

    public Forge dates(Instant first, Instant last) {
        this.from = new Time(Date.from(first));
        this.until = new Time(Date.from(last));
        return this;
    }

    public Forge until(Time time) {
        this.until = time;
        return this;
    }

    /** Beside the signature stands another algorithm than inside. */
    public Forge foreignAlgorithm() {
        this.foreignAlgorithm = true;
        return this;
    }

    public Forge wrongSignature() {
        this.wrongSignature = true;
        return this;
    }

    public Forge named(String other) {
        Forge copy = new Forge(other, key);
        copy.extensions.putAll(extensions);
        copy.issuer = issuer;
        copy.signer = signer;
        copy.algorithm = algorithm;
        return copy;
    }

    /** The same authority, certified by another. */
    public Forge crossed(Forge above) {
        return named(name).by(above);
    }

    public KeyPair key() {
        return key;
    }

    public String name() {
        return name;
    }

    public PathCertificate certificate() {
        return PathCertificate.of(der());
    }

    public byte[] der() {
        try {
            ContentSigner content = new JcaContentSignerBuilder(algorithm)
                    .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                    .build(signer.getPrivate());
            byte[] tbs = tbs(content.getAlgorithmIdentifier()).getEncoded("DER");
            content.getOutputStream().write(tbs);
            byte[] signature = content.getSignature();
            if (wrongSignature) {
                signature[signature.length - 1] ^= 1;
            }
            AlgorithmIdentifier outer = foreignAlgorithm
                    ? new AlgorithmIdentifier(new ASN1ObjectIdentifier("1.2.840.10045.4.3.3"))
                    : content.getAlgorithmIdentifier();
            return new DERSequence(new ASN1Encodable[] {
                        org.bouncycastle.asn1.ASN1Primitive.fromByteArray(tbs), outer, new DERBitString(signature)
                    })
                    .getEncoded("DER");
        } catch (IOException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    private DERSequence tbs(AlgorithmIdentifier inner) {
        ASN1EncodableVector all = new ASN1EncodableVector();
        if (version > 0) {
            all.add(new DERTaggedObject(true, 0, new ASN1Integer(version)));
        }
        all.add(new ASN1Integer(serial));
        all.add(inner);
        all.add(new X500Name(issuer));
        all.add(new DERSequence(new ASN1Encodable[] {from, until}));
        all.add(new X500Name(name));
        all.add(SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()));
        ASN1EncodableVector list = new ASN1EncodableVector();
        extensions.values().forEach(list::add);
        more.forEach(list::add);
        if (list.size() > 0) {
            all.add(new DERTaggedObject(true, 3, new DERSequence(list)));
        }
        return new DERSequence(all);
    }

    /** Keys are made once and used in turn; making one takes longer than the tests. */
    private static int next;

    public static synchronized KeyPair ec() {
        if (KEYS.size() < 40) {
            KEYS.add(make("EC", "secp256r1"));
        }
        return KEYS.get(next++ % KEYS.size());
    }

    public static KeyPair make(String kind, String parameter) {
        try {
            // For DSA the platform has parameters ready; Bouncy Castle would search for some, for minutes.
            KeyPairGenerator generator = kind.equals("EC")
                    ? KeyPairGenerator.getInstance(kind, new org.bouncycastle.jce.provider.BouncyCastleProvider())
                    : KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec(parameter));
            } else {
                generator.initialize(Integer.parseInt(parameter));
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
