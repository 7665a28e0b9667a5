package org.sealpost.transport.sieve;

/**
 * Text that a script works with.
 *
 * @param secret whether it was taken from something that came encrypted, so that it must not go where others read it
 */
public record Value(String text, boolean secret) {
    static Value open(String text) {
        return new Value(text, false);
    }
}
