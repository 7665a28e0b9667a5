package org.sealpost.pki.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.path.NameKey;
import org.sealpost.pki.path.Signatures;

/**
 * A certificate revocation list (RFC 5280 section 5) that is looked up where it lies: the bytes stay as they came, beside them
 * stands a table of places by serial number. A list of a million entries is open in a fraction of a second.
 */
public final class CrlIndex {
    /** A million entries with reasons have 49 MB. */
    public static final int LIMIT_BYTES = 64 * 1024 * 1024;

    private static final long SEED = new SecureRandom().nextLong() | 1;
    private static final int REASON_REMOVE = 8;

    /** The last arcs of 2.5.29.21, 24 and 29. */
    private static final int REASON_CODE = 21;

    private static final int INVALIDITY_DATE = 24;
    private static final int CERTIFICATE_ISSUER = 29;

    private final byte[] der;
    private final Der walker;
    private final String fingerprint;
    private final CrlHeader header;
    private final int[] places;
    private final int entries;
    private final IndirectIssuers issuers;

    private CrlIndex(byte[] der, String fingerprint, CrlHeader header) {
        this.der = der;
        this.walker = new Der(der);
        this.fingerprint = fingerprint;
        this.header = header;
        this.issuers = new IndirectIssuers(header.issuerKey());
        this.entries = count();
        this.places = new int[Integer.highestOneBit(Math.max(4, entries + entries / 2)) * 2];
        Arrays.fill(places, -1);
        index();
    }

    /**
     * One revoked certificate.
     *
     * @param reason empty for «removed from the list», which only delta lists say
     */
    public record Entry(Instant revokedAt, Optional<RevocationReason> reason, Optional<Instant> invalidSince) {
        /** Since when nothing that the key signed counts, as far as its issuer knows. */
        public Instant since() {
            return invalidSince.filter(revokedAt::isAfter).orElse(revokedAt);
        }
    }

