package org.sealpost.app.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sealpost.app.House;

/** Whether the key under which all others lie can be read by others. */
final class KeyFileCheck implements Check {
    private static final String ID = "SP-KEY-001";
    private static final Set<PosixFilePermission> OTHERS = EnumSet.complementOf(EnumSet.of(
            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE, PosixFilePermission.OWNER_EXECUTE));

    private final Path file;

    KeyFileCheck(House house) {
        this.file = house.rootKeyFile();
    }

    @Override
    public List<Diagnosis> run() {
        try {
            Set<PosixFilePermission> given = EnumSet.copyOf(Files.getPosixFilePermissions(file));
            given.retainAll(OTHERS);
            return List.of(
                    given.isEmpty()
                            ? Diagnosis.good(ID, "only its owner reads " + file)
                            : Diagnosis.failure(
                                    ID,
                                    "other users of this machine can read the key that protects all mail and all private keys",
                                    file + " is open to others: " + given,
                                    "chmod 600 " + file));
        } catch (IOException e) {
            return List.of(Diagnosis.failure(
                    ID,
                    "without this key no mail and no private key can be opened after the next start",
                    "cannot look at " + file + ": " + e.getMessage(),
                    "restore " + file + " from the backup"));
        }
    }
}
