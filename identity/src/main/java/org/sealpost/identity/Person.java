package org.sealpost.identity;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an address book tells of a person beside name and mail address (RFC 4519, RFC 2798); all of it may be missing.
 *
 * @param title what the person is in the organisation: {@code Head physician}
 * @param department where in the organisation, in words; units are for policies
 * @param organisation for whom the person works
 */
public record Person(
        Optional<String> givenName,
        Optional<String> surname,
        Optional<String> title,
        Optional<String> department,
        Optional<String> telephone,
        Optional<String> organisation) {
    /** Nothing is known. */
    public static final Person UNKNOWN = new Person(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static final int LONGEST = 256;

    public Person {
        givenName = checked(givenName);
        surname = checked(surname);
        title = checked(title);
        department = checked(department);
        telephone = checked(telephone);
        organisation = checked(organisation);
    }

    /** Somebody of whom only the organisation is known. */
    public static Person of(Optional<String> organisation) {
        return new Person(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), organisation);
    }

    /** All words by which the person may be found. */
    public Stream<String> words() {
        return Stream.of(givenName, surname, title, department, telephone, organisation)
                .flatMap(Optional::stream);
    }

    private static Optional<String> checked(Optional<String> text) {
        Optional<String> given = text.map(String::strip).filter(word -> !word.isEmpty());
        given.filter(word -> word.length() > LONGEST || word.chars().anyMatch(Character::isISOControl))
                .ifPresent(word -> {
                    throw new IllegalArgumentException(
                            "expected one line of at most " + LONGEST + " characters about a person");
                });
        return given;
    }
}
