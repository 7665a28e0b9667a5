package org.sealpost.app.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;
import org.sealpost.enrollment.PartnerBook;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerMeetings.Score;
import org.sealpost.identity.PartnerWay;
import org.sealpost.policy.ExpiryStep;

/** Whether partners prove themselves, for how long their certificates still will, and whether a smart host stands in between. */
final class PartnerChecks implements Check {
    private static final String PROOF = "SP-PAR-001";
    private static final String ENDS = "SP-PAR-002";
    private static final String SMART_HOST = "SP-PAR-003";

    private final House house;

    PartnerChecks(House house) {
        this.house = house;
    }

    private PartnerBook book() {
        return house.trusting().partners();
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>();
        for (Partner partner : book().partners().all()) {
            for (PartnerWay way : PartnerWay.values()) {
                if (partner.state(way).isOn()) {
                    found.addAll(proof(partner, way));
                    book().score(partner, way)
                            .ends()
                            .flatMap(end -> ends(partner, "its certificate for " + way.word(), end))
                            .ifPresent(found::add);
                }
            }
            partner.anchors().stream()
                    .flatMap(anchor -> ends(partner, anchor).stream())
                    .forEach(found::add);
            smartHost(partner).ifPresent(found::add);
        }
        return found;
    }

    private List<Diagnosis> proof(Partner partner, PartnerWay way) {
        Score score = book().score(partner, way);
        if (!score.isBad()) {
            return List.of(Diagnosis.good(
                    PROOF, partner.name() + ", " + way.word() + ": " + score.good() + " good sessions in a row"));
        }
        String evidence = partner.name() + ", " + way.word() + ", since "
                + score.lastBad().orElse(Instant.EPOCH) + ": " + score.reason();
        String remedy = "sealpost partner show " + partner.name();
        return List.of(
                partner.state(way).isEnforced()
                        ? Diagnosis.failure(PROOF, "mail with the partner waits", evidence, remedy)
                        : Diagnosis.warning(
                                PROOF, "mail with the partner would wait if it were enforced", evidence, remedy));
    }

    private Optional<Diagnosis> ends(Partner partner, PartnerAnchor anchor) {
        return ends(partner, "its authority " + anchor.name(), anchor.notAfter());
    }

    private Optional<Diagnosis> ends(Partner partner, String what, Instant end) {
        ExpiryStep step = ExpiryStep.of(house.clock().instant(), end);
        if (step == ExpiryStep.FAR) {
            return Optional.empty();
        }
        String evidence = partner.name() + ": " + what + " ends " + end + ": " + step.words();
        String consequence = step == ExpiryStep.OVER
                ? "the partner proves nothing with it any more"
                : "after that the partner proves nothing with it any more";
        String remedy = "ask the partner for the next one, and add it beside the old: sealpost partner set "
                + partner.name() + " --anchor FILE";
        return Optional.of(
                step.isUrgent()
                        ? Diagnosis.failure(ENDS, consequence, evidence, remedy)
                        : Diagnosis.warning(ENDS, consequence, evidence, remedy));
    }

    private Optional<Diagnosis> smartHost(Partner partner) {
        return house.configuration()
                .delivery()
                .smartHost()
                .filter(host -> partner.send().isOn())
                .map(host -> Diagnosis.failure(
                        SMART_HOST,
                        "mail to the partner goes through another server, so neither side can prove anything to the other",
                        partner.name() + ": all mail to the outside goes through " + host,
                        "encrypt to the partner's gateway instead: sealpost partner gateway add DOMAIN FILE; then"
                                + " sealpost partner set " + partner.name() + " --send off"));
    }
}
