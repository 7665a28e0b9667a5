package org.sealpost.app.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sealpost.app.House;

/** Whether there is room for mail. */
final class DiskChecks implements Check {
    private static final String ID = "SP-STO-001";
    private static final long MEGABYTE = 1024L * 1024;
    private static final long SCARCE = 2_048 * MEGABYTE;
    private static final long TOO_LITTLE = 200 * MEGABYTE;

    private final Path data;

    DiskChecks(House house) {
        this.data = house.configuration().data();
    }

    @Override
    public List<Diagnosis> run() {
        try {
            FileStore disk = Files.getFileStore(data);
            long free = disk.getUsableSpace();
            String evidence = free / MEGABYTE + " MB are free on the disk of " + data;
            if (free < TOO_LITTLE) {
                return List.of(Diagnosis.failure(
                        ID,
                        "no more mail is accepted soon: the disk is full",
                        evidence,
                        "make room on the disk of " + data));
            }
            return List.of(
                    free < SCARCE
                            ? Diagnosis.warning(
                                    ID,
                                    "mail will not be accepted when the disk is full",
                                    evidence,
                                    "make room on the disk of " + data)
                            : Diagnosis.good(ID, evidence));
        } catch (IOException e) {
            return List.of(Diagnosis.notTested(ID, "the disk does not tell its free space: " + e.getMessage()));
        }
    }
}
