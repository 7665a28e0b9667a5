package org.sealpost.protocols.files.reader;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.commons.compress.PasswordRequiredException;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.tukaani.xz.XZInputStream;

/** Says by its first octets how a file is read. */
final class FileKinds {
    private static final byte[] OLE = {
        (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };
    private static final byte[] SEVEN = {'7', 'z', (byte) 0xbc, (byte) 0xaf, 0x27, 0x1c};
    private static final byte[] BZIP = {'B', 'Z', 'h'};
    private static final byte[] XZ = {(byte) 0xfd, '7', 'z', 'X', 'Z', 0};
    private static final int PDF_WITHIN_BYTES = 1024;
    private static final int MEMORY_LIMIT_KB = 64 * 1024;

    private FileKinds() {}

    /** Whatever goes wrong with it, the file was not read to its end. */
    @SuppressWarnings("IllegalCatch") // Libraries meet files that are made to break them with any exception there is.
    static void read(byte[] file, Found found) {
        try {
            choose(file, found);
        } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
            found.unread();
        }
    }

    private static void choose(byte[] file, Found found) throws IOException {
        if (begins(file, OLE)) {
            OldOffice.read(file, found);
        } else if (begins(file, SEVEN)) {
            sevenZip(file, found);
        } else if (begins(file, BZIP)) {
            found.file(new BZip2CompressorInputStream(new ByteArrayInputStream(file), true));
        } else if (begins(file, XZ)) {
            found.file(new XZInputStream(new ByteArrayInputStream(file), MEMORY_LIMIT_KB));
        } else if (new String(file, 0, Math.min(file.length, PDF_WITHIN_BYTES), StandardCharsets.ISO_8859_1)
                .contains("%PDF-")) {
            PdfText.read(file, found);
        } else {
            found.unread();
        }
    }

    private static boolean begins(byte[] file, byte[] mark) {
        return file.length >= mark.length && Arrays.equals(file, 0, mark.length, mark, 0, mark.length);
    }

    private static void sevenZip(byte[] file, Found found) throws IOException {
        try (SevenZFile archive = SevenZFile.builder()
                .setSeekableByteChannel(new SeekableInMemoryByteChannel(file))
                .setMaxMemoryLimitKiB(MEMORY_LIMIT_KB)
                .get()) {
            for (SevenZArchiveEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (entry.hasStream()) {
                    found.file(archive.getInputStream(entry));
                }
            }
        } catch (PasswordRequiredException e) {
            found.locked();
        }
    }
}
