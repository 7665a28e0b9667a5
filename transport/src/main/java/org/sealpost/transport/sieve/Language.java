package org.sealpost.transport.sieve;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The extensions of Sieve that are offered, and those that one script asked for. */
public final class Language {
    private static final List<String> OFFERED = List.of(
            "body",
            "comparator-i;ascii-casemap",
            "comparator-i;ascii-numeric",
            "comparator-i;octet",
            "copy",
            "date",
            "envelope",
            "ereject",
            "fileinto",
            "imap4flags",
            "mailbox",
            "reject",
            "relational",
            "subaddress",
            "vacation",
            "variables");

    private final Set<String> required = new HashSet<>();

    Language() {}

    /** The names of all extensions, as scripts require them. */
    public static List<String> extensions() {
        return OFFERED;
    }

    void require(String extension, int line) {
        if (!OFFERED.contains(extension)) {
            throw new ScriptFault(
                    line,
                    "the extension \"" + extension + "\" is not offered; those are: " + String.join(", ", OFFERED));
        }
        required.add(extension);
    }

    boolean has(String extension) {
        return required.contains(extension);
    }

    void need(String extension, String forWhat, int line) {
        if (!has(extension)) {
            throw new ScriptFault(line, "'" + forWhat + "' needs: require \"" + extension + "\";");
        }
    }
}
