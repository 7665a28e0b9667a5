package org.sealpost.protocols.dns;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.xbill.DNS.TLSARecord;

/**
 * What the DNS says about the certificate of a server, RFC 6698.
 *
 * @param usage 3: the server's own certificate (DANE-EE); 2: that of an authority above it (DANE-TA); others are not for mail
 * @param selector 0: the whole certificate; 1: its public key
 * @param matching 0: the data themselves; 1: their SHA-256; 2: their SHA-512
 * @param association in lower-case hexadecimal digits
 */
public record Tlsa(int usage, int selector, int matching, String association) {
    private static final int AUTHORITY = 2;
    private static final int OWN = 3;
    private static final List<Integer> HEX_DIGITS = List.of(0, 64, 128);

    public static Tlsa of(TLSARecord record) {
        return new Tlsa(
                record.getCertificateUsage(),
                record.getSelector(),
                record.getMatchingType(),
                java.util.HexFormat.of().formatHex(record.getCertificateAssociationData()));
    }

    /** What a server with this certificate publishes: its public key's SHA-256, which a renewed certificate keeps if its key is kept. */
    public static Tlsa ofOwnKey(X509Certificate certificate) {
        return new Tlsa(OWN, 1, 1, data(certificate, 1, 1).orElseThrow());
    }

    /** RFC 7672 section 3.1.3: usages 0 and 1 are not for mail between servers. */
    public boolean isUsable() {
        return (usage == AUTHORITY || usage == OWN)
                && (selector == 0 || selector == 1)
                && matching >= 0
                && matching < HEX_DIGITS.size()
                && (matching == 0 ? !association.isEmpty() : association.length() == HEX_DIGITS.get(matching));
    }

    /** Whether it speaks of the server's own certificate. */
    public boolean isOwn() {
        return usage == OWN;
    }

    /** Whether it speaks of this certificate. */
    public boolean matches(X509Certificate certificate) {
        return data(certificate, selector, matching).filter(association::equals).isPresent();
    }

    private static Optional<String> data(X509Certificate certificate, int selector, int matching) {
        try {
            byte[] data = selector == 0
                    ? certificate.getEncoded()
                    : certificate.getPublicKey().getEncoded();
            byte[] digest = switch (matching) {
                case 0 -> data;
                case 1 -> MessageDigest.getInstance("SHA-256").digest(data);
                default -> MessageDigest.getInstance("SHA-512").digest(data);
            };
            return Optional.of(java.util.HexFormat.of().formatHex(digest));
        } catch (CertificateEncodingException e) {
            return Optional.empty();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform lacks SHA-2", e);
        }
    }

    /** As it stands in a zone file. */
    @Override
    public String toString() {
        return usage + " " + selector + " " + matching + " " + association;
    }
}
