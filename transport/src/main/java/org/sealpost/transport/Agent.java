package org.sealpost.transport;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailObject;

/** A program of the organisation that is given messages on their way, with a power that is declared beforehand. */
public interface Agent {
    Terms terms();

    /**
     * Does its work on a copy of the message.
     *
     * @throws AgentFailure if it fails, or takes more time or memory than it may
     */
    Answer handle(MailObject mail) throws AgentFailure;

    /** What an agent may do to a message. */
    enum Power {
        /** It sees the message and changes nothing. */
        READ,
        /** It may add fields in front of the header section. */
        ADD_HEADER,
        /** It may give back another message. Signed and encrypted messages are not given to it. */
        MODIFY;

        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * What is agreed with an agent.
     *
     * @param origins of which mail it is given: {@code submitted}, {@code received}
     * @param failsClosed whether mail waits if the agent fails; else it goes on without it
     * @param breaksSignatures whether it is given signed and encrypted messages although it may change them
     */
    record Terms(
            String name,
            Power power,
            Set<String> origins,
            boolean failsClosed,
            boolean breaksSignatures,
            Duration patience,
            long messageLimitBytes) {
        public Terms {
            origins = Set.copyOf(origins);
        }
    }

    /**
     * What it wants.
     *
     * @param fields lines of new header fields, without line ends
     * @param message another message instead of this one
     */
    record Answer(List<String> fields, Optional<Content> message) {
        public static final Answer NOTHING = new Answer(List.of(), Optional.empty());

        public Answer {
            fields = List.copyOf(fields);
        }
    }

    /** An agent that did not do its work. Says nothing of the message. */
    final class AgentFailure extends Exception {
        private static final long serialVersionUID = 1L;

        public AgentFailure(String message) {
            super(message);
        }
    }
}
