package org.sealpost.transport;

import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.DmarcFacts;

/** Asks the DNS who may send in whose name. Reads only. */
@FunctionalInterface
public interface SenderExamination {
    DmarcFacts examine(Peer peer, Optional<MailAddress> reversePath, HeaderSection header, Content content);

    /**
     * The server that brings a message.
     *
     * @param address as digits
     * @param helo the name it gave itself
     */
    record Peer(String address, String helo) {}
}
