package org.sealpost.policy;

/** What is to be done about a person's OpenPGP key. */
public sealed interface OpenPgpKeyVerdict {
    /** Nothing. */
    record Keep() implements OpenPgpKeyVerdict {}

    /** A new key is made and published. */
    record Make() implements OpenPgpKeyVerdict {}

    /** The same key with a later end and the addresses of today. */
    record Restate(String fingerprint) implements OpenPgpKeyVerdict {}

    /** Published no longer; the secret key stays for old mail. */
    record Withdraw(String fingerprint) implements OpenPgpKeyVerdict {}

    default boolean isWork() {
        return !(this instanceof Keep);
    }
}
