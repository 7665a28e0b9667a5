package org.sealpost.pki;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8DecryptorProviderBuilder;
import org.bouncycastle.openssl.jcajce.JcePEMDecryptorProviderBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A private key as other programs keep it in a file: PKCS #12, or PEM with PKCS #8 or the older forms of OpenSSL.
 *
 * @param certificates those that lay beside it, DER
 */
public record PrivateKeyFile(PrivateKey key, List<byte[]> certificates) {
    private static final int OBJECTS_LIMIT = 100;

    public PrivateKeyFile {
        certificates = List.copyOf(certificates);
    }

    /**
     * Reads a file.
     *
     * @param passphrase empty if the key is not encrypted
     * @throws IllegalArgumentException if there is no key in it, several, or the passphrase does not open it
     */
    public static PrivateKeyFile read(byte[] content, char[] passphrase) {
        String start = new String(content, 0, Math.min(content.length, 4096), StandardCharsets.ISO_8859_1);
        return start.contains("-----BEGIN ") ? pem(content, passphrase) : only(pkcs12Keys(content, passphrase));
    }

    /**
     * All private keys in a PKCS #12 file, each with its chain, the certificate of the key first.
     *
     * @throws IllegalArgumentException if the passphrase does not open it
     */
    static List<PrivateKeyFile> pkcs12Keys(byte[] content, char[] passphrase) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(new ByteArrayInputStream(content), passphrase);
            List<PrivateKeyFile> found = new ArrayList<>();
            for (String alias : Collections.list(store.aliases())) {
                if (store.getKey(alias, passphrase) instanceof PrivateKey key) {
                    List<byte[]> chain = new ArrayList<>();
                    for (Certificate one : Optional.ofNullable(store.getCertificateChain(alias))
                            .orElse(new Certificate[0])) {
                        chain.add(one.getEncoded());
                    }
                    found.add(new PrivateKeyFile(key, chain));
                }
            }
            return found;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalArgumentException("neither PEM nor a PKCS #12 file that this passphrase opens", e);
        }
    }

    private static PrivateKeyFile only(List<PrivateKeyFile> found) {
        if (found.size() != 1) {
            throw new IllegalArgumentException("expected one private key in the file: " + found.size());
        }
        return found.getFirst();
    }

    @SuppressWarnings("IllegalCatch") // What a parser throws on broken bytes becomes one kind of failure.
    private static PrivateKeyFile pem(byte[] content, char[] passphrase) {
        List<PrivateKeyFile> found = new ArrayList<>();
        try (PEMParser parser = new PEMParser(new StringReader(new String(content, StandardCharsets.ISO_8859_1)))) {
            for (int i = 0; i < OBJECTS_LIMIT; i++) {
                Object one = parser.readObject();
                if (one == null) {
                    break;
                }
                key(one, passphrase).ifPresent(key -> found.add(new PrivateKeyFile(key, List.of())));
            }
        } catch (IOException | OperatorCreationException | PKCSException | RuntimeException e) {
            throw new IllegalArgumentException("the private key cannot be read, or the passphrase does not open it", e);
        }
        return only(found);
    }

    private static Optional<PrivateKey> key(Object object, char[] passphrase)
            throws IOException, OperatorCreationException, PKCSException {
        Provider provider = new BouncyCastleProvider();
        PrivateKeyInfo info = switch (object) {
            case PrivateKeyInfo plain -> plain;
            case PEMKeyPair pair -> pair.getPrivateKeyInfo();
            case PEMEncryptedKeyPair closed ->
                closed.decryptKeyPair(new JcePEMDecryptorProviderBuilder()
                                .setProvider(provider)
                                .build(passphrase))
                        .getPrivateKeyInfo();
            case PKCS8EncryptedPrivateKeyInfo closed ->
                closed.decryptPrivateKeyInfo(new JceOpenSSLPKCS8DecryptorProviderBuilder()
                        .setProvider(provider)
                        .build(passphrase));
            default -> null;
        };
        return info == null ? Optional.empty() : Optional.of(new JcaPEMKeyConverter().getPrivateKey(info));
    }
}
