package org.sealpost.transport.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.sealpost.protection.FileReading.FileText;
import org.sealpost.testkit.TestFolders;

/** Archives for tests: of Java's own making, and of the programs that people use. */
final class Packed {
    private Packed() {}

    static FileText read(byte[] bytes) throws IOException {
        try (AttachedFiles files = new AttachedFiles(DocumentReader.NONE)) {
            return files.read(new ByteArrayInputStream(bytes), 1_000_000);
        }
    }

    static byte[] zip(String... namesAndTexts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < namesAndTexts.length; i += 2) {
                zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
                zip.write(namesAndTexts[i + 1].getBytes(StandardCharsets.ISO_8859_1));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] zip(String name, byte[] file) throws IOException {
        return zip(name, new String(file, StandardCharsets.ISO_8859_1));
    }

    static byte[] gzip(byte[] file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(file);
        }
        return bytes.toByteArray();
    }

    /** Has programs run in a folder in which this file lies, and gives the file that they make. */
    static byte[] by(String name, byte[] file, String made, List<String> command) throws Exception {
        Path folder = TestFolders.make("packed");
        Files.write(folder.resolve(name), file);
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(command + " ended with " + exit + ": " + Files.readString(folder.resolve("said")));
        }
        return Files.readAllBytes(folder.resolve(made));
    }

    static byte[] join(byte[]... some) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Stream.of(some).forEach(all::writeBytes);
        return all.toByteArray();
    }
}
