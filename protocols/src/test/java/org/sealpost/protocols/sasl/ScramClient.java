package org.sealpost.protocols.sasl;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** The client's side of SCRAM-SHA-256, written down from RFC 5802 once more, so that it can do wrong what one wants. */
public final class ScramClient {
    private static final String HMAC = "HmacSHA256";

    private final String header;
    private final byte[] binding;
    private final String bare;
    private String exchange = "";
    private byte[] salted = new byte[0];

    /** {@code header}: such as {@code n,,}; {@code binding}: what the client takes for the channel's. */
    public ScramClient(String header, byte[] binding, String name, String nonce) {
        this.header = header;
        this.binding = binding.clone();
        this.bare = "n=" + name.replace("=", "=3D").replace(",", "=2C") + ",r=" + nonce;
    }

    public byte[] first() {
        return bytes(header + bare);
    }

    /** The answer to the server's first word. */
    public byte[] last(byte[] challenge, String password) {
        String words = new String(challenge, StandardCharsets.US_ASCII);
        String[] parts = words.split(",", -1);
        salted = salted(
                password, Base64.getDecoder().decode(parts[1].substring(2)), Integer.parseInt(parts[2].substring(2)));
        ByteArrayOutputStream bound = new ByteArrayOutputStream();
        bound.writeBytes(bytes(header));
        bound.writeBytes(binding);
        String text = "c=" + Base64.getEncoder().encodeToString(bound.toByteArray()) + "," + parts[0];
        exchange = bare + "," + words + "," + text;
        byte[] clientKey = hmac(salted, "Client Key");
        byte[] signature = hmac(sha256(clientKey), exchange);
        for (int i = 0; i < clientKey.length; i++) {
            clientKey[i] ^= signature[i];
        }
        return bytes(text + ",p=" + Base64.getEncoder().encodeToString(clientKey));
    }

    /** With which the server has to prove itself. */
    public String expected() {
        return "v=" + Base64.getEncoder().encodeToString(hmac(hmac(salted, "Server Key"), exchange));
    }

    private static byte[] salted(String password, byte[] salt, int iterations) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, iterations, 256))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(bytes(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
