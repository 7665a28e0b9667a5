package org.sealpost.app;

import org.sealpost.access.Notices;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerWay;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.transport.PartnerScores;

/** Tells postmaster that mail with a partner has begun to wait, and what to do. */
record PartnerAlarm(Notices notices, Domain home) implements PartnerScores.Alarm {
    @Override
    public void raise(Partner partner, PartnerWay way, String why) {
        notices.tell(
                new MailAddress("postmaster", home),
                "Domain Security with " + partner.name() + " fails",
                text(partner, way, why));
    }

    private static String text(Partner partner, PartnerWay way, String why) {
        String what = switch (way) {
            case RECEIVE ->
                "A server wanted to hand over mail from the partner " + partner.name()
                        + " and did not prove to be the partner's. Its mail is not taken until it does.";
            case SEND ->
                "Mail to the partner " + partner.name() + " waits: the server there did not prove to be the partner's.";
        };
        String contact = partner.terms().contact().isEmpty()
                ? ""
                : "\nWhom to call there: " + partner.terms().contact() + "\n";
        return what + "\n\nWhy: " + why + "\n" + contact
                + "\nIf this is the partner, its certificate or what was agreed about it has changed:\n\n"
                + "    sealpost partner show " + partner.name() + "\n\n"
                + "If it is somebody else who uses the partner's name, all is as it should be, and nothing needs to be done.\n"
                + "There is no second notice within an hour.\n";
    }
}
