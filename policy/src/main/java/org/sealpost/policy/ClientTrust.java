package org.sealpost.policy;

import java.util.Optional;

/** For what a client is trusted that did not log in. */
public sealed interface ClientTrust {
    static ClientTrust stranger() {
        return new Stranger();
    }

    static ClientTrust innerHost() {
        return new InnerHost();
    }

    /** For nothing: it may bring mail for our people, like anybody. */
    record Stranger() implements ClientTrust {}

    /** A mail server behind this one; it sends for the domain whose mailboxes it holds. */
    record InnerHost() implements ClientTrust {}

    /**
     * A machine for which a connector was set up.
     *
     * @param connector its name
     * @param tunnel through which it came, if that is why it is trusted: {@code WireGuard wg0}
     */
    record Machine(String connector, MachineRights rights, Optional<String> tunnel) implements ClientTrust {}

    /** Those of a machine are its own. */
    default MachineRights rights() {
        return MachineRights.NONE;
    }

    /** Whether the client came through a tunnel that was found to be up. */
    default boolean isTunnelled() {
        return this instanceof Machine machine && machine.tunnel().isPresent();
    }
}
