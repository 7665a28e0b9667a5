package org.sealpost.protocols.imap;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.james.imap.api.message.Capability;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.message.response.CapabilityResponse;

/** Tells of the ways to log in that are ours, beside the one that James tells of. */
record LoginCapabilities(Responder responder, List<String> mechanisms) implements Responder {
    @Override
    public void respond(ImapResponseMessage message) {
        responder.respond(
                message instanceof CapabilityResponse told
                        ? new CapabilityResponse(all(told.getCapabilities()))
                        : message);
    }

    private Set<Capability> all(Set<Capability> told) {
        Set<Capability> all = new LinkedHashSet<>(told);
        mechanisms.forEach(name -> all.add(Capability.of("AUTH=" + name)));
        return all;
    }

    @Override
    public void flush() {
        responder.flush();
    }
}
