package org.sealpost.pki;

import java.io.IOException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityFoundry.Begun;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Kind;
import org.sealpost.pki.AuthorityRecord.Origin;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.IssuedCertificates.Base;
import org.sealpost.pki.IssuedCertificates.Crl;

/** Works with authorities whose keys are elsewhere, by files: requests go out, certificates and CRLs come in. */
public final class AuthorityExchange {
    private final CertificateAuthority authority;
    private final AuthorityCeremony ceremony;
    private final IssuedCertificates book;
    private final KeyArchive archive;
    private final AuthorityFoundry foundry;

    public AuthorityExchange(
            CertificateAuthority authority, AuthorityCeremony ceremony, IssuedCertificates book, KeyArchive archive) {
        this.authority = authority;
        this.ceremony = ceremony;
        this.book = book;
        this.archive = archive;
        this.foundry = new AuthorityFoundry(authority.config(), book, archive);
    }

    /** Asks for the certificate of a new authority, which is to come from elsewhere. */
    public AuthorityStep request(String name, AuthorityPlan.Keys keys) {
        ceremony.requireFree(name);
        Begun begun = foundry.begin(name, name, Origin.REQUESTED, keys);
        return requesting(begun, foundry.profile().name(AuthorityCeremony.role(name)));
    }

    /** Asks for a certificate over a new key of an authority that is there, and whose issuer is elsewhere. */
    public AuthorityStep requestRoll(String line, Optional<AuthorityPlan.Keys> keys) {
        AuthorityRecord old = ceremony.newest(line);
        if (old.state() == State.AWAITING) {
            throw new AuthorityFailure("a certificate for " + old.name() + " was asked for already; the request again:"
                    + " sealpost ca request " + line + " --out FILE");
        }
        X509Certificate before =
                CertificateAuthority.certificate(old.certificate().orElseThrow());
        AuthorityPlan.Keys plan =
                keys.orElseGet(() -> new AuthorityPlan.Keys(KeyPairs.kind(before.getPublicKey()), old.scheme()));
        Begun begun = foundry.begin(line + "-" + (old.generation() + 1), line, Origin.REQUESTED, plan);
        return requesting(new Begun(begun.record().at(old.place()), begun.key()), AuthorityFoundry.subject(before));
    }

    private AuthorityStep requesting(Begun begun, X500Name subject) {
        AuthorityRecord awaiting = begun.record().in(State.AWAITING);
        return new AuthorityStep(
                awaiting.name(),
                "ask for the certificate of the authority " + awaiting.name(),
                List.of(),
                begun.key().keeping().and(book.puttingAuthority(awaiting)),
                () -> book.puttingAuthority(awaiting.with(
                        new AuthorityCertificate(pkcs10(begun, subject), Kind.REQUEST, Optional.empty()))));
    }

    /** The request of an authority that is just made, signed by its new key. */
    static byte[] pkcs10(Begun begun, X500Name subject) {
        return pkcs10(
                subject,
                SubjectPublicKeyInfo.getInstance(begun.key().publicKey().getEncoded()),
                begun.key().key());
    }

    /** The request for an authority that awaits its certificate, or for a longer one over the key that it has (PKCS #10, DER). */
    public byte[] pending(String line) {
        AuthorityRecord record = ceremony.newest(line);
        Optional<AuthorityCertificate> asked = record.of(Kind.REQUEST).findFirst();
        if (asked.isPresent()) {
            return asked.get().der().clone();
        }
        Authority self = authority.current().require(record.name());
        authority.recordUse(self, "signs a request for its own certificate", "an administrator asked for it");
        return pkcs10(
                self.subject(),
                SubjectPublicKeyInfo.getInstance(
                        self.certificate().getPublicKey().getEncoded()),
                self.key());
    }

