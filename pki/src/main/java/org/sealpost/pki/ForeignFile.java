package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.SignedData;
import org.jspecify.annotations.Nullable;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.MalformedRevocation;

/**
 * A file that somebody gave us, sorted by what is in it: certificates, CRLs, keys; in PEM, DER, PKCS #7 or PKCS #12, one or many.
 *
 * @param keys how many private keys it holds; they are not taken out here
 * @param unreadable what was found and could not be understood
 */
public record ForeignFile(List<PathCertificate> certificates, List<CrlIndex> crls, int keys, List<String> unreadable) {
    private static final int OBJECTS_LIMIT = 1_000;
    private static final Pattern PEM =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]{1,40})-----([A-Za-z0-9+/=\\s]*)-----END \\1-----", Pattern.DOTALL);

    public ForeignFile {
        certificates = List.copyOf(certificates);
        crls = List.copyOf(crls);
        unreadable = List.copyOf(unreadable);
    }

    private static final class Sorting {
        private final List<PathCertificate> certificates = new ArrayList<>();
        private final List<CrlIndex> crls = new ArrayList<>();
        private final List<String> unreadable = new ArrayList<>();
        private int keys;

        private ForeignFile done() {
            return new ForeignFile(certificates.stream().distinct().toList(), crls, keys, unreadable);
        }
    }

    /**
     * Sorts a file.
     *
     * @param password of a PKCS #12 file; "" if it has none
     * @throws IllegalArgumentException if it is none of the forms, or the password is wrong
     */
    public static ForeignFile read(byte[] content, char[] password) {
        Sorting sorting = new Sorting();
        if (isPem(content)) {
            pem(new String(content, StandardCharsets.ISO_8859_1), sorting);
        } else {
            der(content, password, sorting);
        }
        ForeignFile file = sorting.done();
        if (file.certificates().isEmpty()
                && file.crls().isEmpty()
                && file.keys() == 0
                && file.unreadable().isEmpty()) {
            throw new IllegalArgumentException(
                    "neither a certificate nor a CRL; expected PEM, DER, PKCS #7 or PKCS #12");
        }
        return file;
    }

    /** The certificates in what an address gave; none if it cannot be read. */
    static List<PathCertificate> certificates(byte[] content) {
        try {
            return read(content, new char[0]).certificates();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private static boolean isPem(byte[] content) {
        String start = new String(content, 0, Math.min(content.length, 64 * 1024), StandardCharsets.ISO_8859_1);
        return start.contains("-----BEGIN ");
    }

    private static void pem(String text, Sorting sorting) {
        Matcher objects = PEM.matcher(text);
        for (int i = 0; i < OBJECTS_LIMIT && objects.find(); i++) {
            byte[] der;
            try {
                der = Base64.getMimeDecoder().decode(objects.group(2));
            } catch (IllegalArgumentException e) {
                sorting.unreadable.add("base64 that is damaged");
                continue;
            }
            switch (objects.group(1)) {
                case "CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE" -> certificate(der, sorting);
                case "X509 CRL" -> crl(der, sorting);
                case "PKCS7", "CMS" -> der(der, new char[0], sorting);
                case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY" -> sorting.keys++;
                default -> sorting.unreadable.add("PEM of an unknown kind: " + objects.group(1));
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes one kind of failure.
    private static void der(byte[] der, char[] password, Sorting sorting) {
        if (der.length < 2 || der[0] != 0x30) {
            return;
        }
        try {
            switch (Shape.of(der)) {
                case PKCS7 -> pkcs7(ContentInfo.getInstance(ASN1Primitive.fromByteArray(der)), sorting);
                case PKCS12 -> pkcs12(der, password, sorting);
                case CRL -> crl(der, sorting);
                case CERTIFICATE -> certificate(der, sorting);
            }
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (IOException | RuntimeException | StackOverflowError e) {
            sorting.unreadable.add("DER of an unknown kind");
        }
    }

    /** What the outermost structure looks like, without reading all of it: a CRL may be large. */
    private enum Shape {
        CERTIFICATE,
        CRL,
        PKCS7,
        PKCS12;

        static Shape of(byte[] der) {
            int first = content(der, 0);
            if (first < der.length && der[first] == 0x06) {
                return PKCS7;
            }
            if (first + 2 < der.length && der[first] == 0x02 && der[first + 2] == 3) {
                return PKCS12;
            }
            return isCrl(der, content(der, first)) ? CRL : CERTIFICATE;
        }

        /** A certificate starts with its version or serial number; a CRL with an algorithm, or version 2 and an algorithm. */
        private static boolean isCrl(byte[] der, int inner) {
            if (inner + 3 >= der.length) {
                return false;
            }
            boolean versioned =
                    der[inner] == 0x02 && der[inner + 1] == 1 && der[inner + 2] == 1 && der[inner + 3] == 0x30;
            return der[inner] == 0x30 || versioned && !looksLikeVersion1(der, inner + 3);
        }

        /** Certificate of version 1 with serial number 1: after algorithm and issuer come two times in a sequence. */
        private static boolean looksLikeVersion1(byte[] der, int algorithm) {
            int issuer = end(der, algorithm);
            int next = issuer < der.length ? end(der, issuer) : der.length;
            return next < der.length && der[next] == 0x30;
        }

        private static int content(byte[] der, int at) {
            int first = at + 1 < der.length ? der[at + 1] & 0xFF : 0;
            return at + 2 + (first < 0x80 ? 0 : Math.min(4, first & 0x7F));
        }

        private static int end(byte[] der, int at) {
            int content = content(der, at);
            long length = 0;
            if (at + 1 < der.length && (der[at + 1] & 0xFF) < 0x80) {
                length = der[at + 1];
            } else {
                for (int i = at + 2; i < content && i < der.length; i++) {
                    length = length << 8 | der[i] & 0xFF;
                }
            }
            return (int) Math.min(der.length, content + length);
        }
    }

    private static void certificate(byte[] der, Sorting sorting) {
        try {
            sorting.certificates.add(PathCertificate.of(der));
        } catch (MalformedCertificate e) {
            sorting.unreadable.add(String.valueOf(e.getMessage()));
        }
    }

    private static void crl(byte[] der, Sorting sorting) {
        try {
            sorting.crls.add(CrlIndex.of(der));
        } catch (MalformedRevocation e) {
            sorting.unreadable.add(String.valueOf(e.getMessage()));
        }
    }

    private static void pkcs7(ContentInfo info, Sorting sorting) throws IOException {
        if (!info.getContentType().equals(CMSObjectIdentifiers.signedData)) {
            sorting.unreadable.add("PKCS #7 without certificates");
            return;
        }
        SignedData data = SignedData.getInstance(info.getContent());
        for (ASN1Encodable element : elements(data.getCertificates())) {
            if (element.toASN1Primitive() instanceof ASN1Sequence) {
                certificate(element.toASN1Primitive().getEncoded(), sorting);
            }
        }
        for (ASN1Encodable element : elements(data.getCRLs())) {
            if (!(element.toASN1Primitive() instanceof ASN1TaggedObject)) {
                crl(element.toASN1Primitive().getEncoded(), sorting);
            }
        }
    }

    private static List<ASN1Encodable> elements(@Nullable ASN1Set set) {
        return set == null
                ? List.of()
                : Arrays.stream(set.toArray()).limit(OBJECTS_LIMIT).toList();
    }

    private static void pkcs12(byte[] der, char[] password, Sorting sorting) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(der), password);
            for (String alias : Collections.list(store.aliases())) {
                sorting.keys += store.isKeyEntry(alias) ? 1 : 0;
                java.security.cert.Certificate[] chain = store.isKeyEntry(alias)
                        ? store.getCertificateChain(alias)
                        : new java.security.cert.Certificate[] {store.getCertificate(alias)};
                for (java.security.cert.Certificate one :
                        chain == null ? new java.security.cert.Certificate[0] : chain) {
                    certificate(one.getEncoded(), sorting);
                }
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("a PKCS #12 file that does not open with this password", e);
        }
    }
}
