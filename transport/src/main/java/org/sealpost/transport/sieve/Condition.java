package org.sealpost.transport.sieve;

/** A test that was checked and can be asked. */
interface Condition {
    Truth test(Run run);
}
