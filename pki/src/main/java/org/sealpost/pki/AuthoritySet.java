package org.sealpost.pki;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.path.PermittedNames;

/** All authorities at one time, with the keys that are here open. Half an authority is none: it is refused with a word for what is missing. */
final class AuthoritySet {
    private static final int DEPTH_LIMIT = 8;

    private final List<AuthorityRecord> records;
    private final Map<String, Authority> signers;
    private final Map<String, PermittedNames> permitted = new ConcurrentHashMap<>();

    private AuthoritySet(List<AuthorityRecord> records, Map<String, Authority> signers) {
        this.records = records;
        this.signers = signers;
    }

    /** Opens all; {@code before} are those that are open, so that a key is opened and tried once. */
    static AuthoritySet open(List<AuthorityRecord> records, KeyArchive keys, Optional<AuthoritySet> before) {
        requireWhole(records, keys);
        Map<String, Authority> signers = new LinkedHashMap<>();
        for (AuthorityRecord record : records) {
            if (record.state() != State.AWAITING && record.certificate().isEmpty()) {
                throw half("the certificate of the " + record.name()
                        + " authority is missing; restore the database from the backup (table authority_certificate)");
            }
            if (record.state() == State.AWAITING && record.certificate().isEmpty()) {
                // Its certificate would come in vain.
                key(record, keys);
            }
            if (record.keyHere() && record.certificate().isPresent()) {
                Optional<Authority> open = before.flatMap(set -> set.same(record));
                signers.put(record.name(), open.orElseGet(() -> signer(record, keys)));
            }
        }
        return new AuthoritySet(List.copyOf(records), signers);
    }

    /** Nothing is made in the place of what is lost, so it must be found out that it was there. */
    private static void requireWhole(List<AuthorityRecord> records, KeyArchive keys) {
        Set<String> owners = new TreeSet<>(keys.owners(AuthorityRecord.KEY_OWNER));
        owners.removeAll(List.of(
                AuthorityRecord.KEY_OWNER + OcspResponder.SHORT_NAME,
                AuthorityRecord.KEY_OWNER + RegistrationAuthority.SHORT_NAME));
        records.forEach(record -> owners.remove(record.keyOwner()));
        if (!owners.isEmpty()) {
            throw half("the certificate of the "
                    + owners.stream()
                            .map(owner -> owner.substring(AuthorityRecord.KEY_OWNER.length()))
                            .collect(Collectors.joining(", "))
                    + " authority is missing; restore the database from the backup (table authority)");
        }
        if (records.stream().noneMatch(record -> record.state() != State.RETIRED && !record.isRoot())
                && records.stream().noneMatch(AuthorityRecord::issues)) {
            throw half("the issuing authority is missing; restore the database from the backup (table authority)");
        }
    }

    private static Authority signer(AuthorityRecord record, KeyArchive keys) {
        X509Certificate certificate =
                CertificateAuthority.certificate(record.certificate().orElseThrow());
        AuthorityKey key = key(record, keys);
        if (!KeyPairs.id(certificate.getPublicKey()).equals(record.keyId()) || !key.fits(certificate.getPublicKey())) {
            throw half("the private key of the " + record.name()
                    + " authority belongs to another certificate; restore both from the same backup");
        }
        return new Authority(record.name(), certificate, key);
    }

    private static AuthorityKey key(AuthorityRecord record, KeyArchive keys) {
        return keys.authorityKeys()
                .find(record.keyId(), record.scheme())
                .orElseThrow(() -> half("the private key of the " + record.name()
                        + " authority is missing; restore the database from the backup (table private_key, key "
                        + record.keyId() + ")"));
    }

    static AuthorityFailure half(String what) {
        return new AuthorityFailure("half an authority: " + what);
    }

    private Optional<Authority> same(AuthorityRecord record) {
        return find(record.name()).filter(known -> known.isLike(record)).flatMap(known -> signer(record.name()));
    }

    boolean isLike(List<AuthorityRecord> others) {
        boolean same = records.size() == others.size();
        for (int i = 0; same && i < others.size(); i++) {
            same = records.get(i).isLike(others.get(i));
        }
        return same;
    }

    List<AuthorityRecord> records() {
        return records;
    }

    Optional<AuthorityRecord> find(String name) {
        return find(records, name);
    }

    static Optional<AuthorityRecord> find(List<AuthorityRecord> records, String name) {
        return records.stream().filter(record -> record.name().equals(name)).findFirst();
    }

    Optional<Authority> signer(String name) {
        return Optional.ofNullable(signers.get(name));
    }

    Authority require(String name) {
        return signer(name).orElseThrow(() -> new AuthorityFailure("no authority " + name + " signs here"));
    }

    /** Whom certificates of this authority may name. */
    PermittedNames permitted(String name) {
        return permitted.computeIfAbsent(name, one -> PermittedNames.of(chain(records, one)));
    }

    /** Those that issue, in the order in which they are asked; roots, which issue what they offer and nothing else, behind the others. */
    List<AuthorityRecord> issuing() {
        List<AuthorityRecord> all = new ArrayList<>();
        records.stream().filter(one -> one.issues() && !one.isRoot()).forEach(all::add);
        records.stream().filter(one -> one.issues() && one.isRoot()).forEach(all::add);
        return all;
    }

    /** The entries of the same line, one for each key. */
    List<AuthorityRecord> siblings(String name) {
        String line = find(name).map(AuthorityRecord::line).orElse(name);
        return records.stream().filter(one -> one.line().equals(line)).toList();
    }

    /**
     * The certificates from an authority up to its root, DER.
     *
     * @param name of the entry that signed
     */
    static List<byte[]> chain(List<AuthorityRecord> records, String name) {
        List<byte[]> chain = new ArrayList<>();
        Optional<AuthorityRecord> next = find(records, name);
        while (next.isPresent() && chain.size() < DEPTH_LIMIT) {
            AuthorityRecord one = next.get();
            one.certificate().ifPresent(chain::add);
            next = one.parent().flatMap(parent -> find(records, parent));
        }
        return chain;
    }

    /** The chain without its root, and what joins that root's key to the one before (RFC 4210 section 4.4). */
    static List<byte[]> helpers(List<AuthorityRecord> records, String name) {
        List<byte[]> helpers = new ArrayList<>();
        Optional<AuthorityRecord> next = find(records, name);
        while (next.isPresent() && helpers.size() < DEPTH_LIMIT) {
            AuthorityRecord one = next.get();
            if (one.isRoot()) {
                one.of(AuthorityRecord.Kind.LINK)
                        .map(AuthorityRecord.AuthorityCertificate::der)
                        .forEach(helpers::add);
            } else {
                one.certificate().ifPresent(helpers::add);
            }
            next = one.parent().flatMap(parent -> find(records, parent));
        }
        return helpers;
    }
}
