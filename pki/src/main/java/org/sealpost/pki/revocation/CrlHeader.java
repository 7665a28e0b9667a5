package org.sealpost.pki.revocation;

import java.io.IOException;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;
import org.sealpost.pki.path.NameKey;

/** What stands around the entries of a CRL: whose it is, from when to when, for which certificates. */
public final class CrlHeader {
    private static final Set<ASN1ObjectIdentifier> KNOWN_CRITICAL = Set.of(
            Extension.issuingDistributionPoint,
            Extension.deltaCRLIndicator,
            Extension.cRLNumber,
            Extension.authorityKeyIdentifier,
            Extension.issuerAlternativeName);

    private final byte[] der;
    private final int listStart;
    private final int listEnd;
    private final byte[] innerAlgorithm;
    private final X500Name issuer;
    private final NameKey issuerKey;
    private final Instant thisUpdate;
    private final Optional<Instant> nextUpdate;
    private final int entriesStart;
    private final int entriesEnd;
    private final @Nullable Extensions extensions;
    private Optional<String> unusable = Optional.empty();

    private CrlHeader(byte[] der) throws IOException {
        this.der = der;
        Der walker = new Der(der);
        walker.require(0, der.length, Der.SEQUENCE);
        Der.require(walker.end(0, der.length) == der.length);
        this.listStart = walker.content(0, der.length);
        walker.require(listStart, der.length, Der.SEQUENCE);
        this.listEnd = walker.end(listStart, der.length);
        int at = walker.content(listStart, listEnd);
        boolean versioned = walker.tag(at, listEnd) == Der.INTEGER;
        at = versioned ? walker.end(at, listEnd) : at;
        int algorithmEnd = walker.end(at, listEnd);
        this.innerAlgorithm = Arrays.copyOfRange(der, at, algorithmEnd);
        int issuerEnd = walker.end(algorithmEnd, listEnd);
        this.issuer = X500Name.getInstance(primitive(algorithmEnd, issuerEnd));
        this.issuerKey = NameKey.of(issuer);
        at = walker.end(issuerEnd, listEnd);
        this.thisUpdate = time(issuerEnd, at);
        int nextEnd = at < listEnd && isTime(walker.tag(at, listEnd)) ? walker.end(at, listEnd) : at;
        this.nextUpdate = nextEnd > at ? Optional.of(time(at, nextEnd)) : Optional.empty();
        at = nextEnd;
        boolean listed = at < listEnd && walker.tag(at, listEnd) == Der.SEQUENCE;
        this.entriesStart = listed ? walker.content(at, listEnd) : at;
        this.entriesEnd = listed ? walker.end(at, listEnd) : at;
        this.extensions = entriesEnd < listEnd ? extensions(walker) : null;
        judge(versioned);
    }

    static CrlHeader of(byte[] der) {
        try {
            return new CrlHeader(der);
        } catch (IOException e) {
            throw new MalformedRevocation("not a CRL", e);
        }
    }

    private static boolean isTime(int tag) {
        return tag == Der.UTC_TIME || tag == Der.GENERALIZED_TIME;
    }

    private ASN1Primitive primitive(int from, int to) throws IOException {
        return ASN1Primitive.fromByteArray(Arrays.copyOfRange(der, from, to));
    }

    private Instant time(int from, int to) throws IOException {
        return Time.getInstance(primitive(from, to)).getDate().toInstant();
    }

    private Extensions extensions(Der walker) throws IOException {
        walker.require(entriesEnd, listEnd, 0xA0);
        Der.require(walker.end(entriesEnd, listEnd) == listEnd);
        return Extensions.getInstance(primitive(walker.content(entriesEnd, listEnd), listEnd));
    }

    private void judge(boolean versioned) {
        Extensions all = extensions;
        if (all == null) {
            return;
        }
        if (!versioned) {
            refuse("extensions in a CRL of version 1");
        }
        for (ASN1ObjectIdentifier critical : all.getCriticalExtensionOIDs()) {
            if (!KNOWN_CRITICAL.contains(critical)) {
                refuse("a critical extension that nobody knows: " + critical);
            }
        }
        // Whatever cannot be read is found here, and not when somebody is to be judged.
        scope();
        number();
        base();
    }

    /** From now on it says nothing about anybody (RFC 5280 section 5.2). */
    void refuse(String why) {
        unusable = Optional.of(why);
    }

    public Optional<String> unusable() {
        return unusable;
    }

    public X500Name issuer() {
        return issuer;
    }

    /** The issuer in the form in which names are compared. */
    public NameKey issuerKey() {
        return issuerKey;
    }

    public Instant thisUpdate() {
        return thisUpdate;
    }

    /** Empty if the list does not say; RFC 5280 section 5.1.2.5 demands it. */
    public Optional<Instant> nextUpdate() {
        return nextUpdate;
    }

    public Optional<BigInteger> number() {
        return integer(Extension.cRLNumber);
    }

    /** The number of the list to which this one tells the changes; empty for a complete list. */
    public Optional<BigInteger> base() {
        return integer(Extension.deltaCRLIndicator);
    }

    private Optional<BigInteger> integer(ASN1ObjectIdentifier identifier) {
        Extensions all = extensions;
        return all == null || all.getExtension(identifier) == null
                ? Optional.empty()
                : Optional.of(ASN1Integer.getInstance(all.getExtensionParsedValue(identifier))
                        .getPositiveValue());
    }

    Optional<IssuingDistributionPoint> scope() {
        Extensions all = extensions;
        return all == null || all.getExtension(Extension.issuingDistributionPoint) == null
                ? Optional.empty()
                : Optional.of(IssuingDistributionPoint.getInstance(
                        all.getExtensionParsedValue(Extension.issuingDistributionPoint)));
    }

    /** Where the list of changes to this one is found. */
    Optional<CRLDistPoint> freshest() {
        Extensions all = extensions;
        return all == null || all.getExtension(Extension.freshestCRL) == null
                ? Optional.empty()
                : Optional.of(CRLDistPoint.getInstance(all.getExtensionParsedValue(Extension.freshestCRL)));
    }

    Optional<byte[]> authorityKeyIdentifier() {
        Extensions all = extensions;
        return all == null || all.getExtension(Extension.authorityKeyIdentifier) == null
                ? Optional.empty()
                : Optional.of(all.getExtension(Extension.authorityKeyIdentifier)
                        .getExtnValue()
                        .getOctets());
    }

    byte[] innerAlgorithm() {
        return innerAlgorithm;
    }

    int listStart() {
        return listStart;
    }

    int listEnd() {
        return listEnd;
    }

    int entriesStart() {
        return entriesStart;
    }

    int entriesEnd() {
        return entriesEnd;
    }
}
