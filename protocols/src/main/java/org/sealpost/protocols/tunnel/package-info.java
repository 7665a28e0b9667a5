/** Tunnels through which other machines reach this one, and whether a client has come through one. */
@org.jspecify.annotations.NullMarked
package org.sealpost.protocols.tunnel;
