package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;

/** Whether mail leaves. */
final class QueueCheck implements Check {
    private static final String ID = "SP-QUE-001";
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration TOO_LONG = Duration.ofDays(1);

    private final House house;

    QueueCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Optional<Instant> oldest = house.queue().oldestReceivedAt();
        Duration age = oldest.map(since -> Duration.between(since, house.clock().instant()))
                .orElse(Duration.ZERO);
        String evidence =
                oldest.map(since -> "the oldest message waits since " + since).orElse("the queue is empty");
        if (age.compareTo(LONG) < 0) {
            return List.of(Diagnosis.good(ID, evidence));
        }
        return List.of(
                age.compareTo(TOO_LONG) < 0
                        ? Diagnosis.warning(ID, "some mail is late", evidence, "sealpost queue list")
                        : Diagnosis.failure(
                                ID, "some mail will go back to its sender", evidence, "sealpost queue list"));
    }
}