    /**
     * Reads a list; the array becomes its own and must not be changed afterwards.
     *
     * @throws MalformedRevocation if it is not exactly one CRL in DER
     */
    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes one kind of failure.
    public static CrlIndex of(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            throw new MalformedRevocation("a CRL has at most " + LIMIT_BYTES + " bytes: " + der.length);
        }
        try {
            return new CrlIndex(der, Fingerprint.of(der), CrlHeader.of(der));
        } catch (MalformedRevocation e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            throw new MalformedRevocation("not a CRL", e);
        }
    }

    private int count() {
        int number = 0;
        for (int at = header.entriesStart(); at < header.entriesEnd(); at = walker.end(at, header.entriesEnd())) {
            number++;
        }
        return number;
    }

    private void index() {
        int limit = header.entriesEnd();
        for (int at = header.entriesStart(); at < limit; ) {
            walker.require(at, limit, Der.SEQUENCE);
            int end = walker.end(at, limit);
            int serial = walker.content(at, end);
            walker.require(serial, end, Der.INTEGER);
            int serialEnd = walker.end(serial, end);
            int time = walker.end(serialEnd, end);
            if (time < end) {
                extensions(time, end, at);
            }
            place(at, hash(walker.content(serial, end), serialEnd, issuers.at(at)));
            at = end;
        }
    }

    /** Names of issuers in indirect lists, and whether there is something critical that nobody understands. */
    private void extensions(int at, int end, int entry) {
        walker.require(at, end, Der.SEQUENCE);
        int limit = walker.end(at, end);
        for (int one = walker.content(at, end); one < limit; one = walker.end(one, limit)) {
            int identifier = walker.content(one, limit);
            walker.require(identifier, limit, Der.OBJECT_IDENTIFIER);
            int value = walker.end(identifier, limit);
            boolean critical = walker.tag(value, limit) == 0x01;
            if (isIdentifier(identifier, CERTIFICATE_ISSUER)) {
                issuers.change(entry, issuerName(critical ? walker.end(value, limit) : value, limit));
            } else if (critical && der[walker.content(value, limit)] != 0 && !isKnown(identifier)) {
                header.refuse("a critical extension of an entry that nobody knows");
            }
        }
    }

    private boolean isKnown(int identifier) {
        return isIdentifier(identifier, REASON_CODE) || isIdentifier(identifier, INVALIDITY_DATE);
    }

    /** Whether it is 2.5.29.last. */
    private boolean isIdentifier(int position, int last) {
        return der[position + 1] == 3
                && der[position + 2] == 0x55
                && der[position + 3] == 0x1D
                && der[position + 4] == last;
    }

    private NameKey issuerName(int position, int limit) {
        int start = walker.content(position, limit);
        GeneralNames names = GeneralNames.getInstance(Arrays.copyOfRange(der, start, walker.end(position, limit)));
        for (GeneralName name : names.getNames()) {
            if (name.getTagNo() == GeneralName.directoryName) {
                return NameKey.of(X500Name.getInstance(name.getName()));
            }
        }
        throw new MalformedRevocation("an entry without the name of its issuer");
    }

    private void place(int entry, int hash) {
        int mask = places.length - 1;
        for (int slot = hash & mask; ; slot = slot + 1 & mask) {
            if (places[slot] < 0) {
                places[slot] = entry;
                return;
            }
            if (isSame(places[slot], entry)) {
                // The first of two entries about one certificate counts; two cost no more than one.
                return;
            }
        }
    }

    private boolean isSame(int one, int other) {
        int first = walker.content(one, der.length);
        int second = walker.content(other, der.length);
        return issuers.at(one) == issuers.at(other)
                && Arrays.equals(
                        der, first, walker.end(first, der.length), der, second, walker.end(second, der.length));
    }

    /** With a secret that changes at each start, so that nobody makes serial numbers that fall together. */
    private int hash(int from, int to, int issuer) {
        long hash = SEED ^ issuer;
        for (int i = from; i < to; i++) {
            hash = (hash ^ der[i]) * 0x9E3779B97F4A7C15L + SEED;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 16);
    }

    private int hash(byte[] serial, int issuer) {
        long hash = SEED ^ issuer;
        for (byte octet : serial) {
            hash = (hash ^ octet) * 0x9E3779B97F4A7C15L + SEED;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 16);
    }

    /** What the list says about a certificate; empty if it does not name it. */
    public Optional<Entry> find(NameKey issuer, BigInteger serial) {
        int number = issuers.number(issuer);
        if (number < 0) {
            return Optional.empty();
        }
        byte[] wanted = serial.toByteArray();
        int mask = places.length - 1;
        for (int slot = hash(wanted, number) & mask; places[slot] >= 0; slot = slot + 1 & mask) {
            int entry = places[slot];
            int first = walker.content(entry, der.length);
            boolean same = issuers.at(entry) == number
                    && Arrays.equals(
                            der,
                            walker.content(first, der.length),
                            walker.end(first, der.length),
                            wanted,
                            0,
                            wanted.length);
            if (same) {
                return Optional.of(read(entry));
            }
        }
        return Optional.empty();
    }

    @SuppressWarnings("IllegalCatch") // As above.
    private Entry read(int position) {
        try {
            ASN1Sequence entry =
                    ASN1Sequence.getInstance(Arrays.copyOfRange(der, position, walker.end(position, der.length)));
            Instant at = Time.getInstance(entry.getObjectAt(1)).getDate().toInstant();
            if (entry.size() < 3) {
                return new Entry(at, Optional.of(RevocationReason.UNSPECIFIED), Optional.empty());
            }
            Extensions extensions = Extensions.getInstance(entry.getObjectAt(2));
            return new Entry(at, reason(extensions), invalidSince(extensions));
        } catch (RuntimeException e) {
            // It is listed; what cannot be read about it does not make it good.
            return new Entry(header.thisUpdate(), Optional.of(RevocationReason.UNSPECIFIED), Optional.empty());
        }
    }

    private static Optional<RevocationReason> reason(Extensions extensions) {
        @Nullable Object value = extensions.getExtensionParsedValue(Extension.reasonCode);
        if (value == null) {
            return Optional.of(RevocationReason.UNSPECIFIED);
        }
        int code = ASN1Enumerated.getInstance(value).intValueExact();
        if (code == REASON_REMOVE) {
            return Optional.empty();
        }
        return Optional.of(RevocationReasons.of(code));
    }

    private static Optional<Instant> invalidSince(Extensions extensions) {
        @Nullable Object value = extensions.getExtensionParsedValue(Extension.invalidityDate);
        try {
            return value == null
                    ? Optional.empty()
                    : Optional.of(
                            ASN1GeneralizedTime.getInstance(value).getDate().toInstant());
        } catch (ParseException e) {
            return Optional.empty();
        }
    }

    /** Whether this key signed the list. */
    @SuppressWarnings("IllegalCatch") // As above.
    public boolean isSignedBy(SubjectPublicKeyInfo key) {
        try {
            AlgorithmIdentifier inner = AlgorithmIdentifier.getInstance(header.innerAlgorithm());
            int signature = walker.end(header.listEnd(), der.length);
            AlgorithmIdentifier outer = AlgorithmIdentifier.getInstance(
                    ASN1Primitive.fromByteArray(Arrays.copyOfRange(der, header.listEnd(), signature)));
            byte[] octets = ASN1BitString.getInstance(
                            ASN1Primitive.fromByteArray(Arrays.copyOfRange(der, signature, der.length)))
                    .getOctets();
            return inner.equals(outer)
                    && Signatures.isGood(
                            key, outer, der, header.listStart(), header.listEnd() - header.listStart(), octets);
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    public byte[] der() {
        return der.clone();
    }

    /** SHA-256 of the list. */
    public String fingerprint() {
        return fingerprint;
    }

    public CrlHeader header() {
        return header;
    }

    public int entries() {
        return entries;
    }

    /** Bytes in memory, about. */
    public long sizeBytes() {
        return der.length + 4L * places.length;
    }
}
