package org.sealpost.protection;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.sealpost.mail.Content;

/**
 * A small secret closed to one recovery agent's certificate: CMS EnvelopedData (RFC 5652 section 6) in DER, so that the agent
 * may open it with any program that knows CMS, on a machine of their own.
 */
public final class AgentEnvelope {
    private static final int LIMIT_BYTES = 64 * 1024;
    /** Small contents stay in memory, so nothing is written there. */
    private static final Path NO_FOLDER = Path.of("");

    private AgentEnvelope() {}

    /**
     * Closes a secret.
     *
     * @throws IllegalArgumentException if the key of the certificate cannot encrypt
     */
    public static byte[] seal(byte[] secret, X509Certificate agent) {
        ByteArrayOutputStream sealed = new ByteArrayOutputStream();
        try {
            CmsEncryptor.encrypt(Content.of(secret), List.of(agent), EncryptionFormat.CONSERVATIVE, sealed);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return sealed.toByteArray();
    }

    /**
     * Opens what was closed to this certificate.
     *
     * @throws VaultFailure if it was closed to another one, or changed
     */
    @SuppressWarnings("IllegalCatch") // Whatever a library throws on bytes from outside means that it does not open.
    public static byte[] open(byte[] sealed, X509Certificate agent, PrivateKey key) {
        if (sealed.length > LIMIT_BYTES) {
            throw new VaultFailure("not a closed share: it is too large", null);
        }
        DecryptionKey decryption = new DecryptionKey("", agent, () -> key);
        Spool opened = new Spool(NO_FOLDER, sealed.length);
        try {
            CmsOpener opener =
                    new CmsOpener(new ByteArrayInputStream(sealed), sealed.length, List.of(decryption), opened);
            if (opener.open().isEmpty()) {
                throw new VaultFailure("it was closed to another certificate than this one", null);
            }
            try (InputStream in = opened.content().open()) {
                return in.readAllBytes();
            }
        } catch (IOException | GeneralSecurityException e) {
            throw new VaultFailure("it does not open with this key", e);
        } catch (VaultFailure e) {
            throw e;
        } catch (RuntimeException e) {
            throw new VaultFailure("it is no CMS EnvelopedData, or it was changed", e);
        }
    }
}
