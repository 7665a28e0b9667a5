package org.sealpost.store.database;

import org.flywaydb.core.Flyway;

/** Brings the tables of a room to the form that this version of the house knows. Safe to run at every start. */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs the migrations of a room.
     *
     * @param room names the folder {@code org/sealpost/ROOM/migration} on the class path and the history table
     */
    public static void run(Database database, String room) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:org/sealpost/" + room + "/migration")
                .table("schema_history_" + room)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(database.dialect().words())
                .load()
                .migrate();
    }
}
