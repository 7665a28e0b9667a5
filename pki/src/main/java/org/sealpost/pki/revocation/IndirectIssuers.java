package org.sealpost.pki.revocation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.sealpost.pki.path.NameKey;

/** Which issuer the entries of an indirect CRL speak of: each name holds until the next one (RFC 5280 section 5.3.3). */
final class IndirectIssuers {
    private static final int CHANGES_LIMIT = 100_000;

    private final Map<NameKey, Integer> names = new HashMap<>();
    private int[] starts = {0};
    private int[] numbers = {0};
    private int changes = 1;

    IndirectIssuers(NameKey issuer) {
        names.put(issuer, 0);
    }

    /** From this place on entries are about certificates of that issuer; places only rise. */
    void change(int place, NameKey issuer) {
        int next = names.size();
        int number = names.computeIfAbsent(issuer, name -> next);
        if (changes == CHANGES_LIMIT || names.size() > 1_000) {
            throw new MalformedRevocation("an indirect CRL with too many issuers");
        }
        if (changes == starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
            numbers = Arrays.copyOf(numbers, numbers.length * 2);
        }
        starts[changes] = place;
        numbers[changes++] = number;
    }

    int at(int place) {
        if (changes == 1) {
            return 0;
        }
        int found = Arrays.binarySearch(starts, 0, changes, place);
        return numbers[found >= 0 ? found : -found - 2];
    }

    /** -1 if no entry is about this issuer. */
    int number(NameKey issuer) {
        return names.getOrDefault(issuer, -1);
    }
}
