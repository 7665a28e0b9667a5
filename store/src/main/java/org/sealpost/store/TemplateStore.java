package org.sealpost.store;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.TemplateCatalog;
import org.sealpost.identity.TemplateFields;
import org.sealpost.mail.Change;
import org.sealpost.store.database.Database;

/** The certificate templates, and which authority issues which, in the database. */
public final class TemplateStore implements TemplateCatalog {
    private final Database database;

    public TemplateStore(Database database) {
        this.database = database;
    }

    @Override
    public List<CertificateTemplate> templates() {
        return database.read(sql -> sql.list(
                "SELECT name, fields FROM template ORDER BY name",
                row -> TemplateFields.read(row.getString(1), fields(row.getString(2)))));
    }

    @Override
    public Map<String, Set<String>> offers() {
        Map<String, Set<String>> offers = new HashMap<>();
        database.read(sql -> sql.list(
                "SELECT authority, template FROM template_offer",
                row -> offers.computeIfAbsent(row.getString(1), authority -> new TreeSet<>())
                        .add(row.getString(2))));
        return offers;
    }

    @Override
    public Set<String> offering(String template) {
        return Set.copyOf(database.read(sql -> sql.list(
                "SELECT authority FROM template_offer WHERE template = ?", row -> row.getString(1), template)));
    }

    @Override
    public Change putting(CertificateTemplate template) {
        String fields = TemplateFields.of(template).entrySet().stream()
                .map(field -> field.getKey() + "=" + field.getValue())
                .collect(Collectors.joining("\n"));
        return () -> database.write(Versioned.raised(sql -> sql.update(
                "INSERT INTO template (name, fields) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET fields = excluded.fields",
                template.name(),
                fields)));
    }

    @Override
    public Change offering(String authority, String template, boolean offered) {
        return () -> database.write(Versioned.raised(sql -> sql.update(
                offered
                        ? "INSERT INTO template_offer (authority, template) VALUES (?, ?) ON CONFLICT DO NOTHING"
                        : "DELETE FROM template_offer WHERE authority = ? AND template = ?",
                authority,
                template)));
    }

    private static Map<String, String> fields(String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        text.lines().forEach(line -> {
            int equals = line.indexOf('=');
            fields.put(line.substring(0, equals), line.substring(equals + 1));
        });
        return fields;
    }
}
