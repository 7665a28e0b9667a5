package org.sealpost.policy;

/**
 * An event as the log keeps it.
 *
 * @param sequence from 1, without gaps
 * @param previousHash SHA-256 of the line before, lower-case hex
 */
public record AuditLine(long sequence, AuditEvent event, String previousHash, String hash) {}
