package org.sealpost.transport;

import org.sealpost.mail.Change;
import org.sealpost.mail.MailObject;

/** Takes reports about TLS out of messages that arrive (RFC 8460). The messages are delivered all the same. */
public interface TlsReportIntake {
    TlsReportIntake NONE = (mail, part) -> Change.none();

    /** What is kept of it, to be made with the delivery; nothing if it cannot be read. */
    Change taking(MailObject mail, Part part);

    /**
     * The report as it came.
     *
     * @param isPacked whether it is packed by gzip
     * @param isWhole whether these are all of its bytes; else it is too long
     */
    record Part(boolean isPacked, boolean isWhole, byte[] bytes) {}
}
