package org.sealpost.store;

import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;

/** Where a message entered the house, as two columns. */
record Origins(String kind, String name) {
    private static final String SUBMITTED = "submitted";
    private static final String RECEIVED = "received";
    private static final String INTERNAL = "internal";

    static Origins of(Origin origin) {
        return switch (origin) {
            case Origin.Submitted(MailAddress account) -> new Origins(SUBMITTED, account.toString());
            case Origin.Received(String peer) -> new Origins(RECEIVED, peer);
            case Origin.Internal() -> new Origins(INTERNAL, "");
        };
    }

    Origin origin() {
        return switch (kind) {
            case SUBMITTED -> new Origin.Submitted(MailAddress.parse(name));
            case RECEIVED -> new Origin.Received(name);
            case INTERNAL -> new Origin.Internal();
            default -> throw new IllegalStateException("no origin is named " + kind);
        };
    }
}
