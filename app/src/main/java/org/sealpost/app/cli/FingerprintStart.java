package org.sealpost.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The first digits of a fingerprint, as people type them: in hex, with colons or without. Enough of them to name one thing, and
 * nothing that is no digit, since otherwise another certificate than the one that was meant might be revoked.
 */
record FingerprintStart(String digits) {
    private static final int LEAST = 8;

    /** @throws Mistake if it is none */
    static FingerprintStart of(String typed) {
        String digits = typed.strip().replace(":", "").toLowerCase(Locale.ROOT);
        if (!digits.matches("[0-9a-f]{" + LEAST + ",64}")) {
            throw new Mistake("expected a fingerprint (SHA-256), or at least its first " + LEAST
                    + " digits, in hex such as 2a62412c7b746885: " + typed);
        }
        return new FingerprintStart(digits);
    }

    /**
     * What starts so.
     *
     * @param what for the word: {@code certificates}
     * @throws Mistake if there are several
     */
    <T> Optional<T> only(String what, List<T> all, Function<T, String> fingerprint) {
        List<T> found = all.stream()
                .filter(one -> fingerprint.apply(one).startsWith(digits))
                .toList();
        if (found.size() > 1) {
            throw new Mistake(found.size() + " " + what + " start with " + digits + "; give more of the fingerprint");
        }
        return found.stream().findFirst();
    }
}
