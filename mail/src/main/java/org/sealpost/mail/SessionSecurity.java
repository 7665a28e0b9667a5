package org.sealpost.mail;

/** What the session that brought a message proved about itself, measured after the handshake. */
public sealed interface SessionSecurity {
    record Plain() implements SessionSecurity {}

    record Tls(String version, String cipherSuite) implements SessionSecurity {}

    /** Each side proved to the other who it is. */
    record MutualTls(String version, String cipherSuite, PartnerProof peer) implements SessionSecurity {}

    /** The word that stands in a Received field, RFC 3848. */
    default boolean isEncrypted() {
        return switch (this) {
            case Plain() -> false;
            case Tls tls -> true;
            case MutualTls mutual -> true;
        };
    }
}
