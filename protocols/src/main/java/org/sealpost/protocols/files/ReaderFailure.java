package org.sealpost.protocols.files;

import java.io.IOException;

/** The process that reads ended, answered nonsense or took too long: nothing can be said of the file. */
final class ReaderFailure extends Exception {
    private static final long serialVersionUID = 1;

    ReaderFailure(String what, IOException because) {
        super(what, because);
    }
}
