package org.sealpost.protection;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The file with the root key, on which every other secret of the house hangs: {@code keys/root.key}, readable by its owner
 * only. With a passphrase the key lies in it closed. It belongs into the backup, apart from the data.
 */
public final class RootKeyFile {
    private static final String PLAIN = "sealpost-root-key-1 plain ";
    private static final String CLOSED = "sealpost-root-key-1 passphrase ";
    private static final String LABEL = "root key";
    private static final int SALT_BYTES = 16;
    private static final int LIMIT_BYTES = 4096;

    private RootKeyFile() {}

    /** Makes a new root key at set-up. Refuses to write over one that is there. */
    public static KeyVault create(Path file, Optional<char[]> passphrase) {
        if (Files.exists(file)) {
            throw new VaultFailure("there is a root key already: " + file, null);
        }
        byte[] key = KeyVault.newKey();
        write(file, passphrase.map(words -> CLOSED + closed(words, key)).orElseGet(() -> PLAIN + base64(key)));
        return new KeyVault(key);
    }

    /**
     * Opens the root key.
     *
     * @throws VaultFailure if the file is missing, readable by others, damaged, or the passphrase is wrong or not given
     */
    public static KeyVault open(Path file, Optional<char[]> passphrase) {
        String text = read(file).strip();
        if (text.startsWith(PLAIN)) {
            return new KeyVault(bytes(text.substring(PLAIN.length()), file));
        }
        if (!text.startsWith(CLOSED)) {
            throw new VaultFailure("not a root key file; restore it from the backup: " + file, null);
        }
        char[] words = passphrase.orElseThrow(
                () -> new VaultFailure("the root key needs its passphrase to open: " + file, null));
        byte[] both = bytes(text.substring(CLOSED.length()), file);
        if (both.length <= SALT_BYTES) {
            throw new VaultFailure("the root key file is damaged; restore it from the backup: " + file, null);
        }
        byte[] salt = Arrays.copyOf(both, SALT_BYTES);
        try {
            return new KeyVault(fromPassphrase(words, salt)
                    .open(LABEL.replace(' ', '-'), LABEL, Arrays.copyOfRange(both, SALT_BYTES, both.length)));
        } catch (VaultFailure e) {
            throw new VaultFailure("the passphrase does not open the root key: " + file, e);
        }
    }

    private static String closed(char[] passphrase, byte[] key) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        byte[] sealed = fromPassphrase(passphrase, salt).seal(LABEL.replace(' ', '-'), LABEL, key);
        return base64(ByteBuffer.allocate(SALT_BYTES + sealed.length)
                .put(salt)
                .put(sealed)
                .array());
    }

    private static KeyVault fromPassphrase(char[] passphrase, byte[] salt) {
        return new KeyVault(Argon2id.derive(passphrase, salt, Argon2id.PASSPHRASE, KeyVault.KEY_BYTES));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String text, Path file) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new VaultFailure("the root key file is damaged; restore it from the backup: " + file, e);
        }
    }

    private static String read(Path file) {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (permissions.stream().anyMatch(permission -> !permission.name().startsWith("OWNER"))) {
                throw new VaultFailure("others may read the root key; run: chmod 600 " + file, null);
            }
            if (Files.size(file) > LIMIT_BYTES) {
                throw new VaultFailure("not a root key file; restore it from the backup: " + file, null);
            }
            return Files.readString(file, StandardCharsets.US_ASCII);
        } catch (NoSuchFileException e) {
            throw new VaultFailure("the root key is missing; restore it from the backup: " + file, e);
        } catch (IOException e) {
            throw new VaultFailure("the root key cannot be read: " + file, e);
        }
    }

    /** Written beside, forced to disk, then moved: a crash leaves a whole file or none. */
    private static void write(Path file, String text) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null && !Files.isDirectory(folder)) {
                Files.createDirectories(folder);
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
            Path beside = file.resolveSibling(file.getFileName() + ".new");
            Files.deleteIfExists(beside);
            Set<StandardOpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            try (FileChannel channel = FileChannel.open(
                    beside,
                    options,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer line = StandardCharsets.US_ASCII.encode(text + "\n");
                while (line.hasRemaining()) {
                    channel.write(line);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
            force(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the root key cannot be written: " + file, e);
        }
    }

    private static void force(@org.jspecify.annotations.Nullable Path folder) throws IOException {
        if (folder != null) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
