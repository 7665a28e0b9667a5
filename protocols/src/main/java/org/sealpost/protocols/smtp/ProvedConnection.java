package org.sealpost.protocols.smtp;

import org.sealpost.policy.HopAchieved;

/** A connection, and what it has. */
record ProvedConnection(PeerConnection peer, HopAchieved achieved) {
    /** Who may use a connection again: whoever goes to the same host and knows the same about it. */
    record Key(String host, int port, HopKnowledge knowledge) {}
}
