package org.sealpost.app.config;

import java.util.List;

/** All that is wrong with a configuration, one line each, for the administrator to read. */
public final class ConfigurationProblems extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ConfigurationProblems(String problem) {
        this(List.of(problem));
    }

    public ConfigurationProblems(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
