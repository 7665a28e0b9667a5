package org.sealpost.app.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that somebody named on the command line: whole, within a limit, or with a word that says why not. */
public final class GivenFile {
    private GivenFile() {}

    /** As {@link #bytes(Path, Path, int)}, for a command that runs where it was typed. */
    public static byte[] bytes(Path file, int limitBytes) {
        return bytes(file, file, limitBytes);
    }

    /**
     * All bytes of a file.
     *
     * @param given as it was typed, for the word
     * @param file where it lies
     * @throws Mistake if there is no such file, if it may not be read, or if it has more bytes
     */
    static byte[] bytes(Path given, Path file, int limitBytes) {
        if (!Files.exists(file)) {
            throw new Mistake("there is no file " + given);
        }
        // A pipe would keep the server waiting, and a device may never end.
        if (!Files.isRegularFile(file)) {
            throw new Mistake(given + " is not a file but a folder, a pipe or a device");
        }
        if (!Files.isReadable(file)) {
            throw new Mistake("no leave to read " + given);
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limitBytes + 1);
            if (bytes.length > limitBytes) {
                throw new Mistake(given + " has more than " + limitBytes + " bytes; is it the right file?");
            }
            return bytes;
        } catch (IOException e) {
            throw new Mistake("cannot read " + given + ": " + e.getMessage());
        }
    }
}
