package org.sealpost.store;

import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleBook;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The administrators' rules in the database. Each change makes a new version. */
public final class RuleStore implements RuleBook {
    private final Database database;

    public RuleStore(Database database) {
        this.database = database;
    }

    @Override
    public ProtectionRules protection() {
        return database.read(sql -> new ProtectionRules(
                sql.count("SELECT version FROM rule_version"),
                sql.list("SELECT pattern FROM encrypt_to ORDER BY pattern", row -> row.getString(1))));
    }

    @Override
    public void demandEncryption(String pattern) {
        database.write(sql -> {
            int added = sql.update("INSERT INTO encrypt_to (pattern) VALUES (?) ON CONFLICT DO NOTHING", pattern);
            return renew(sql, added);
        });
    }

    @Override
    public boolean withdrawDemand(String pattern) {
        return database.write(sql -> renew(sql, sql.update("DELETE FROM encrypt_to WHERE pattern = ?", pattern)) > 0);
    }

    private static int renew(Sql sql, int changed) throws java.sql.SQLException {
        return changed == 0 ? 0 : sql.update("UPDATE rule_version SET version = version + 1");
    }
}
