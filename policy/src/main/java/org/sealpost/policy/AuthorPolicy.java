package org.sealpost.policy;

/** Decides whether a machine that did not log in is believed who wrote what it brings: then our domain vouches for it. */
public final class AuthorPolicy {
    private AuthorPolicy() {}

    /**
     * Decides.
     *
     * @param sendsForDomain whether the machine is named as one that sends for the author's domain, which lies behind
     * @param ours whether that domain is one of ours, here or behind
     */
    public static boolean isBelieved(ClientTrust trust, boolean sendsForDomain, boolean ours) {
        return switch (trust) {
            case ClientTrust.Stranger() -> false;
            case ClientTrust.InnerHost() -> sendsForDomain;
            case ClientTrust.Machine machine -> ours && machine.rights().ownSenders();
        };
    }
}
