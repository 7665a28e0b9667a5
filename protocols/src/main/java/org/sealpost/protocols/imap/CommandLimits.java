package org.sealpost.protocols.imap;

/**
 * How much one command may bring.
 *
 * @param lineBytes in one line, without its literals
 * @param literalBytes in a literal that is not a message
 * @param appendBytes in a message to be appended
 */
record CommandLimits(int lineBytes, int literalBytes, int appendBytes, int literals) {
    /** Before somebody has logged in there is nothing to send but a name and a password, or a token. */
    static final CommandLimits BEFORE_LOGIN = new CommandLimits(16 * 1024, 1024, 0, 4);

    static CommandLimits afterLogin(int appendBytes) {
        return new CommandLimits(64 * 1024, 64 * 1024, appendBytes, 64);
    }
}
