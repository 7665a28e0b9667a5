package org.sealpost.pki.revocation;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Fingerprint;
import org.sealpost.pki.path.NameKey;
import org.sealpost.pki.revocation.CrlBook.ListedCrl;

/** The CRLs of the book, opened: those that were used last stay in memory, up to a measure. */
public final class CrlShelf {
    private static final long MEMORY_BYTES = 192L * 1024 * 1024;

    private final CrlBook book;
    private final Clock clock;
    private final Map<String, CrlIndex> open = new LinkedHashMap<>(16, 0.75f, true);
    private long openBytes;

    public CrlShelf(CrlBook book, Clock clock) {
        this.book = book;
        this.clock = clock;
    }

    /** What is known of an issuer; a list that can no longer be read is left out. */
    List<KnownCrl> of(NameKey issuer, boolean manual) {
        return book.ofIssuer(key(issuer)).stream()
                .filter(info -> info.manual() == manual)
                .flatMap(info -> open(info).map(crl -> new KnownCrl(crl, origin(info), manual)).stream())
                .toList();
    }

    private static String origin(ListedCrl info) {
        return info.manual() ? "imported by hand: " + info.source() : "from " + info.source();
    }

    private Optional<CrlIndex> open(ListedCrl info) {
        synchronized (open) {
            CrlIndex known = open.get(info.fingerprint());
            if (known != null) {
                return Optional.of(known);
            }
        }
        Optional<CrlIndex> read = book.bytes(info.fingerprint()).flatMap(CrlShelf::read);
        read.ifPresent(this::keepOpen);
        return read;
    }

    static Optional<CrlIndex> read(byte[] der) {
        try {
            return Optional.of(CrlIndex.of(der));
        } catch (MalformedRevocation e) {
            return Optional.empty();
        }
    }

    private void keepOpen(CrlIndex crl) {
        synchronized (open) {
            if (open.put(crl.fingerprint(), crl) == null) {
                openBytes += crl.sizeBytes();
            }
            var eldest = open.values().iterator();
            while (openBytes > MEMORY_BYTES && eldest.hasNext()) {
                openBytes -= eldest.next().sizeBytes();
                eldest.remove();
            }
        }
    }

    /** Keeps a list that was fetched or that somebody brought. */
    public ListedCrl keep(CrlIndex crl, boolean manual, String source) {
        CrlHeader header = crl.header();
        Instant now = clock.instant();
        ListedCrl info = new ListedCrl(
                crl.fingerprint(),
                header.issuer().toString(),
                key(header.issuerKey()),
                scope(header, source, manual),
                header.number().map(Object::toString).orElse(""),
                header.thisUpdate(),
                header.nextUpdate().orElse(header.thisUpdate()),
                manual,
                source,
                crl.entries(),
                now);
        book.put(info, crl.der());
        keepOpen(crl);
        return info;
    }

    /** A newer list takes the place of an older one only if it is about the same. */
    private static String scope(CrlHeader header, String source, boolean manual) {
        String place =
                header.scope().map(scope -> Fingerprint.of(encoded(scope))).orElse("");
        String key = header.authorityKeyIdentifier().map(Fingerprint::of).orElse("");
        return (header.base().isPresent() ? "delta " : "") + place + key + (manual ? "" : " " + source);
    }

    private static byte[] encoded(org.bouncycastle.asn1.ASN1Object object) {
        try {
            return object.getEncoded();
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The name of an issuer as the book has it. */
    public static String key(NameKey name) {
        return Fingerprint.of(name.text().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    public CrlBook book() {
        return book;
    }
}
