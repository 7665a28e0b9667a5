package org.sealpost.app.backup;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.protection.VaultFailure;
import org.sealpost.store.copy.TableLoading;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;

/** A bundle on its way into an empty database: looked at as a whole first, loaded after. */
final class Loading {
    private final Path bundle;
    private final Opening opening;
    private final Manifest manifest;
    private final Map<String, byte[]> files;

    private Loading(Path bundle, Opening opening, Manifest manifest, Map<String, byte[]> files) {
        this.bundle = bundle;
        this.opening = opening;
        this.manifest = manifest;
        this.files = files;
    }

    /**
     * Reads a bundle from front to end.
     *
     * @throws BackupFailure if it does not open, is damaged, cut off or not whole
     */
    static Loading look(Path bundle, Opening opening) {
        Files files = new Files();
        try {
            Manifest manifest = BundleReader.read(bundle, opening, files);
            if (manifest.rows("authority") == 0 || manifest.rows("private_key") == 0) {
                throw new BackupFailure(bundle + " holds no whole authority; it is not used");
            }
            return new Loading(bundle, opening, manifest, files.found);
        } catch (VaultFailure | IOException e) {
            throw new BackupFailure("the backup " + bundle + " is not used: " + e.getMessage(), e);
        }
    }

    Manifest manifest() {
        return manifest;
    }

    byte[] file(String name) {
        byte[] found = files.get(name);
        if (found == null) {
            throw new BackupFailure("the backup lacks the file " + name);
        }
        return found;
    }

    /**
     * Makes the tables as they were, fills them, and brings them to the form of this program.
     *
     * @throws BackupFailure if the backup comes from a newer program
     */
    void load(Database database) {
        for (String room : Backup.ROOMS) {
            String then = manifest.schemas().getOrDefault(room, "0");
            String newest = Migrations.newest(database, room);
            if (newer(then, newest)) {
                throw new BackupFailure("the backup was made by a newer program (tables of " + room + " in form " + then
                        + ", this one knows " + newest + "); restore it with that program");
            }
            Migrations.run(database, room, then);
        }
        try (TableLoading tables = TableLoading.into(database)) {
            Manifest again = BundleReader.read(bundle, opening, new IntoTables(tables));
            if (!again.equals(manifest)) {
                throw new BackupFailure("the backup " + bundle + " was changed while it was read");
            }
            tables.finish(manifest.withMail() ? Set.of() : Backup.MAIL);
        } catch (VaultFailure | IOException e) {
            throw new BackupFailure("the backup " + bundle + " cannot be loaded: " + e.getMessage(), e);
        }
        Backup.ROOMS.forEach(room -> Migrations.run(database, room));
    }

    private static boolean newer(String version, String than) {
        try {
            return Integer.parseInt(version) > Integer.parseInt(than);
        } catch (NumberFormatException e) {
            throw new BackupFailure("the backup names a form of its tables that is no number: " + version, e);
        }
    }

    /** Keeps the files, which are small, and only looks at the tables. */
    private static final class Files implements BundleReader.Taker {
        private final Map<String, byte[]> found = new LinkedHashMap<>();

        @Override
        public void file(String name, byte[] bytes) {
            found.put(name, bytes);
        }

        @Override
        public void table(String name, List<String> columns) {
            // Loaded later.
        }

        @Override
        public void row(@Nullable Object[] values) {
            // Loaded later.
        }

        @Override
        public void end() {
            // Loaded later.
        }
    }

    private record IntoTables(TableLoading tables) implements BundleReader.Taker {
        @Override
        public void file(String name, byte[] bytes) {
            // Written before.
        }

        @Override
        public void table(String name, List<String> columns) {
            tables.table(name, columns);
        }

        @Override
        public void row(@Nullable Object[] values) {
            tables.row(values);
        }

        @Override
        public void end() {
            tables.end();
        }
    }
}
