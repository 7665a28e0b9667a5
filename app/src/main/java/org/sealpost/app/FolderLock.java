package org.sealpost.app;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/** One process at a time on one data folder, which no other user of the machine reads. */
record FolderLock(FileLock lock) implements AutoCloseable {
    /** Takes the folder, or says who has it. */
    static FolderLock of(Path data) {
        try {
            // Addresses, the audit log and password hashes lie here: nobody else of this machine reads them.
            closeToOthers(data);
            Path folder = data.resolve("run");
            closeToOthers(folder);
            FileChannel file =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = file.tryLock();
            if (lock == null) {
                file.close();
                throw new StartFailure("another Sealpost runs on the data folder " + data + "; stop it first");
            }
            return new FolderLock(lock);
        } catch (OverlappingFileLockException e) {
            throw new StartFailure("this process has the data folder " + data + " open already", e);
        } catch (IOException e) {
            throw new StartFailure(
                    "cannot use the data folder " + data + ": " + e.getMessage() + "; it must be writable", e);
        }
    }

    static void closeToOthers(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    @Override
    public void close() {
        try {
            lock.release();
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new StartFailure("cannot release the data folder", e);
        }
    }
}
