package org.sealpost.protection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.sealpost.mail.HeaderSection;

/**
 * What a Content-Type field says, read tolerantly (RFC 2045 section 5.1).
 *
 * @param name {@code type/subtype} in lower case
 * @param parameters names in lower case; the first of a name counts
 */
record MediaType(String name, Map<String, String> parameters) {
    private static final int LIMIT_CHARACTERS = 8 * 1024;

    static MediaType of(HeaderSection header) {
        return parse(header.value("Content-Type").orElse("text/plain"));
    }

    static MediaType parse(String value) {
        FieldScanner scanner =
                new FieldScanner(value.length() > LIMIT_CHARACTERS ? value.substring(0, LIMIT_CHARACTERS) : value);
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        while (scanner.next()) {
            if (scanner.character() == ';' && !scanner.isLiteral()) {
                words.add(word.toString().strip());
                word.setLength(0);
            } else {
                word.append(scanner.character());
            }
        }
        words.add(word.toString().strip());
        Map<String, String> parameters = new LinkedHashMap<>();
        words.stream().skip(1).forEach(parameter -> addTo(parameters, parameter));
        String name = words.getFirst().toLowerCase(Locale.ROOT);
        return new MediaType(name.isEmpty() ? "text/plain" : name, parameters);
    }

    /** The first of a name counts; a word without a value is skipped. */
    private static void addTo(Map<String, String> parameters, String parameter) {
        int equals = parameter.indexOf('=');
        if (equals > 0) {
            String key = parameter.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            parameters.putIfAbsent(key, parameter.substring(equals + 1).strip());
        }
    }

    Optional<String> parameter(String key) {
        return Optional.ofNullable(parameters.get(key));
    }

    boolean isMultipart() {
        return name.startsWith("multipart/");
    }

    /** Whether the type is one of the two spellings of a CMS body or its signature. */
    boolean isPkcs7(String subtype) {
        return name.equals("application/" + subtype) || name.equals("application/x-" + subtype);
    }
}
