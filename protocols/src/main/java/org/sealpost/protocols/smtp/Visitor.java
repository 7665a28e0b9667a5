package org.sealpost.protocols.smtp;

import java.util.List;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;

/**
 * Who has come to the door, before a word was said.
 *
 * @param address of the client, be it behind a balancer or not
 * @param network what counts as one client: the address, or the network of 64 bits of an IPv6 address
 */
record Visitor(SmtpListener connector, String address, String network, Decision<ClientTrust> trust) {
    /** What is worth keeping with each message: why the client was trusted, or was not although that was hoped for. */
    List<Finding> findings() {
        boolean ordinary = trust.verdict() instanceof ClientTrust.Stranger
                && connector.terms().tunnel().isEmpty();
        return ordinary ? List.of() : trust.because();
    }
}
