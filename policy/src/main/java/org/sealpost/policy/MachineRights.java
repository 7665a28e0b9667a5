package org.sealpost.policy;

/**
 * What machines may do without a login at a connector that trusts them for where they come from. Each right is given apart.
 *
 * @param relay they may write to anybody outside
 * @param ownSenders they are believed when they send in the name of one of our domains, and nobody asks the DNS about them
 * @param unfiltered no spam filter is asked about what they bring
 */
public record MachineRights(boolean relay, boolean ownSenders, boolean unfiltered) {
    public static final MachineRights NONE = new MachineRights(false, false, false);
}
