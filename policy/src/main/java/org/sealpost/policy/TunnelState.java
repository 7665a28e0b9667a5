package org.sealpost.policy;

/** What a look at a tunnel showed about one client, measured when it connected. */
public sealed interface TunnelState {
    /** For people: {@code WireGuard wg0}. */
    String tunnel();

    /** It is up, and the client can only have come through it. */
    record Up(String tunnel) implements TunnelState {}

    record Down(String tunnel, Fault fault) implements TunnelState {}

    /** Why a client is not trusted to have come through the tunnel. */
    enum Fault {
        /** The tunnel has nobody with this address. */
        NOT_A_PEER,
        /** Too long ago did the other side show its key; RFC 4303 and WireGuard have the keys replaced well before. */
        SILENT,
        /** The connection came to an address that is not the tunnel's, or answers to the client go another way. */
        ANOTHER_WAY,
        /** The kernel would let in packets with the client's address from another interface (RFC 3704). */
        FORGEABLE,
        /** Nothing checks where packets of this family come from. */
        NOT_IPV4,
        /** The tunnel cannot be looked at. */
        UNKNOWN;

        ConnectorRule rule() {
            return switch (this) {
                case NOT_A_PEER -> ConnectorRule.TUNNEL_WITHOUT_CLIENT;
                case SILENT -> ConnectorRule.TUNNEL_SILENT;
                case ANOTHER_WAY -> ConnectorRule.TUNNEL_IS_NOT_THE_WAY;
                case FORGEABLE -> ConnectorRule.TUNNEL_FORGEABLE;
                case NOT_IPV4 -> ConnectorRule.TUNNEL_NOT_IPV4;
                case UNKNOWN -> ConnectorRule.TUNNEL_NOT_SEEN;
            };
        }
    }
}
