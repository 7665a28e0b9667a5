package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;

/**
 * One connection to a server of another domain, or what took its place, as a report tells of it (RFC 8460).
 *
 * @param domain of the recipients
 * @param promise by which it was judged
 * @param host of the mail exchanger; empty if there was none
 * @param from the address of this server; empty if nothing was connected or all was well
 * @param to the address of the other
 * @param failure none if all was as promised
 */
public record TlsSession(
        Domain domain, Promise promise, String host, String from, String to, Optional<TlsResult> failure) {

    /**
     * What a domain promises in public about its servers.
     *
     * @param of the domain whose policy it is; for TLSA records the host
     * @param text the policy, by its lines or records
     * @param hosts names or patterns for which it counts
     */
    public record Promise(TlsPolicyKind kind, String of, List<String> text, List<String> hosts) {
        public Promise {
            text = List.copyOf(text);
            hosts = List.copyOf(hosts);
        }
    }
}