    private static byte[] pkcs10(X500Name subject, SubjectPublicKeyInfo publicKey, AuthorityKey key) {
        try {
            ExtensionsGenerator extensions = new ExtensionsGenerator();
            extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
            return new PKCS10CertificationRequestBuilder(subject, publicKey)
                    .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                    .build(key.signer())
                    .getEncoded();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Takes the certificate that was asked for.
     *
     * @param given it and those above it up to a root, in any order, DER
     * @throws IllegalArgumentException if it is not over the key of the authority, or cannot be that of one
     */
    public AuthorityStep install(String line, List<byte[]> given, Instant now) {
        AuthorityRecord record = ceremony.newest(line);
        if (!record.keyHere()) {
            throw new AuthorityFailure("the key of " + record.name() + " is elsewhere; nothing is installed for it");
        }
        List<X509Certificate> certificates =
                given.stream().map(CertificateAuthority::certificate).toList();
        X509Certificate own = certificates.stream()
                .filter(one -> KeyPairs.id(one.getPublicKey()).equals(record.keyId()))
                .max(Comparator.comparing(X509Certificate::getNotAfter))
                .orElseThrow(() -> new IllegalArgumentException(
                        "none of the certificates is over the key of the authority " + record.name()));
        AuthorityChecking.require(
                record.of(Kind.OWN).noneMatch(one -> Arrays.equals(one.der(), CertificateAuthority.encoded(own))),
                "this certificate of the authority " + record.name() + " is installed already");
        AuthorityPath paths = new AuthorityPath(authority.records(), book);
        List<X509Certificate> path = paths.find(own, certificates, now);
        AuthorityPath.Above above = paths.keep(path, line, foundry.place());
        if (above.parent().isEmpty()) {
            throw new IllegalArgumentException(
                    "the certificate is signed by its own key; expected one from the authority"
                            + " that got the request");
        }
        // One that was retired stays so; a longer certificate lets it tell for longer who is revoked.
        AuthorityRecord done = record.in(record.state() == State.AWAITING ? State.ACTIVE : record.state())
                .without(Kind.REQUEST)
                .with(AuthorityCertificate.own(CertificateAuthority.encoded(own), above.parent()));
        Change change = above.keeping().and(book.puttingAuthority(done));
        for (AuthorityRecord older : authority.records()) {
            if (older.line().equals(line) && !older.name().equals(record.name()) && older.state() == State.ACTIVE) {
                change = change.and(book.puttingAuthority(older.in(State.RETIRED)));
            }
        }
        return AuthorityStep.plain(
                record.name(),
                "install the certificate of the authority " + record.name() + " from "
                        + own.getIssuerX500Principal().getName() + ", good until "
                        + own.getNotAfter().toInstant(),
                change);
    }

    /**
     * Takes a CRL of an authority whose key is elsewhere, for everybody who asks here.
     *
     * @throws IllegalArgumentException if it is not one of that authority, is over, or older than the one that is here
     */
    public AuthorityStep bring(String line, byte[] der, Instant now) {
        AuthorityRecord record = ceremony.newest(line);
        if (record.keyHere()) {
            throw new AuthorityFailure("the authority " + record.name() + " makes its own CRLs here");
        }
        X509CRL crl = ListedEntries.crl(der);
        X509Certificate signer =
                CertificateAuthority.certificate(record.certificate().orElseThrow());
        ListedEntries.requireSignedBy(crl, signer);
        AuthorityChecking.require(
                crl.getNextUpdate() != null && crl.getNextUpdate().toInstant().isAfter(now), "the CRL is over");
        long number = ListedEntries.number(crl);
        long last = book.lastCrlNumber(List.of(record.name()));
        AuthorityChecking.require(
                number > last,
                "the CRL has the number " + number + ", and that of " + record.name() + " which is here " + last
                        + "; a newer one is expected");
        requireNoneForgotten(record, crl, signer, now);
        Crl brought = new Crl(
                record.name(),
                number,
                List.of(new Base(number, crl.getThisUpdate().toInstant())),
                crl.getThisUpdate().toInstant(),
                crl.getNextUpdate().toInstant(),
                der.clone());
        return AuthorityStep.plain(
                record.name(),
                "publish CRL number " + number + " of " + record.name() + ", good until " + brought.nextUpdate(),
                () -> book.addCrl(brought, Optional.empty()));
    }

    /** Whoever makes a list without the last one at hand forgets who is in it, and an authority of ours would be trusted again. */
    private void requireNoneForgotten(AuthorityRecord record, X509CRL crl, X509Certificate signer, Instant now) {
        Optional<X509CRL> last = book.latestCrl(record.name()).map(before -> ListedEntries.crl(before.der()));
        for (AuthorityRecord one : authority.records()) {
            one.of(Kind.OWN)
                    .map(own -> CertificateAuthority.certificate(own.der()))
                    .filter(own -> own.getIssuerX500Principal().equals(signer.getSubjectX500Principal())
                            && own.getNotAfter().toInstant().isAfter(now))
                    .filter(own -> last.filter(before -> isListed(before, own)).isPresent() && !isListed(crl, own))
                    .findFirst()
                    .ifPresent(own -> {
                        throw new IllegalArgumentException("the CRL no longer lists the certificate of " + one.name()
                                + ", which was revoked; make it with the last one: sealpost root crl --before FILE");
                    });
        }
    }

    private static boolean isListed(X509CRL crl, X509Certificate certificate) {
        return crl.getRevokedCertificate(certificate.getSerialNumber()) != null;
    }

    /** Whether the key of a root may leave: it is one, its key is here, and there is an authority below it to go on. */
    public AuthorityRecord leaving(String line) {
        AuthorityRecord record = ceremony.newest(line);
        if (!record.isRoot() || !record.keyHere() || record.state() != State.ACTIVE) {
            throw new AuthorityFailure("only an active root whose key is here can be taken away: " + line);
        }
        if (archive.find(record.keyId()).isEmpty()) {
            throw new AuthorityFailure("the key of " + line + " lies in a token, which it never leaves");
        }
        return record;
    }

    /** The key and certificate of a root that leaves, in a file (PKCS #12) under a passphrase. */
    public byte[] bundle(AuthorityRecord root, char[] passphrase) {
        Authority self = authority.current().require(root.name());
        authority.recordUse(self, "is given out under a passphrase", "an administrator takes it away");
        return OfflineRoot.bundle(
                archive.find(root.keyId()).orElseThrow(), root.certificate().orElseThrow(), passphrase);
    }

    /** Takes the key of a root from here, once somebody has it. */
    public AuthorityStep away(AuthorityRecord root) {
        return AuthorityStep.plain(
                root.name(),
                "take the key of the root " + root.name() + " away; it is removed here",
                book.puttingAuthority(root.away()).and(archive.removing(root.keyId())));
    }
}
