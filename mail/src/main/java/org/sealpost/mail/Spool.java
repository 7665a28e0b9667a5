package org.sealpost.mail;

import java.io.IOException;

/** Where the bytes of a message stay while they come in, before the house has accepted them. */
public interface Spool {
    /** Room for one message. Closing it forgets the bytes. */
    Incoming begin();

    /** One message on its way in. Used by one thread. */
    interface Incoming extends AutoCloseable {
        /**
         * Adds bytes at the end.
         *
         * @throws MailFailure 4.3.1 if there is no room
         */
        void write(byte[] bytes, int offset, int length) throws IOException;

        long sizeBytes();

        /** What was written; it can be read until this is closed. */
        Content content();

        @Override
        void close();
    }
}
