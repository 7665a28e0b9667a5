package org.sealpost.protocols.imap;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.james.imap.message.Literal;
import org.sealpost.mail.Spool;

/** Keeps the literals of one command until it is done: short ones in memory, long ones in the spool. */
final class LiteralStore implements AutoCloseable {
    private static final int IN_MEMORY_BYTES = 64 * 1024;
    private static final int BUFFER_BYTES = 16 * 1024;

    private final Spool spool;
    private Spool.Incoming incoming;

    LiteralStore(Spool spool) {
        this.spool = spool;
    }
}
