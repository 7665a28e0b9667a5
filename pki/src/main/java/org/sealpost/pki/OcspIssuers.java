package org.sealpost.pki;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.Certificate;

/** Finds the authority that a question is about, which names it by hashes of its name and its key (RFC 6960 section 4.1.1). */
final class OcspIssuers {
    /** SHA-1 only finds the issuer here, as RFC 6960 and RFC 5019 do; it protects nothing. */
    private static final Map<String, String> DIGESTS = Map.of(
            OIWObjectIdentifiers.idSHA1.getId(), "SHA-1",
            NISTObjectIdentifiers.id_sha256.getId(), "SHA-256",
            NISTObjectIdentifiers.id_sha384.getId(), "SHA-384",
            NISTObjectIdentifiers.id_sha512.getId(), "SHA-512");

    private record Hashes(byte[] name, byte[] key) {}

    /** By the digest and the key. */
    private final Map<String, Hashes> known = new ConcurrentHashMap<>();

    /** One of these, if the question is about a certificate of it. */
    Optional<AuthorityRecord> asked(CertID id, List<AuthorityRecord> records) {
        for (AuthorityRecord record : records) {
            if (record.keyHere() && isAbout(id, record)) {
                return Optional.of(record);
            }
        }
        return Optional.empty();
    }

    boolean isAbout(CertID id, AuthorityRecord record) {
        String digest = DIGESTS.get(id.getHashAlgorithm().getAlgorithm().getId());
        if (digest == null || record.certificate().isEmpty()) {
            return false;
        }
        Hashes own = known.computeIfAbsent(
                digest + " " + record.keyId(),
                unknown -> hashes(digest, record.certificate().get()));
        return Arrays.equals(own.key, id.getIssuerKeyHash().getOctets())
                && Arrays.equals(own.name, id.getIssuerNameHash().getOctets());
    }

    private static Hashes hashes(String digest, byte[] certificate) {
        try {
            MessageDigest hash = MessageDigest.getInstance(digest);
            Certificate issuer = Certificate.getInstance(certificate);
            return new Hashes(
                    hash.digest(DerWriter.of(issuer.getSubject())),
                    hash.digest(
                            issuer.getSubjectPublicKeyInfo().getPublicKeyData().getOctets()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
