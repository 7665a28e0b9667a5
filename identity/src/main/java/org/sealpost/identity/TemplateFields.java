package org.sealpost.identity;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateTemplate.AlternativeName;
import org.sealpost.identity.CertificateTemplate.Issuance;
import org.sealpost.identity.CertificateTemplate.KeySpec;
import org.sealpost.identity.CertificateTemplate.Lifetime;
import org.sealpost.identity.CertificateTemplate.Naming;
import org.sealpost.identity.CertificateTemplate.Revision;
import org.sealpost.identity.CertificateTemplate.Subject;
import org.sealpost.identity.CertificateTemplate.Uses;

/**
 * A template as names and values that people read and write: the form of the file, of the command line and of the database.
 * Lists are separated by commas.
 */
public final class TemplateFields {
    private static final String LIST = ", ";

    private final String template;
    private final Map<String, String> fields;

    private TemplateFields(String template, Map<String, String> fields) {
        this.template = template;
        this.fields = fields;
    }

    /** All fields of a template, in the order in which they are best read. */
    public static Map<String, String> of(CertificateTemplate template) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("display-name", template.displayName());
        fields.put("for", word(template.holder()));
        fields.put("purpose", words(template.usage().key()));
        fields.put(
                "extended-key-usage",
                template.usage().extended().stream()
                        .map(ExtendedKeyUsages::name)
                        .collect(Collectors.joining(LIST)));
        fields.put("key", template.key().algorithm());
        fields.put("archive-key", text(template.key().archive()));
        fields.put("exportable-key", text(template.key().exportable()));
        fields.put("renew-with-same-key", text(template.key().renewWithSameKey()));
        fields.put("validity", days(template.validity()));
        fields.put("renewal-period", days(template.renewalPeriod()));
        fields.put("subject", word(template.naming().subject()));
        fields.put("email-in-subject", text(template.naming().emailInSubject()));
        fields.put("alternative-names", words(template.naming().alternatives()));
        fields.put("publish", text(template.issuance().publish()));
        fields.put("no-duplicates", text(template.issuance().noDuplicates()));
        fields.put("manager-approval", text(template.issuance().managerApproval()));
        fields.put("authorized-signatures", String.valueOf(template.issuance().authorizedSignatures()));
        fields.put("supersedes", String.join(LIST, template.supersedes()));
        fields.put(
                "grants",
                template.grants().stream().map(TemplateGrant::toString).collect(Collectors.joining(LIST)));
        fields.put("schema", String.valueOf(template.revision().schema()));
        fields.put(
                "version",
                template.revision().major() + "." + template.revision().minor());
        fields.put("retired", text(template.retired()));
        return fields;
    }

    /**
     * The template that these fields describe.
     *
     * @throws IllegalArgumentException that names the field and what was expected
     */
    public static CertificateTemplate read(String name, Map<String, String> fields) {
        return new TemplateFields(name, fields).template();
    }

    private CertificateTemplate template() {
        return new CertificateTemplate(
                template,
                get("display-name"),
                revision(),
                check("for", text -> constant(Holder.class, text)),
                new Uses(
                        check("purpose", TemplateFields::purposes),
                        check("extended-key-usage", TemplateFields::identifiers)),
                new KeySpec(get("key"), flag("archive-key"), flag("exportable-key"), flag("renew-with-same-key")),
                new Lifetime(
                        check("validity", TemplateFields::period), check("renewal-period", TemplateFields::period)),
                new Naming(
                        check("subject", text -> constant(Subject.class, text)),
                        flag("email-in-subject"),
                        check("alternative-names", text -> constants(AlternativeName.class, text))),
                new Issuance(
                        flag("publish"),
                        flag("no-duplicates"),
                        flag("manager-approval"),
                        check("authorized-signatures", TemplateFields::number)),
                check("supersedes", TemplateFields::list),
                check(
                        "grants",
                        text -> list(text).stream().map(TemplateGrant::parse).toList()),
                flag("retired"));
    }

    private Revision revision() {
        String[] version = get("version").split("\\.", 2);
        return new Revision(
                check("schema", TemplateFields::number),
                check("version", text -> number(version[0])),
                check("version", text -> version.length == 2 ? number(version[1]) : 0));
    }

    private String get(String field) {
        String value = fields.get(field);
        if (value == null) {
            throw new IllegalArgumentException("template " + template + ": the field " + field + " is missing");
        }
        return value.strip();
    }

    private boolean flag(String field) {
        return check(field, text -> switch (text) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("expected yes or no: " + text);
        });
    }

    private <T> T check(String field, Function<String, T> reader) {
        try {
            return reader.apply(get(field));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("template " + template + ", " + field + ": " + e.getMessage(), e);
        }
    }

    private static int number(String text) {
        if (!text.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("expected a whole number: " + text);
        }
        return Integer.parseInt(text);
    }

    /** {@code 730 days}, or ISO 8601 such as {@code PT12H}. */
    private static Duration period(String text) {
        if (text.matches("[0-9]{1,5} days?")) {
            return Duration.ofDays(Long.parseLong(text.substring(0, text.indexOf(' '))));
        }
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("expected a period such as '730 days' or PT12H: " + text, e);
        }
    }

    private static String days(Duration period) {
        return period.equals(Duration.ofDays(period.toDays())) ? period.toDays() + " days" : period.toString();
    }

    private static Set<KeyPurpose> purposes(String text) {
        Set<KeyPurpose> purposes = EnumSet.noneOf(KeyPurpose.class);
        for (String word : list(text)) {
            switch (word) {
                case "sign", "signature" -> purposes.add(KeyPurpose.SIGNATURE);
                case "encrypt", "encryption" -> purposes.add(KeyPurpose.ENCRYPTION);
                default -> throw new IllegalArgumentException("expected sign, encrypt or both: " + word);
            }
        }
        return purposes;
    }

    private static List<String> identifiers(String text) {
        return list(text).stream().map(ExtendedKeyUsages::identifier).toList();
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static <E extends Enum<E>> Set<E> constants(Class<E> type, String text) {
        return list(text).stream().map(one -> constant(type, one)).collect(Collectors.toSet());
    }

    private static <E extends Enum<E>> E constant(Class<E> type, String text) {
        return Arrays.stream(type.getEnumConstants())
                .filter(one -> word(one).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "expected one of " + words(List.of(type.getEnumConstants())) + ": " + text));
    }

    private static String words(Iterable<? extends Enum<?>> constants) {
        return java.util.stream.StreamSupport.stream(constants.spliterator(), false)
                .map(TemplateFields::word)
                .sorted()
                .collect(Collectors.joining(LIST));
    }

    private static String word(Enum<?> constant) {
        return constant == KeyPurpose.SIGNATURE
                ? "sign"
                : constant == KeyPurpose.ENCRYPTION
                        ? "encrypt"
                        : constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String text(boolean flag) {
        return flag ? "yes" : "no";
    }
}
