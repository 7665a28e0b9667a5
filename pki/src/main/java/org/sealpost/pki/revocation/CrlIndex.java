package org.sealpost.pki.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
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

    /** The last arcs of 2.5.29.21, 24 and 29. */
    private static final int REASON_CODE = 21;

    private static final int INVALIDITY_DATE = 24;
    private static final int CERTIFICATE_ISSUER = 29;

    private final byte[] der;
    private final Der walker;
    private final String fingerprint;
    private final CrlHeader header;
    private final SerialTable table;
    private final int entries;
    private final IndirectIssuers issuers;

    private CrlIndex(byte[] der, String fingerprint, CrlHeader header) {
        this.der = der;
        this.walker = new Der(der);
        this.fingerprint = fingerprint;
        this.header = header;
        this.issuers = new IndirectIssuers(header.issuerKey());
        this.entries = count();
        this.table = new SerialTable(entries, this::isSame);
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
            table.add(at, SerialTable.hash(der, walker.content(serial, end), serialEnd, issuers.at(at)));
            at = end;
        }
        table.finish();
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

    private boolean isSame(int one, int other) {
        int first = walker.content(one, der.length);
        int second = walker.content(other, der.length);
        return issuers.at(one) == issuers.at(other)
                && Arrays.equals(
                        der, first, walker.end(first, der.length), der, second, walker.end(second, der.length));
    }

    /** What the list says about a certificate; empty if it does not name it. */
    public Optional<Entry> find(NameKey issuer, BigInteger serial) {
        int number = issuers.number(issuer);
        if (number < 0) {
            return Optional.empty();
        }
        byte[] wanted = serial.toByteArray();
        int entry =
                table.find(SerialTable.hash(wanted, 0, wanted.length, number), place -> isAbout(place, number, wanted));
        return entry < 0
                ? Optional.empty()
                : Optional.of(CrlEntries.read(der, entry, walker.end(entry, der.length), header.thisUpdate()));
    }

    private boolean isAbout(int entry, int issuer, byte[] serial) {
        int first = walker.content(entry, der.length);
        return issuers.at(entry) == issuer
                && Arrays.equals(
                        der,
                        walker.content(first, der.length),
                        walker.end(first, der.length),
                        serial,
                        0,
                        serial.length);
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
        return der.length + table.sizeBytes();
    }
}
