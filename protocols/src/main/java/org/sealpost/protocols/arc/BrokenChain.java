package org.sealpost.protocols.arc;

/** A chain that proves nothing, and why. */
final class BrokenChain extends Exception {
    private static final long serialVersionUID = 1;

    BrokenChain(String message) {
        super(message);
    }
}
