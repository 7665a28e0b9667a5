package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.policy.HopFacts.Exemption;
import org.sealpost.policy.HopSettings;
import org.sealpost.policy.TlsFloor;
import org.sealpost.store.database.Database;

/** What is demanded of connections to single domains, in the database; each message asks, so it is kept in memory for a moment. */
public final class HopSettingStore implements HopSettings {
    private final Database database;
    private final Momentary<List<Setting>> all;

    public HopSettingStore(Database database) {
        this.database = database;
        this.all = new Momentary<>(() -> database.read(sql -> sql.list(
                "SELECT domain, wish, exempt_until, exempt_reason, encrypted_after FROM hop_setting ORDER BY domain",
                HopSettingStore::setting)));
    }

    private static Setting setting(ResultSet row) throws SQLException {
        String reason = row.getString(4);
        return new Setting(
                new Domain(row.getString(1)),
                Optional.ofNullable(row.getString(2)).map(TlsFloor::valueOf),
                EncryptedAfterColumn.read(row, 5),
                reason == null
                        ? Optional.empty()
                        : Optional.of(new Exemption(Instant.ofEpochMilli(row.getLong(3)), reason)));
    }

    @Override
    public Optional<Setting> of(Domain domain) {
        return all.get().stream().filter(one -> one.domain().equals(domain)).findFirst();
    }

    @Override
    public List<Setting> all() {
        return all.get();
    }

    @Override
    public Change putting(Setting setting) {
        return Told.of(
                () -> database.<Integer>write(sql -> {
                    int removed = sql.update(
                            "DELETE FROM hop_setting WHERE domain = ?",
                            setting.domain().name());
                    return setting.isNothing()
                            ? removed
                            : sql.update(
                                    "INSERT INTO hop_setting (domain, wish, exempt_until, exempt_reason, encrypted_after)"
                                            + " VALUES (?, ?, ?, ?, ?)",
                                    setting.domain().name(),
                                    setting.wish().map(TlsFloor::name).orElse(null),
                                    setting.exemption().map(Exemption::until).orElse(null),
                                    setting.exemption().map(Exemption::reason).orElse(null),
                                    EncryptedAfterColumn.of(setting.orEncryptedAfter()));
                }),
                all::changed);
    }
}
