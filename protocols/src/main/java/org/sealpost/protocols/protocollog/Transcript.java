package org.sealpost.protocols.protocollog;

import java.util.List;
import org.sealpost.policy.Finding;

/** What is said in one session, as far as it may be written down. Nothing that it does ends the session. */
public interface Transcript extends AutoCloseable {
    /** Nobody wants to know. */
    Transcript NONE = new Transcript() {
        @Override
        public boolean isOn() {
            return false;
        }

        @Override
        public void heard(String command) {}

        @Override
        public void answered(List<String> reply) {}

        @Override
        public void said(String command) {}

        @Override
        public void gotAnswer(String reply) {}

        @Override
        public void note(String data, String context) {}

        @Override
        public void decided(List<Finding> because) {}

        @Override
        public List<Finding> findings() {
            return List.of();
        }

        @Override
        public void close() {}
    };

    /** Whether it is worth the work to find words. */
    boolean isOn();

    /** A client said this to us. */
    void heard(String command);

    /** We answered this to a client. */
    void answered(List<String> reply);

    /** We said this to a server. */
    void said(String command);

    /** A server answered this to us, line by line. */
    void gotAnswer(String reply);

    /** What no side says: results of TLS, decisions. */
    void note(String data, String context);

    void decided(List<Finding> because);

    /** For the record of the messages of this session, so that one finds the other. */
    List<Finding> findings();

    @Override
    void close();
}
