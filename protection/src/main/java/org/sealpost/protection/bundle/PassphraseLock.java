package org.sealpost.protection.bundle;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import org.sealpost.protection.Argon2id;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.VaultFailure;

/**
 * A lock that anybody may close and only the passphrase opens: a key pair (X25519) whose private half lies closed under the
 * passphrase (Argon2id, RFC 9106). So the server makes a backup every night and does not know the words that open it.
 *
 * @param publicKey SubjectPublicKeyInfo, DER
 * @param closedPrivate PKCS #8, sealed under the key from passphrase and salt
 */
public record PassphraseLock(byte[] publicKey, byte[] salt, Argon2id.Cost cost, byte[] closedPrivate) {
    private static final String PURPOSE = "backup-lock";
    private static final String LABEL = "private half of the lock";
    private static final int SALT_BYTES = 16;
    private static final int FIELD_LIMIT_BYTES = 4096;

    /** A new lock. The caller wipes the passphrase. */
    public static PassphraseLock make(char[] passphrase) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        KeyPair pair = newPair();
        byte[] encoded = pair.getPrivate().getEncoded();
        try {
            byte[] closed = vault(passphrase, salt, Argon2id.PASSPHRASE).seal(PURPOSE, LABEL, encoded);
            return new PassphraseLock(pair.getPublic().getEncoded(), salt, Argon2id.PASSPHRASE, closed);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** A key closed under this lock. */
    public record Closed(byte[] encapsulation, byte[] wrapped) {
        void write(DataOutputStream out) throws IOException {
            writeField(out, encapsulation);
            writeField(out, wrapped);
        }

        static Closed read(DataInputStream in) throws IOException {
            return new Closed(readField(in), readField(in));
        }
    }

    /** Closes a key of 32 bytes; needs no passphrase (DHKEM, RFC 9180 section 4.1). */
    public Closed close(byte[] key) {
        try {
            PublicKey lock = KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(publicKey));
            KEM.Encapsulated shared =
                    KEM.getInstance("DHKEM").newEncapsulator(lock).encapsulate();
            byte[] wrapped = new KeyVault(shared.key().getEncoded()).seal(PURPOSE, "key of the bundle", key);
            return new Closed(shared.encapsulation(), wrapped);
        } catch (GeneralSecurityException e) {
            throw new VaultFailure("the lock of the backups is damaged; make a new one", e);
        }
    }

    /**
     * What opens everything that was ever closed under this lock.
     *
     * @throws VaultFailure if it is another passphrase
     */
    public Opener opener(char[] passphrase) {
        byte[] encoded;
        try {
            encoded = vault(passphrase, salt, cost).open(PURPOSE, LABEL, closedPrivate);
        } catch (VaultFailure e) {
            throw new VaultFailure("the passphrase is wrong, or it is that of another lock", e);
        }
        try {
            PrivateKey key = KeyFactory.getInstance("X25519").generatePrivate(new PKCS8EncodedKeySpec(encoded));
            return closed -> open(key, closed);
        } catch (GeneralSecurityException e) {
            throw new VaultFailure("the lock is damaged", e);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** Opens keys that were closed under one lock; asks for nothing any more. */
    @FunctionalInterface
    public interface Opener {
        byte[] open(Closed closed);
    }

    private static byte[] open(PrivateKey key, Closed closed) {
        try {
            byte[] shared = KEM.getInstance("DHKEM")
                    .newDecapsulator(key)
                    .decapsulate(closed.encapsulation)
                    .getEncoded();
            return new KeyVault(shared).open(PURPOSE, "key of the bundle", closed.wrapped);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new VaultFailure(
                    e instanceof DecapsulateException
                            ? "the lock is damaged"
                            : "the bundle was closed under another lock",
                    e);
        }
    }

    void write(DataOutputStream out) throws IOException {
        writeField(out, publicKey);
        writeField(out, salt);
        out.writeInt(cost.memoryKib());
        out.writeInt(cost.passes());
        out.writeInt(cost.lanes());
        writeField(out, closedPrivate);
    }

    static PassphraseLock read(DataInputStream in) throws IOException {
        byte[] publicKey = readField(in);
        byte[] salt = readField(in);
        // The record refuses costs that would stop the machine.
        Argon2id.Cost cost = new Argon2id.Cost(in.readInt(), in.readInt(), in.readInt());
        return new PassphraseLock(publicKey, salt, cost, readField(in));
    }

    static void writeField(DataOutputStream out, byte[] field) throws IOException {
        out.writeInt(field.length);
        out.write(field);
    }

    static byte[] readField(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > FIELD_LIMIT_BYTES) {
            throw new IOException("a field is too long: " + length);
        }
        byte[] field = new byte[length];
        in.readFully(field);
        return field;
    }

    private static KeyVault vault(char[] passphrase, byte[] salt, Argon2id.Cost cost) {
        return new KeyVault(Argon2id.derive(passphrase, salt, cost, KeyVault.KEY_BYTES));
    }

    private static KeyPair newPair() {
        try {
            return KeyPairGenerator.getInstance("X25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("X25519 is missing in this Java", e);
        }
    }
}
