package org.sealpost.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleBook;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;

/** The administrators' rules in the database. Each change adds a version; none is ever changed. */
public final class RuleStore implements RuleBook {
    private final Database database;
    private volatile @Nullable ProtectionRules known;

    public RuleStore(Database database) {
        this.database = database;
    }

    @Override
    public ProtectionRules protection() {
        long version = database.<Long>known(
                List.of("version of rules"), sql -> sql.count("SELECT COALESCE(MAX(version), 0) FROM rule_version"));
        ProtectionRules seen = known;
        if (seen != null && seen.version() == version) {
            return seen;
        }
        ProtectionRules rules = version(version).orElse(ProtectionRules.NONE);
        known = rules;
        return rules;
    }

    @Override
    public Change putting(long before, List<GatewayRule> rules, Edition edition) {
        String lines = RuleLines.write(rules);
        return () -> {
            try {
                database.write(sql -> sql.update(
                        "INSERT INTO rule_version (version, at, actor, words, rules) VALUES (?, ?, ?, ?, ?)",
                        before + 1,
                        edition.at(),
                        edition.actor(),
                        edition.words(),
                        lines));
            } catch (DuplicateKey e) {
                throw new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY,
                        "somebody else changed the rules meanwhile; look and try again",
                        e);
            }
        };
    }

    @Override
    public List<Edition> history(int limit) {
        return database.read(sql -> sql.list(
                "SELECT version, at, actor, words FROM rule_version ORDER BY version DESC LIMIT ?",
                row -> new Edition(
                        row.getLong(1), Instant.ofEpochMilli(row.getLong(2)), row.getString(3), row.getString(4)),
                limit));
    }

    @Override
    public Optional<ProtectionRules> version(long version) {
        return database.read(sql ->
                        sql.one("SELECT rules FROM rule_version WHERE version = ?", row -> row.getString(1), version))
                .map(lines -> new ProtectionRules(version, RuleLines.read(lines)));
    }
}
