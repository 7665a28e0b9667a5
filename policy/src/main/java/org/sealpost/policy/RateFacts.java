package org.sealpost.policy;

/**
 * How many messages somebody has begun within a minute, this one included.
 *
 * @param who the account that logged in, or the client's network
 * @param limit 0 if there is none
 */
public record RateFacts(String who, int messages, int limit) {}
