package org.sealpost.pki;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.SignatureScheme;

/**
 * One key of an authority, with the certificates over it. An authority that was rolled over goes on under the same subject with
 * another key, which is an entry of its own: {@code issuing}, then {@code issuing-2}.
 *
 * @param name by which the book, the addresses of CRLs and the audit log know it
 * @param line the authority as administrators and templates name it; its entries differ in nothing but the key
 * @param keyId SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex
 * @param keyHere whether the house signs with it; the key of an offline or outside authority lies elsewhere
 * @param place in the order in which authorities are asked for a template
 * @param crlFloor the highest number that a CRL bore before the house made its own; 0 if there was none
 * @param refusesUnknown whether a serial number that the book does not know is told as revoked
 * @param certificates own ones, the one that ends last first; then links and cross-certificates
 */
public record AuthorityRecord(
        String name,
        String line,
        Origin origin,
        State state,
        String keyId,
        boolean keyHere,
        SignatureScheme scheme,
        int place,
        long crlFloor,
        boolean refusesUnknown,
        List<AuthorityCertificate> certificates) {
    /** Names that parts of the house bear beside the authorities. */
    private static final List<String> RESERVED = List.of("ocsp", "registration", "cross");

    static final String KEY_OWNER = "authority ";

    public AuthorityRecord {
        certificates = List.copyOf(certificates);
    }

    /** Where an authority comes from. */
    public enum Origin {
        /** Made here, key and certificate. */
        MADE,
        /** The key was made here, the certificate comes from an authority elsewhere. */
        REQUESTED,
        /** It worked before the house knew it. */
        ADOPTED,
        /** Above a requested one; its key was never here. */
        OUTSIDE
    }

    /** What an authority does. */
    public enum State {
        /** It issues what it offers. */
        ACTIVE,
        /** It tells who is revoked, and signs nothing else. */
        RETIRED,
        /** There is a key, and a certificate is asked for. */
        AWAITING
    }

    /** What a certificate over the key of an authority is for. */
    public enum Kind {
        /** It stands for the authority. */
        OWN,
        /** It joins the old and the new key of a root (RFC 4210 section 4.4). */
        LINK,
        /** This authority gave it to one of another organisation. */
        CROSS,
        /** It is asked for: this is the request (PKCS #10), no certificate yet. */
        REQUEST
    }

    /**
     * A certificate that belongs to an authority.
     *
     * @param der not to be changed
     * @param parent name of the entry whose key signed it; empty if it signed itself
     */
    public record AuthorityCertificate(byte[] der, Kind kind, Optional<String> parent) {
        public static AuthorityCertificate own(byte[] der, Optional<String> parent) {
            return new AuthorityCertificate(der, Kind.OWN, parent);
        }
    }

    /** A name for a new authority; the number of a later key is put behind it. */
    public static String requireName(String name) {
        if (!name.matches("[a-z](-?[a-z0-9]){0,30}") || name.matches(".*-\\d+") || RESERVED.contains(name)) {
            throw new IllegalArgumentException(
                    "an authority's name has up to 31 small letters, digits and dashes, starts"
                            + " with a letter, does not end with a dash and a number, and is none of " + RESERVED + ": "
                            + name);
        }
        return name;
    }

    /** The certificate that stands for the authority; empty while one is awaited. */
    public Optional<byte[]> certificate() {
        return own().findFirst().map(AuthorityCertificate::der);
    }

    /** The entry that signed the certificate that stands for it. */
    public Optional<String> parent() {
        return own().findFirst().flatMap(AuthorityCertificate::parent);
    }

    private Stream<AuthorityCertificate> own() {
        return of(Kind.OWN);
    }

    public Stream<AuthorityCertificate> of(Kind kind) {
        return certificates.stream().filter(one -> one.kind() == kind);
    }

    /** Whether it signed itself: it is where trust begins. */
    public boolean isRoot() {
        return certificate().isPresent() && parent().isEmpty();
    }

    public boolean issues() {
        return state == State.ACTIVE && keyHere;
    }

    /** Its owner in the archive of keys. */
    public String keyOwner() {
        return KEY_OWNER + name;
    }

    /** Whether both say the same. */
    @SuppressWarnings("ReferenceEquality") // Mostly it is the very same; then nothing need be compared.
    boolean isLike(AuthorityRecord other) {
        if (this == other) {
            return true;
        }
        boolean same = words().equals(other.words()) && certificates.size() == other.certificates.size();
        for (int i = 0; same && i < certificates.size(); i++) {
            same = Arrays.equals(
                    certificates.get(i).der(), other.certificates.get(i).der());
        }
        return same;
    }

    /** All that can change but the certificates. */
    private List<Object> words() {
        return List.of(name, state, keyHere, keyId, scheme, place, crlFloor, refusesUnknown);
    }

    /** 1 for the first key of a line, 2 for that after the first roll-over. */
    public int generation() {
        return name.equals(line) ? 1 : Integer.parseInt(name.substring(line.length() + 1));
    }

    /** In another place of the order. */
    public AuthorityRecord at(int next) {
        return new AuthorityRecord(
                name, line, origin, state, keyId, keyHere, scheme, next, crlFloor, refusesUnknown, certificates);
    }

    public AuthorityRecord in(State next) {
        return new AuthorityRecord(
                name, line, origin, next, keyId, keyHere, scheme, place, crlFloor, refusesUnknown, certificates);
    }

    /** With the key taken elsewhere. */
    public AuthorityRecord away() {
        return new AuthorityRecord(
                name, line, origin, state, keyId, false, scheme, place, crlFloor, refusesUnknown, certificates);
    }

    public AuthorityRecord refusingUnknown(boolean refuse) {
        return new AuthorityRecord(
                name, line, origin, state, keyId, keyHere, scheme, place, crlFloor, refuse, certificates);
    }

    public AuthorityRecord withFloor(long number) {
        return new AuthorityRecord(
                name, line, origin, state, keyId, keyHere, scheme, place, number, refusesUnknown, certificates);
    }

    /** Without those of a kind. */
    public AuthorityRecord without(Kind kind) {
        return new AuthorityRecord(
                name,
                line,
                origin,
                state,
                keyId,
                keyHere,
                scheme,
                place,
                crlFloor,
                refusesUnknown,
                certificates.stream().filter(one -> one.kind() != kind).toList());
    }

    /** All but requests, DER. */
    public Stream<byte[]> published() {
        return certificates.stream().filter(one -> one.kind() != Kind.REQUEST).map(AuthorityCertificate::der);
    }

    /** With one more certificate; one of its own stands for it from now on. */
    public AuthorityRecord with(AuthorityCertificate more) {
        List<AuthorityCertificate> all = new ArrayList<>(certificates);
        all.add(more.kind() == Kind.OWN ? 0 : all.size(), more);
        return new AuthorityRecord(
                name, line, origin, state, keyId, keyHere, scheme, place, crlFloor, refusesUnknown, all);
    }
}
