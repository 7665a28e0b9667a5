package org.sealpost.protocols.tlsrpt;

import java.io.IOException;
import java.net.URI;

/** Brings a report to a web server. */
public interface ReportPost {
    /** {@code packed}: by gzip. Returns once the server has taken it. */
    void post(URI address, byte[] packed) throws IOException;
}
