package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Person;
import picocli.CommandLine.Option;

/** What a command may tell of a person; an empty text takes away what was told before. */
final class PersonOptions {
    @Option(names = "--given-name", paramLabel = "NAME", description = "Given name; else taken from the name.")
    private @Nullable String givenName;

    @Option(names = "--surname", paramLabel = "NAME", description = "Surname; else the last word of the name.")
    private @Nullable String surname;

    @Option(names = "--title", paramLabel = "TITLE", description = "What the person is: Head physician.")
    private @Nullable String title;

    @Option(names = "--department", paramLabel = "NAME", description = "Where in the organisation, in words.")
    private @Nullable String department;

    @Option(names = "--telephone", paramLabel = "NUMBER", description = "Such as +49 30 1234567.")
    private @Nullable String telephone;

    @Option(names = "--organisation", paramLabel = "NAME", description = "Where the person works.")
    private @Nullable String organisation;

    Person over(Person before) {
        try {
            return new Person(
                    chosen(givenName, before.givenName()),
                    chosen(surname, before.surname()),
                    chosen(title, before.title()),
                    chosen(department, before.department()),
                    chosen(telephone, before.telephone()),
                    chosen(organisation, before.organisation()));
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> chosen(@Nullable String given, Optional<String> before) {
        return given == null ? before : Optional.of(given);
    }

    /** Only what is known. */
    static Map<String, Object> facts(Person person) {
        Map<String, Object> facts = new LinkedHashMap<>();
        person.givenName().ifPresent(value -> facts.put("givenName", value));
        person.surname().ifPresent(value -> facts.put("surname", value));
        person.title().ifPresent(value -> facts.put("title", value));
        person.department().ifPresent(value -> facts.put("department", value));
        person.telephone().ifPresent(value -> facts.put("telephone", value));
        person.organisation().ifPresent(value -> facts.put("organisation", value));
        return facts;
    }
}
