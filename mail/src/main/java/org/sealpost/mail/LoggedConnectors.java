package org.sealpost.mail;

import java.util.Set;

/** The connectors whose sessions are written down; kept over restarts. */
public interface LoggedConnectors {
    /** Nobody writes anything down. */
    LoggedConnectors NONE = new LoggedConnectors() {
        @Override
        public Set<String> all() {
            return Set.of();
        }

        @Override
        public Change switching(String connector, boolean on) {
            return Change.none();
        }
    };

    Set<String> all();

    Change switching(String connector, boolean on);
}
