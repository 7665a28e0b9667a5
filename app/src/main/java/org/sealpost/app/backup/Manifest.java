package org.sealpost.app.backup;

import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a backup holds, written at its end.
 *
 * @param madeAt ISO 8601
 * @param program the version that made it
 * @param engine from which database it was read; it may be loaded into the other
 * @param schemas the newest migration of each room
 * @param withMail whether messages and queue are in it
 * @param authority SHA-256 fingerprints of the authorities' certificates, by name
 * @param sections files and tables by name
 */
public record Manifest(
        int format,
        String madeAt,
        String program,
        String engine,
        Map<String, String> schemas,
        boolean withMail,
        Map<String, String> authority,
        Map<String, Section> sections) {
    static final int FORMAT = 1;

    public Manifest {
        schemas = new TreeMap<>(schemas);
        authority = new TreeMap<>(authority);
        sections = new TreeMap<>(sections);
    }

    /**
     * A file or a table.
     *
     * @param rows how many; 1 for a file
     * @param sha256 over its bytes in the bundle, lower-case hex
     */
    public record Section(long rows, String sha256) {}

    /** When the backup began to read. */
    public Instant at() {
        return Instant.parse(madeAt);
    }

    /** How many rows a table has in it. */
    public long rows(String table) {
        Section section = sections.get(table);
        return section == null ? 0 : section.rows();
    }
}
