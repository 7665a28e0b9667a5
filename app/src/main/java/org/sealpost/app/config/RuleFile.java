package org.sealpost.app.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleFields;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlPosition;
import org.tomlj.TomlTable;

/** The rules of the gateway as a TOML file that people read, compare and keep under version control, in their order. */
public final class RuleFile {
    private static final String RULE = "rule";
    private static final String NAME = "name";

    private RuleFile() {}

    public static String write(ProtectionRules rules) {
        StringBuilder file = new StringBuilder("# Rules of the gateway, version " + rules.version()
                + ". Apply with: sealpost rule apply FILE; see docs/gateway.md.\n"
                + "# The first rule that says something about a thing counts; all conditions of a rule must hold.\n");
        for (GatewayRule rule : rules.rules()) {
            file.append("\n[[rule]]\nname = ").append(quoted(rule.name())).append('\n');
            RuleFields.of(rule)
                    .forEach((field, values) -> file.append(field)
                            .append(" = ")
                            .append(value(field, values))
                            .append('\n'));
        }
        return file.toString();
    }

    private static String value(String field, List<String> values) {
        return RuleFields.SINGLE.contains(field) && values.size() == 1
                ? quoted(values.getFirst())
                : "[" + String.join(", ", values.stream().map(RuleFile::quoted).toList()) + "]";
    }

    /** In single quotes if that is possible, since expressions are full of backslashes. */
    private static String quoted(String text) {
        return text.contains("\\") && !text.contains("'")
                ? "'" + text + "'"
                : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /**
     * Reads what {@link #write} wrote, or somebody edited.
     *
     * @throws ConfigurationProblems with all that is wrong, and in which line
     */
    public static List<GatewayRule> read(String text) {
        TomlParseResult toml = Toml.parse(text);
        List<String> problems = new ArrayList<>(
                toml.errors().stream().map(error -> error.toString()).toList());
        toml.keySet().stream()
                .filter(key -> !key.equals(RULE))
                .forEach(key -> problems.add(
                        at(toml.inputPositionOf(List.of(key))) + key + ": expected nothing but tables [[rule]]"));
        List<GatewayRule> rules = new ArrayList<>();
        if (problems.isEmpty() && toml.contains(RULE)) {
            if (toml.get(List.of(RULE)) instanceof TomlArray array) {
                for (int i = 0; i < array.size(); i++) {
                    read(array.get(i), at(array.inputPositionOf(i)), rules, problems);
                }
            } else {
                problems.add("rule: expected tables [[rule]], with two brackets");
            }
        }
        checkNames(rules, problems);
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
        return rules;
    }

    private static void checkNames(List<GatewayRule> rules, List<String> problems) {
        try {
            new ProtectionRules(0, rules);
        } catch (IllegalArgumentException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private static void read(Object entry, String place, List<GatewayRule> rules, List<String> problems) {
        if (!(entry instanceof TomlTable table)) {
            problems.add(place + "expected a table [[rule]]");
            return;
        }
        String name = String.valueOf(table.get(List.of(NAME)));
        if (!table.contains(NAME)) {
            problems.add(place + "expected name = \"...\" in each rule");
            return;
        }
        Map<String, List<String>> fields = new LinkedHashMap<>();
        table.keySet().stream()
                .filter(field -> !field.equals(NAME))
                .forEach(field -> fields.put(field, texts(table.get(List.of(field)))));
        try {
            rules.add(RuleFields.read(name, fields));
        } catch (IllegalArgumentException e) {
            String words = String.valueOf(e.getMessage());
            String line = table.keySet().stream()
                    .filter(field -> words.startsWith(field + ":") || words.startsWith("there is no field " + field))
                    .findFirst()
                    .map(field -> at(table.inputPositionOf(List.of(field))))
                    .orElse(place);
            problems.add(line + "rule " + name + ": " + words);
        }
    }

    private static List<String> texts(@Nullable Object value) {
        return value instanceof TomlArray array
                ? array.toList().stream().map(String::valueOf).toList()
                : List.of(String.valueOf(value));
    }

    private static String at(@Nullable TomlPosition position) {
        return position == null ? "" : "line " + position.line() + ": ";
    }
}
