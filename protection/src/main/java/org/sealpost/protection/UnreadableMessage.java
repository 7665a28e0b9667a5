package org.sealpost.protection;

/** A message or signature that cannot be read as what it claims to be; the text says what was wrong, never its content. */
final class UnreadableMessage extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableMessage(String message) {
        super(message);
    }
}
