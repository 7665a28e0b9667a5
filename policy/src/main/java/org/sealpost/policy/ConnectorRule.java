package org.sealpost.policy;

/** Why a client is trusted at a connector, or not. */
public enum ConnectorRule implements Rule {
    /** The connector gives nobody a right for an address. */
    CLIENT_IS_STRANGER,
    CLIENT_IS_MACHINE,
    CAME_THROUGH_TUNNEL,
    TUNNEL_WITHOUT_CLIENT,
    TUNNEL_SILENT,
    TUNNEL_IS_NOT_THE_WAY,
    TUNNEL_FORGEABLE,
    TUNNEL_NOT_IPV4,
    TUNNEL_NOT_SEEN,
    /** No connector on this address and port is for the client's network. */
    NO_CONNECTOR_FOR_ADDRESS,
    CONNECTOR_FOR_PARTNERS,
    CONNECTOR_NOT_FOR_OTHERS
}
