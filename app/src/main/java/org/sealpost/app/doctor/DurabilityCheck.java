package org.sealpost.app.doctor;

import java.util.List;
import org.sealpost.app.House;

/** Whether the database keeps what it has committed when the power fails. */
final class DurabilityCheck implements Check {
    private static final String ID = "SP-STO-002";

    private final House house;

    DurabilityCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<String> weak = house.weakStoreSettings();
        return List.of(
                weak.isEmpty()
                        ? Diagnosis.good(ID, "what the database has committed outlives a loss of power")
                        : Diagnosis.failure(
                                ID,
                                "mail that was acknowledged is lost when the power fails",
                                "the database runs with " + String.join(", ", weak) + "; expected: on",
                                "set it to on in postgresql.conf (or for this database or user) and reload PostgreSQL"));
    }
}
