package org.sealpost.transport.files;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Reads files of kinds that take large programs to read, such as PDF. Whoever implements it sees to it that a hostile file costs
 * neither the server's memory nor its life, and no more than a bounded time.
 */
@FunctionalInterface
public interface DocumentReader {
    /** Reads none of them. */
    DocumentReader NONE = () -> (file, textLimit) -> Document.UNREAD;

    /** For the files of one message, one after the other. */
    Session open();

    /** One message. */
    @FunctionalInterface
    interface Session extends AutoCloseable {
        /**
         * Reads a file; what cannot be read, whatever is the reason, is told as not read.
         *
         * @param textLimit how many characters of its text are wanted at most
         * @throws IOException if the file cannot be had
         */
        Document read(InputStream file, int textLimit) throws IOException;

        @Override
        default void close() {
            // Nothing is held.
        }
    }

    /**
     * What was found.
     *
     * @param type by its content; "" if nothing more was found than its first octets tell
     * @param whole whether all of it was read, apart from {@code files}
     * @param locked whether it can be read only with a password
     * @param files what lies in it, as it came
     */
    record Document(String type, String text, boolean whole, boolean locked, List<byte[]> files) {
        public static final Document UNREAD = new Document("", "", false, false, List.of());

        public Document {
            files = List.copyOf(files);
        }
    }
}
