package org.sealpost.app.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.sealpost.mail.Sha256;
import org.sealpost.protection.VaultFailure;
import org.sealpost.protection.bundle.BundleHeader;
import org.sealpost.protection.bundle.BundleInput;
import org.sealpost.store.copy.RowSink;

/** Reads a bundle from its front to its manifest and finds everything that is not as it was written. */
final class BundleReader {
    private static final int FILE_LIMIT_BYTES = 16 * 1024 * 1024;

    private BundleReader() {}

    /** Takes what is in a bundle. */
    interface Taker extends RowSink {
        void file(String name, byte[] bytes) throws IOException;
    }

    /** The readable front of a bundle. */
    static BundleHeader header(Path bundle) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(bundle))) {
            return BundleHeader.read(in);
        }
    }

    /**
     * Hands over everything and gives the manifest, once all of it was seen to be whole.
     *
     * @param open gives the key that the header closes
     * @throws VaultFailure if the bundle does not open, was changed or is cut off
     */
    static Manifest read(Path bundle, Function<BundleHeader, BundleHeader.Keyed> open, Taker taker) throws IOException {
        try (InputStream file = new BufferedInputStream(Files.newInputStream(bundle), 512 * 1024)) {
            BundleHeader.Keyed keyed = open.apply(BundleHeader.read(file));
            return sections(new BundleInput(file, keyed), taker);
        } catch (EOFException e) {
            throw new VaultFailure("it ends before its manifest", e);
        }
    }

    private static Manifest sections(InputStream bundle, Taker taker) throws IOException {
        Hashing hashing = new Hashing(bundle);
        DataInputStream in = new DataInputStream(hashing);
        Map<String, Manifest.Section> found = new TreeMap<>();
        while (true) {
            int kind = in.readUnsignedByte();
            hashing.digest.reset();
            switch (kind) {
                case BundleWriter.FILE -> {
                    String name = in.readUTF();
                    byte[] bytes = octets(in);
                    taker.file(name, bytes);
                    note(found, name, 1, hashing);
                }
                case BundleWriter.TABLE -> {
                    Rows.Table table = Rows.read(in, taker);
                    note(found, table.name(), table.rows(), hashing);
                }
                case BundleWriter.MANIFEST -> {
                    return manifest(octets(in), found, in);
                }
                default -> throw new VaultFailure("it has a section of an unknown kind: " + kind, null);
            }
        }
    }

    private static void note(Map<String, Manifest.Section> found, String name, long rows, Hashing hashing) {
        found.put(name, new Manifest.Section(rows, HexFormat.of().formatHex(hashing.digest.digest())));
    }

    private static Manifest manifest(byte[] json, Map<String, Manifest.Section> found, InputStream rest)
            throws IOException {
        Manifest manifest;
        try {
            manifest = new ObjectMapper().readValue(json, Manifest.class);
        } catch (JsonProcessingException e) {
            throw new VaultFailure("its manifest cannot be read", e);
        }
        if (rest.read() >= 0) {
            throw new VaultFailure("something follows its manifest", null);
        }
        if (manifest.format() != Manifest.FORMAT) {
            throw new VaultFailure(
                    "its content has the format " + manifest.format() + ", which this program does not read", null);
        }
        if (!manifest.sections().equals(found)) {
            throw new VaultFailure("what is in it is not what its manifest says", null);
        }
        return manifest;
    }

    private static byte[] octets(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > FILE_LIMIT_BYTES) {
            throw new VaultFailure("a file in it is too long: " + length, null);
        }
        byte[] octets = new byte[length];
        in.readFully(octets);
        return octets;
    }

    private static final class Hashing extends FilterInputStream {
        private final MessageDigest digest = Sha256.begin();

        Hashing(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            if (octet >= 0) {
                digest.update((byte) octet);
            }
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int count = in.read(target, offset, length);
            if (count > 0) {
                digest.update(target, offset, count);
            }
            return count;
        }
    }
}
