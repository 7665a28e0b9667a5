package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Says what a file in a message is, and what is written in it. It reads a copy and changes nothing. */
@FunctionalInterface
public interface FileReading {
    /** Looks at no file. */
    FileReading NONE = (in, textLimit) -> new FileText("", "", true, List.of());

    /**
     * Reads a file.
     *
     * @param in its bytes, decoded
     * @param textLimit how many characters of its text are wanted at most
     */
    FileText read(InputStream in, int textLimit) throws IOException;

    /**
     * What was found.
     *
     * @param type by its bytes, in lower case; "" if nobody looked
     * @param text what is written in it and in the files inside it, if it is of a kind that is read
     * @param whole whether all of its text was read; true for a kind that holds no text that is read
     * @param inside the types of files inside it, each once
     */
    record FileText(String type, String text, boolean whole, List<String> inside) {
        public FileText {
            inside = List.copyOf(inside);
        }
    }
}
