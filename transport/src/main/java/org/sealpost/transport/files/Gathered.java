package org.sealpost.transport.files;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.sealpost.protection.FileReading.FileText;

/** What was found in one file of a message and in the files inside it. */
final class Gathered {
    private final int textLimit;
    private final StringBuilder text = new StringBuilder();
    private final Set<String> inside = new LinkedHashSet<>();
    private boolean whole = true;

    Gathered(int textLimit) {
        this.textLimit = textLimit;
    }

    void append(CharSequence words) {
        int room = textLimit - text.length();
        whole &= words.length() <= room;
        text.append(words, 0, Math.min(words.length(), Math.max(0, room)));
    }

    /** Words of another file, or of another part, do not continue these. */
    void separate() {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n' && text.length() < textLimit) {
            text.append('\n');
        }
    }

    /** How many characters are still wanted. */
    int room() {
        return Math.max(0, textLimit - text.length());
    }

    boolean isFull() {
        return room() == 0;
    }

    /** Something was not read, and may hold what is looked for. */
    void unread() {
        whole = false;
    }

    /** Something can be read only with a password. */
    void locked() {
        inside.add(AttachedFiles.LOCKED);
        whole = false;
    }

    void inside(String type) {
        if (!type.isEmpty()) {
            inside.add(type);
        }
    }

    FileText as(String type) {
        return new FileText(type, text.toString(), whole, List.copyOf(inside));
    }
}
