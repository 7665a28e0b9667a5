package org.sealpost.policy;

/** Keeps the administrators' rules. */
public interface RuleBook {
    ProtectionRules protection();

    /** Demands encryption to a recipient pattern, see {@link ProtectionRules}. Adding it again changes nothing. */
    void demandEncryption(String pattern);

    /** Whether the pattern was there. */
    boolean withdrawDemand(String pattern);
}
