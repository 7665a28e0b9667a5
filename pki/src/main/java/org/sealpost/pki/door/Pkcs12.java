package org.sealpost.pki.door;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Writes keys with their certificates into one file for mail programs (PKCS #12, RFC 7292). */
public final class Pkcs12 {
    private Pkcs12() {}

    /** How the file is closed. */
    public enum Form {
        /** AES-256 and HMAC-SHA-256: OpenSSL 1.1 and later, NSS, Windows 10, Apple of today. */
        MODERN,
        /** Triple DES and SHA-1, as every program reads it, gpgsm 2.2 and old telephones, too. */
        COMPATIBLE
    }

    /**
     * A key with its certificate and the authorities above it.
     *
     * @param name shown by the program that reads it
     * @param chain DER, the certificate of the key first
     */
    public record Entry(String name, PrivateKey key, List<byte[]> chain) {
        public Entry {
            chain = List.copyOf(chain);
        }
    }

    /** The file. Entries of one name are told apart by a number. */
    public static byte[] write(List<Entry> entries, char[] password, Form form) {
        try {
            KeyStore store = form == Form.MODERN
                    ? KeyStore.getInstance("PKCS12")
                    : KeyStore.getInstance("PKCS12-3DES-3DES", new BouncyCastleProvider());
            store.load(null, null);
            Map<String, Integer> seen = new HashMap<>();
            for (Entry entry : entries) {
                int number = seen.merge(entry.name(), 1, Integer::sum);
                store.setKeyEntry(
                        number == 1 ? entry.name() : entry.name() + " (" + number + ")",
                        entry.key(),
                        password,
                        chain(entry));
            }
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            store.store(file, password);
            return file.toByteArray();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the PKCS #12 file could not be made", e);
        }
    }

    private static Certificate[] chain(Entry entry) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<Certificate> chain = new ArrayList<>();
        for (byte[] der : entry.chain()) {
            chain.add(factory.generateCertificate(new ByteArrayInputStream(der)));
        }
        return chain.toArray(new Certificate[0]);
    }
}
