package org.sealpost.protocols.files.reader;

import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/** What was found in one file so far. */
final class Found extends Writer {
    private final int textLimit;
    private final StringBuilder text = new StringBuilder();
    private final List<byte[]> files = new ArrayList<>();
    private String type = "";
    private boolean whole = true;
    private boolean locked;
    private int inside;

    Found(int textLimit) {
        this.textLimit = textLimit;
    }

    /** More text than is wanted. */
    static final class Full extends IOException {
        private static final long serialVersionUID = 1;

        Full() {
            super("more text than is wanted");
        }
    }

    void type(String name) {
        type = name;
    }

    void unread() {
        whole = false;
    }

    void locked() {
        locked = true;
        whole = false;
    }

    /** One more word or line. */
    void line(CharSequence words) throws Full {
        if (!words.isEmpty()) {
            append(words);
            append("\n");
        }
    }

    @Override
    public Found append(CharSequence words) throws Full {
        int room = Math.max(0, textLimit - text.length());
        text.append(words, 0, Math.min(room, words.length()));
        if (words.length() > room) {
            whole = false;
            throw new Full();
        }
        return this;
    }

    @Override
    public void write(char[] buffer, int offset, int length) throws Full {
        append(new String(buffer, offset, length));
    }

    /** A file that lies in this one. */
    void file(InputStream in) throws IOException {
        byte[] bytes = in.readNBytes(Wire.INSIDE_LIMIT_BYTES - inside + 1);
        if (inside + bytes.length > Wire.INSIDE_LIMIT_BYTES || files.size() == Wire.INSIDE_LIMIT) {
            unread();
            return;
        }
        inside += bytes.length;
        files.add(bytes);
    }

    Wire.Answer answer() {
        return new Wire.Answer(type, text.toString(), whole, locked, files);
    }

    @Override
    public void flush() {
        // Nothing waits.
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
