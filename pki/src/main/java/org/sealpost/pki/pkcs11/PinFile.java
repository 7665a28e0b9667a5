package org.sealpost.pki.pkcs11;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.sealpost.pki.AuthorityFailure;

/** The PIN of a token, read when it is needed and at no other time. */
final class PinFile {
    private static final int LIMIT_BYTES = 256;

    private PinFile() {}

    /** The first line; the caller wipes it. */
    static byte[] read(Path file) {
        try {
            if (Files.getPosixFilePermissions(file).stream()
                    .anyMatch(permission -> !permission.name().startsWith("OWNER"))) {
                throw new AuthorityFailure("others may read the PIN of the token; run: chmod 600 " + file);
            }
            if (Files.size(file) > LIMIT_BYTES) {
                throw new AuthorityFailure("expected the PIN of the token in one line: " + file);
            }
            byte[] all = Files.readAllBytes(file);
            int end = 0;
            while (end < all.length && all[end] != '\n' && all[end] != '\r') {
                end++;
            }
            byte[] pin = Arrays.copyOf(all, end);
            Arrays.fill(all, (byte) 0);
            return pin;
        } catch (NoSuchFileException e) {
            throw new AuthorityFailure("the file with the PIN of the token is missing: " + file, e);
        } catch (IOException e) {
            throw new AuthorityFailure("the file with the PIN of the token cannot be read: " + file, e);
        }
    }
}
