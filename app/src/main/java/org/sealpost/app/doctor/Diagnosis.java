package org.sealpost.app.doctor;

import java.util.Optional;

/**
 * What one check found.
 *
 * @param id stable, such as {@code SP-TLS-001}; docs/doctor.md has an article of the same name
 * @param consequence in plain words: what happens, or will happen, to people
 * @param evidence what was found, and what was expected
 * @param remedy the command or step that mends it
 */
public record Diagnosis(String id, State state, String consequence, String evidence, Optional<String> remedy) {
    /** How bad it is. NOT_TESTED is a state of its own: nothing was found because nobody could look. */
    public enum State {
        GOOD,
        NOT_TESTED,
        WARNING,
        FAILURE
    }

    static Diagnosis good(String id, String evidence) {
        return new Diagnosis(id, State.GOOD, "", evidence, Optional.empty());
    }

    static Diagnosis notTested(String id, String why) {
        return new Diagnosis(id, State.NOT_TESTED, "", why, Optional.empty());
    }

    static Diagnosis warning(String id, String consequence, String evidence, String remedy) {
        return new Diagnosis(id, State.WARNING, consequence, evidence, Optional.of(remedy));
    }

    static Diagnosis failure(String id, String consequence, String evidence, String remedy) {
        return new Diagnosis(id, State.FAILURE, consequence, evidence, Optional.of(remedy));
    }
}
