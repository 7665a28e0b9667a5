package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sealpost.app.House;

/** Whether the certification authority will go on signing. */
final class AuthorityChecks implements Check {
    private static final String ID = "SP-PKI-001";
    private static final Duration EARLY = Duration.ofDays(365);

    private final House house;

    AuthorityChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Instant end = house.certification().authorityEnd();
        String evidence = "the first of the authority's certificates ends on " + end;
        return List.of(
                end.minus(EARLY).isBefore(house.clock().instant())
                        ? Diagnosis.failure(
                                ID,
                                "no certificate is valid after " + end,
                                evidence,
                                "plan a new authority before that day (a new root must reach all mail programs first)")
                        : Diagnosis.good(ID, "both halves of the authority are there and fit; " + evidence));
    }
}
