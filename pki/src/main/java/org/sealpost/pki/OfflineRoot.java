package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Domain;
import org.sealpost.pki.IssuedCertificates.Revocation;
import org.sealpost.pki.door.Pkcs12;
import org.sealpost.pki.door.SigningRequest;

/**
 * A root on a machine without network: its key and certificate lie in a file (PKCS #12) under a passphrase. It signs the
 * certificates of authorities and its CRL, and needs neither database nor server.
 */
public final class OfflineRoot {
    private static final String NAME = "root";
    private static final Duration VALIDITY = CertificateAuthority.ROOT_VALIDITY;
    private static final Duration BACKDATED = CertificateAuthority.BACKDATED;

    private final Authority root;

    private OfflineRoot(Authority root) {
        this.root = root;
    }

    /**
     * Makes a root.
     *
     * @param subject such as {@code O=Example Hospital, CN=Example Hospital Root CA}
     * @return the file
     */
    public static byte[] create(String subject, AuthorityPlan.Keys keys, char[] passphrase, Instant now) {
        KeyPair pair = KeyPairs.generate(keys.kind().word());
        AuthorityProfile profile = new AuthorityProfile(anywhere(URI.create("http://localhost")));
        byte[] der = new SelfSigned(
                        profile.root(
                                AuthorityProfile.Subject.of(name(subject), pair.getPublic()),
                                now.minus(BACKDATED),
                                now.plus(VALIDITY)),
                        AuthorityKeys.soft(pair.getPrivate(), keys.scheme()))
                .sign();
        return bundle(pair.getPrivate(), der, passphrase);
    }

    static byte[] bundle(PrivateKey key, byte[] certificate, char[] passphrase) {
        return Pkcs12.write(
                List.of(new Pkcs12.Entry("root", key, List.of(certificate))), passphrase, Pkcs12.Form.MODERN);
    }

    private static X500Name name(String subject) {
        try {
            return new X500Name(subject);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "expected a name such as 'O=Example Hospital, CN=Example Hospital Root CA': " + subject, e);
        }
    }

    private static PkiConfig anywhere(URI base) {
        return new PkiConfig(new Domain("offline.invalid"), "offline", base);
    }

    /**
     * Opens the file.
     *
     * @throws IllegalArgumentException if the passphrase does not open it, or it holds no root
     */
    public static OfflineRoot open(byte[] bundle, char[] passphrase) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(bundle), passphrase);
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, passphrase) instanceof PrivateKey key) {
                    X509Certificate certificate = (X509Certificate) store.getCertificate(alias);
                    return new OfflineRoot(new Authority(
                            NAME, certificate, AuthorityKeys.soft(key, SignatureAlgorithms.scheme(certificate))));
                }
            }
            throw new IllegalArgumentException("the file holds no key");
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("the file is not a PKCS #12 file that this passphrase opens", e);
        }
    }

    /** Its certificate, DER. */
    public byte[] certificate() {
        return CertificateAuthority.encoded(root.certificate());
    }

    /**
     * Where others find what the root publishes.
     *
     * @param base of the house: {@code http://pki.example.org}
     * @param name under which the house knows this root
     */
    public record Published(URI base, String name) {}

    /**
     * Signs the certificate of an authority that asked for it.
     *
     * @param request PKCS #10, DER
     * @throws IllegalArgumentException if the request is not signed by its own key
     * @throws AuthorityFailure if the certificate would break a rule of the profile
     */
    public byte[] sign(byte[] request, AuthorityLimits limits, Published published, Duration validity, Instant now) {
        SigningRequest asked = SigningRequest.read(request);
        Authority issuer = new Authority(published.name(), root.certificate(), root.key());
        try {
            X500Name subject = new PKCS10CertificationRequest(asked.der()).getSubject();
            return Prepared.check(
                            new AuthorityProfile(anywhere(published.base()))
                                    .subordinate(
                                            AuthorityProfile.Subject.of(subject, asked.key()),
                                            issuer,
                                            limits,
                                            now.minus(BACKDATED),
                                            AuthorityFoundry.end(issuer, validity, now)),
                            issuer,
                            CertificateLint.Kind.AUTHORITY,
                            List.of())
                    .sign();
        } catch (IOException e) {
            throw new IllegalArgumentException("not a certificate request (PKCS #10)", e);
        }
    }

    /**
     * Makes a CRL.
     *
     * @param before the last one, DER: whoever is in it stays revoked, and the number rises
     * @param revoked certificates that are revoked now, DER
     * @throws IllegalArgumentException if the last list, or a certificate, is not one of this root
     */
    public byte[] crl(Optional<byte[]> before, List<byte[]> revoked, Duration validity, Instant now) {
        List<Revocation> entries = new ArrayList<>();
        long last = 0;
        if (before.isPresent()) {
            X509CRL known = ListedEntries.crl(before.get());
            ListedEntries.requireSignedBy(known, root.certificate());
            entries.addAll(ListedEntries.entries(known));
            last = ListedEntries.number(known);
        }
        for (byte[] der : revoked) {
            X509Certificate certificate = CertificateAuthority.certificate(der);
            AuthorityChecking.require(
                    AuthorityChecking.isSigned(certificate, root.certificate()),
                    certificate.getSubjectX500Principal().getName() + " was not certified by this root");
            BigInteger serial = certificate.getSerialNumber();
            if (entries.stream().noneMatch(entry -> entry.serial().equals(serial))) {
                entries.add(new Revocation(serial, now, RevocationReason.UNSPECIFIED));
            }
        }
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(
                    Extension.cRLNumber, false, new ASN1Integer(Math.max(last + 1, now.getEpochSecond())));
            extensions.addExtension(Extension.authorityKeyIdentifier, false, root.keyIdentifier());
            return CrlEncoder.encode(
                    root,
                    now.minus(BACKDATED).truncatedTo(ChronoUnit.SECONDS),
                    now.plus(validity).truncatedTo(ChronoUnit.SECONDS),
                    entries,
                    extensions.generate());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
