package org.sealpost.app.backup;

import java.math.BigInteger;
import java.util.List;
import java.util.Set;

/**
 * What the authority signed after the backup from which it was rebuilt.
 *
 * @param recovered numbers of certificates that came back from the journal, {@code issuer serial}
 * @param revoked numbers whose revocation came back from the journal
 * @param lost numbers that were signed, or about to be, and of which there is no certificate
 * @param cutOff journal files whose last record was cut off by the crash
 * @param journalled whether there was a journal; without one nobody can say that the list of lost ones is whole
 */
public record Gap(
        Set<String> recovered, Set<String> revoked, List<Lost> lost, List<String> cutOff, boolean journalled) {
    public Gap {
        lost = List.copyOf(lost);
        cutOff = List.copyOf(cutOff);
    }

    /** A number without its certificate, and where it was seen. */
    public record Lost(String issuer, BigInteger serial, String subject, String seen) {}
}
