package org.sealpost.protocols.smtp;

import java.util.Locale;

/** A command line, cut into verb and argument. */
record Command(String verb, String argument) {
    static Command of(String line) {
        int blank = line.indexOf(' ');
        return blank < 0
                ? new Command(line.toUpperCase(Locale.ROOT), "")
                : new Command(
                        line.substring(0, blank).toUpperCase(Locale.ROOT),
                        line.substring(blank + 1).strip());
    }
}
