package org.sealpost.protection.bundle;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.VaultFailure;

/**
 * What stands readable at the front of a bundle: what it is, from when, and who opens it. It is bound to everything behind it:
 * a bundle under a changed header does not open.
 *
 * @param kind {@code backup} or {@code journal}
 */
public record BundleHeader(
        String kind,
        Instant madeAt,
        Optional<PassphraseLock> lock,
        Optional<PassphraseLock.Closed> closed,
        Optional<AgentsLock> agents) {
    static final int VERSION = 1;

    private static final byte[] MAGIC = "SEALPOST".getBytes(StandardCharsets.US_ASCII);
    private static final int LIMIT_BYTES = 1024 * 1024;

    /** A new header and the key that it closes. At least one lock; else nobody could ever open the bundle. */
    public static Keyed make(
            String kind, Instant madeAt, Optional<PassphraseLock> lock, int need, List<AgentsLock.Agent> agents) {
        if (lock.isEmpty() && agents.isEmpty()) {
            throw new IllegalArgumentException("a bundle needs a passphrase or agents who open it");
        }
        byte[] key = KeyVault.newKey();
        BundleHeader header = new BundleHeader(
                kind,
                Instant.ofEpochMilli(madeAt.toEpochMilli()),
                lock,
                lock.map(one -> one.close(key)),
                agents.isEmpty() ? Optional.empty() : Optional.of(AgentsLock.close(key, need, agents)));
        return new Keyed(header, key);
    }

    /** A header with the key of 32 bytes that opens what follows it. */
    public record Keyed(BundleHeader header, byte[] key) {
        /** Forgets the key. */
        public void wipe() {
            Arrays.fill(key, (byte) 0);
        }
    }

    /**
     * The key by passphrase.
     *
     * @throws VaultFailure if it is wrong, or no passphrase opens this bundle
     */
    public Keyed open(char[] passphrase) {
        PassphraseLock asked =
                lock.orElseThrow(() -> new VaultFailure("no passphrase opens it, only its recovery agents", null));
        return open(asked.opener(passphrase));
    }

    /** The key by a lock that was opened before. */
    public Keyed open(PassphraseLock.Opener opener) {
        return new Keyed(
                this,
                opener.open(closed.orElseThrow(
                        () -> new VaultFailure("no passphrase opens it, only its recovery agents", null))));
    }

    /** The key from the opened shares of enough agents. */
    public Keyed open(List<byte[]> shares) {
        return new Keyed(
                this,
                agents.orElseThrow(() -> new VaultFailure("no agents open it, only its passphrase", null))
                        .open(shares));
    }

    void write(OutputStream out) throws IOException {
        byte[] body = encoded();
        DataOutputStream data = new DataOutputStream(out);
        data.write(MAGIC);
        data.writeByte(VERSION);
        data.writeInt(body.length);
        data.write(body);
        data.flush();
    }

    /**
     * Reads the front of a file, and not a byte more.
     *
     * @throws VaultFailure if it is no bundle, or one of a version that this program does not know
     */
    public static BundleHeader read(InputStream in) throws IOException {
        DataInputStream data = new DataInputStream(in);
        try {
            byte[] magic = data.readNBytes(MAGIC.length);
            if (!Arrays.equals(magic, MAGIC)) {
                throw new VaultFailure("it is not a bundle of Sealpost", null);
            }
            int version = data.readUnsignedByte();
            if (version != VERSION) {
                throw new VaultFailure(
                        "it has the format " + version + ", and this program reads " + VERSION
                                + "; take the program that made it, or a newer one",
                        null);
            }
            int length = data.readInt();
            if (length < 0 || length > LIMIT_BYTES) {
                throw new VaultFailure("its header is damaged", null);
            }
            byte[] body = data.readNBytes(length);
            if (body.length < length) {
                throw new EOFException();
            }
            return decoded(body);
        } catch (EOFException e) {
            throw new VaultFailure("it is cut off in its header", e);
        }
    }

    /** The key for what follows; another header gives another key (HKDF, RFC 5869, the header as info). */
    SecretKey streamKey(byte[] key) {
        try {
            byte[] label = "sealpost bundle 1 ".getBytes(StandardCharsets.US_ASCII);
            byte[] body = encoded();
            byte[] info = Arrays.copyOf(label, label.length + body.length);
            System.arraycopy(body, 0, info, label.length, body.length);
            SecretKey root = new SecretKeySpec(key, "HKDF");
            return new SecretKeySpec(
                    KDF.getInstance("HKDF-SHA256")
                            .deriveData(
                                    HKDFParameterSpec.ofExtract().addIKM(root).thenExpand(info, KeyVault.KEY_BYTES)),
                    "AES");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HKDF-SHA256 is missing in this Java", e);
        }
    }

    private byte[] encoded() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(kind);
            out.writeLong(madeAt.toEpochMilli());
            out.writeBoolean(lock.isPresent());
            if (lock.isPresent()) {
                lock.get().write(out);
                closed.orElseThrow().write(out);
            }
            out.writeBoolean(agents.isPresent());
            if (agents.isPresent()) {
                write(out, agents.get());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes.toByteArray();
    }

    private static BundleHeader decoded(byte[] body) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
            String kind = in.readUTF();
            Instant madeAt = Instant.ofEpochMilli(in.readLong());
            Optional<PassphraseLock> lock = Optional.empty();
            Optional<PassphraseLock.Closed> closed = Optional.empty();
            if (in.readBoolean()) {
                lock = Optional.of(PassphraseLock.read(in));
                closed = Optional.of(PassphraseLock.Closed.read(in));
            }
            Optional<AgentsLock> agents = in.readBoolean() ? Optional.of(agents(in)) : Optional.empty();
            return new BundleHeader(kind, madeAt, lock, closed, agents);
        } catch (IOException | IllegalArgumentException e) {
            throw new VaultFailure("its header is damaged", e);
        }
    }

    private static void write(DataOutputStream out, AgentsLock lock) throws IOException {
        out.writeByte(lock.need());
        out.writeByte(lock.shares().size());
        for (AgentsLock.Share share : lock.shares()) {
            out.writeUTF(share.agent());
            out.writeUTF(share.fingerprint());
            PassphraseLock.writeField(out, share.commitment());
            PassphraseLock.writeField(out, share.closed());
        }
    }

    private static AgentsLock agents(DataInputStream in) throws IOException {
        int need = in.readUnsignedByte();
        int count = in.readUnsignedByte();
        List<AgentsLock.Share> shares = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            shares.add(new AgentsLock.Share(
                    in.readUTF(), in.readUTF(), PassphraseLock.readField(in), PassphraseLock.readField(in)));
        }
        return new AgentsLock(need, shares);
    }
}
