package org.sealpost.pki;

import java.math.BigInteger;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Change;
import org.sealpost.pki.AdoptedSerials.Known;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.pki.AuthorityRecord.Origin;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.IssuedCertificates.Revocation;

/**
 * Takes over an authority that worked before: key, certificate, what it issued and what it revoked. It goes on where it stopped:
 * whoever was revoked stays so, and its next CRL has a higher number than its last one.
 */
public final class AuthorityAdoption {
    private final CertificateAuthority authority;
    private final AuthorityCeremony ceremony;
    private final IssuedCertificates book;
    private final KeyArchive archive;
    private final AdoptedSerials serials;

    public AuthorityAdoption(
            CertificateAuthority authority,
            AuthorityCeremony ceremony,
            IssuedCertificates book,
            KeyArchive archive,
            AdoptedSerials serials) {
        this.authority = authority;
        this.ceremony = ceremony;
        this.book = book;
        this.archive = archive;
        this.serials = serials;
    }

    /**
     * What is known of the authority.
     *
     * @param key empty if it is in the token or the house has it already
     * @param tokenKey label of the key in the token
     * @param certificate DER
     * @param chain those above it up to a root, in any order, DER
     * @param issued what it issued, as far as there is a list
     * @param crl its last CRL, DER; without one it is taken that it never made any
     */
    public record Adopted(
            Optional<PrivateKeyFile> key,
            Optional<String> tokenKey,
            byte[] certificate,
            List<byte[]> chain,
            List<Known> issued,
            Optional<byte[]> crl) {
        public Adopted {
            chain = List.copyOf(chain);
            issued = List.copyOf(issued);
        }

        /** With a key in a file, or one that the house has. */
        public Adopted(
                Optional<PrivateKeyFile> key,
                byte[] certificate,
                List<byte[]> chain,
                List<Known> issued,
                Optional<byte[]> crl) {
            this(key, Optional.empty(), certificate, chain, issued, crl);
        }
    }

    /**
     * Takes it over under a name.
     *
     * @throws IllegalArgumentException if the parts do not fit each other; it says which
     */
    public AuthorityStep adopt(String name, Adopted adopted, Instant now) {
        ceremony.requireFree(name);
        X509Certificate certificate = CertificateAuthority.certificate(adopted.certificate());
        String keyId = KeyPairs.id(certificate.getPublicKey());
        AuthorityChecking.require(
                authority.records().stream().noneMatch(one -> one.keyId().equals(keyId)),
                "an authority with this key is here already");
        SignatureScheme scheme = SignatureScheme.usual(KeyPairs.kind(certificate.getPublicKey()));
        Change keeping = requireKey(name, adopted, certificate, scheme);
        AuthorityFoundry foundry = new AuthorityFoundry(authority.config(), book, archive);
        AuthorityPath paths = new AuthorityPath(authority.records(), book);
        List<X509Certificate> path = paths.find(
                certificate,
                adopted.chain().stream().map(CertificateAuthority::certificate).toList(),
                now);
        AuthorityPath.Above above = paths.keep(path, name, foundry.place() + 1);
        Optional<X509CRL> list = adopted.crl().map(ListedEntries::crl);
        list.ifPresent(crl -> ListedEntries.requireSignedBy(crl, certificate));
        AuthorityRecord record = new AuthorityRecord(
                name,
                name,
                Origin.ADOPTED,
                State.ACTIVE,
                keyId,
                true,
                scheme,
                foundry.place(),
                list.map(ListedEntries::number).orElse(0L),
                false,
                List.of(AuthorityCertificate.own(adopted.certificate(), above.parent())));
        List<Known> known =
                merged(adopted.issued(), list.map(ListedEntries::entries).orElse(List.of()));
        return AuthorityStep.plain(
                name,
                "adopt the authority " + certificate.getSubjectX500Principal().getName() + " as " + name + ", with "
                        + known.size() + " certificates that it issued, "
                        + known.stream()
                                .filter(one -> one.revocation().isPresent())
                                .count()
                        + " of them revoked",
                keeping.and(above.keeping()).and(book.puttingAuthority(record)).and(serials.knowing(name, known)));
    }

    /** A probe signature: a key that does not fit must be found before anything is taken over. */
    private Change requireKey(String name, Adopted adopted, X509Certificate certificate, SignatureScheme scheme) {
        String keyId = KeyPairs.id(certificate.getPublicKey());
        if (adopted.tokenKey().isPresent()) {
            AuthorityKeys.Made there = archive.authorityKeys()
                    .adopt(AuthorityRecord.KEY_OWNER + name, adopted.tokenKey().get(), scheme);
            AuthorityChecking.require(there.id().equals(keyId), "the key in the token belongs to another certificate");
            // In the token a probe is signed and checked before anything else.
            there.key().sign(new byte[0]);
            return there.keeping();
        }
        AuthorityKey key = adopted.key()
                .map(file -> AuthorityKeys.soft(file.key(), scheme))
                .or(() -> archive.authorityKeys().find(keyId, scheme))
                .orElseThrow(() -> new IllegalArgumentException("the key of the authority is not here"));
        AuthorityChecking.require(
                key.fits(certificate.getPublicKey()), "the private key belongs to another certificate");
        return adopted.key()
                .map(file -> archive.putting(keyId, AuthorityRecord.KEY_OWNER + name, file.key()))
                .orElseGet(Change::none);
    }

    /** What the list says is later than what a table says, and a revocation of either counts. */
    private static List<Known> merged(List<Known> issued, List<Revocation> revoked) {
        Map<BigInteger, Known> all = new LinkedHashMap<>();
        for (Known one : issued) {
            all.merge(one.serial(), one, (first, second) -> first.revocation().isPresent() ? first : second);
        }
        for (Revocation one : revoked) {
            Optional<Known> known = Optional.ofNullable(all.get(one.serial()));
            all.put(
                    one.serial(),
                    new Known(
                            one.serial(),
                            known.map(Known::subject).orElse(""),
                            known.flatMap(Known::notAfter),
                            Optional.of(one)));
        }
        return new ArrayList<>(all.values());
    }
}
