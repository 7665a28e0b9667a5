package org.sealpost.app.doctor;

import java.util.List;
import org.sealpost.app.House;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.RecipientPolicy;

/** Whether somebody reads what other mail servers write to postmaster and abuse, RFC 5321 section 4.5.1 and RFC 2142. */
final class PostmasterCheck implements Check {
    private static final String ID = "SP-DIR-002";

    private final House house;

    PostmasterCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<String> unread = house.directory().domains().stream()
                .flatMap(domain -> RecipientPolicy.ROLES.stream().map(role -> new MailAddress(role, domain)))
                .filter(address -> !house.acceptance().takesMailFor(address))
                .map(MailAddress::toString)
                .toList();
        Domain domain = house.configuration().domain();
        return List.of(
                unread.isEmpty()
                        ? Diagnosis.good(ID, "somebody reads mail to postmaster and abuse")
                        : Diagnosis.warning(
                                ID,
                                "nobody reads what others write when mail of this house does harm, and some servers refuse"
                                        + " mail from such a domain",
                                "refused: " + String.join(", ", unread),
                                "sealpost group add postmaster@" + domain + " ADDRESS"));
    }
}
