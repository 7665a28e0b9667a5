package org.sealpost.store.database;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** Brings the tables of a room to the form that this version of the house knows. Safe to run at every start. */
public final class Migrations {
    private Migrations() {}

    /**
     * Runs the migrations of a room.
     *
     * @param room names the folder {@code org/sealpost/ROOM/migration} on the class path and the history table
     */
    public static void run(Database database, String room) {
        run(database, room, "latest");
    }

    /** The same up to a version, to load what a house of that version wrote. */
    public static void run(Database database, String room, String version) {
        flyway(database, room, version).migrate();
    }

    private static Flyway flyway(Database database, String room, String version) {
        return Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:org/sealpost/" + room + "/migration")
                .table("schema_history_" + room)
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .placeholders(database.dialect().words())
                .target(version)
                .load();
    }

    /** The newest migration that was run, such as {@code 7}. */
    public static String version(Database database, String room) {
        return database
                .read(sql -> sql.list(
                        "SELECT version FROM schema_history_" + room + " WHERE version IS NOT NULL",
                        row -> MigrationVersion.fromVersion(row.getString(1))))
                .stream()
                .max(Comparator.naturalOrder())
                .map(MigrationVersion::getVersion)
                .orElse("0");
    }

    /** The newest migration that this program has. */
    public static String newest(Database database, String room) {
        return Arrays.stream(flyway(database, room, "latest").info().all())
                .map(MigrationInfo::getVersion)
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder())
                .map(MigrationVersion::getVersion)
                .orElse("0");
    }
}
