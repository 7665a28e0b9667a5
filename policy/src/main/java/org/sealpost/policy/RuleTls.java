package org.sealpost.policy;

/** What a rule of the administrators demands of the connection over which a message leaves. */
public record RuleTls(String rule, TlsFloor least) {}
