package org.sealpost.store;

import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;

/** Where a message entered the house, as four columns; what was found about its sender one result in a line. */
record Origins(String kind, String name, String results, boolean suspected) {
    private static final String SUBMITTED = "submitted";
    private static final String RECEIVED = "received";
    /** What a person's filter sent on is submitted by that person; its results tell so. */
    private static final String FORWARDED = "sent on by a filter";

    private static final String INTERNAL = "internal";

    static Origins of(Origin origin) {
        return switch (origin) {
            case Origin.Submitted(MailAddress account) -> new Origins(SUBMITTED, account.toString(), "", false);
            case Origin.Received(String peer, AuthenticationResults sender) ->
                new Origins(RECEIVED, peer, String.join("\n", sender.results()), sender.suspected());
            case Origin.Forwarded(MailAddress account) -> new Origins(SUBMITTED, account.toString(), FORWARDED, false);
            case Origin.Internal() -> new Origins(INTERNAL, "", "", false);
        };
    }

    Origin origin() {
        return switch (kind) {
            case SUBMITTED ->
                results.equals(FORWARDED)
                        ? new Origin.Forwarded(MailAddress.parse(name))
                        : new Origin.Submitted(MailAddress.parse(name));
            case RECEIVED ->
                new Origin.Received(
                        name, new AuthenticationResults(results.lines().toList(), suspected));
            case INTERNAL -> new Origin.Internal();
            default -> throw new IllegalStateException("no origin is named " + kind);
        };
    }
}
