package org.sealpost.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.TemplateFields;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** Templates as a TOML file that people read, compare and keep under version control: one table for each template. */
public final class TemplateFile {
    private static final int TEMPLATES_LIMIT = 1_000;
    private static final List<String> LISTS =
            List.of("purpose", "extended-key-usage", "alternative-names", "supersedes", "grants");

    private TemplateFile() {}

    public static String write(List<CertificateTemplate> templates) {
        StringBuilder file = new StringBuilder(
                "# Certificate templates. Apply with: sealpost template apply FILE; see docs/certificates.md.\n");
        for (CertificateTemplate template : templates) {
            file.append("\n[\"").append(template.name()).append("\"]\n");
            TemplateFields.of(template)
                    .forEach((field, value) -> file.append(field)
                            .append(" = ")
                            .append(value(field, value))
                            .append('\n'));
        }
        return file.toString();
    }

    private static String value(String field, String value) {
        if (!LISTS.contains(field)) {
            return quoted(value);
        }
        List<String> items = new ArrayList<>();
        for (String item : value.split(",", -1)) {
            if (!item.isBlank()) {
                items.add(quoted(item.strip()));
            }
        }
        return "[" + String.join(", ", items) + "]";
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * Reads what {@link #write} wrote, or somebody edited.
     *
     * @throws ConfigurationProblems with all that is wrong
     */
    public static List<CertificateTemplate> read(String text) {
        TomlParseResult toml = Toml.parse(text);
        List<String> problems = new ArrayList<>(
                toml.errors().stream().map(error -> error.toString()).toList());
        if (toml.keySet().size() > TEMPLATES_LIMIT) {
            problems.add("more than " + TEMPLATES_LIMIT + " templates in one file");
        }
        List<CertificateTemplate> templates = new ArrayList<>();
        if (problems.isEmpty()) {
            for (String name : toml.keySet()) {
                read(name, toml.get(List.of(name)), templates, problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
        return templates;
    }

    private static void read(
            String name,
            @org.jspecify.annotations.Nullable Object value,
            List<CertificateTemplate> templates,
            List<String> problems) {
        if (!(value instanceof TomlTable table)) {
            problems.add(name + ": expected a table such as [\"" + name + "\"] with the fields of a template");
            return;
        }
        Map<String, String> fields = new LinkedHashMap<>();
        table.keySet().forEach(field -> fields.put(field, text(table.get(List.of(field)))));
        try {
            CertificateTemplate template = TemplateFields.read(name, fields);
            fields.keySet().stream()
                    .filter(field -> !TemplateFields.of(template).containsKey(field))
                    .forEach(field -> problems.add("template " + name + ": no such field: " + field));
            templates.add(template);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        if (value instanceof TomlArray array) {
            return String.join(
                    ", ", array.toList().stream().map(String::valueOf).toList());
        }
        if (value instanceof Boolean flag) {
            return flag ? "yes" : "no";
        }
        return String.valueOf(value);
    }
}
