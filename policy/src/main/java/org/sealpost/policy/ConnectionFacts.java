package org.sealpost.policy;

/** How many sessions there are when one more client connects, that one included. */
public record ConnectionFacts(String address, int sessions, int sessionsOfAddress, int limit, int limitForAddress) {}
