package org.sealpost.transport.files;

import java.io.IOException;
import java.io.InputStream;

/** Is given what comes out of an archive. */
interface Unpacking {
    /** A file; what is not read of it is skipped. */
    void file(String name, InputStream in) throws IOException;

    /** A file that can be read only with a password. */
    void locked();

    /** A file that is packed in a way that nobody here knows. */
    void unknown();
}
