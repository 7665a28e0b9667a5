package org.sealpost.app.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.app.House;
import org.sealpost.policy.HopSettings.Setting;

/** Whether demands of others on connections to their servers are known, and where they are let pass. */
final class HopChecks implements Check {
    private static final String SIGNATURES = "SP-DNS-003";
    private static final String EXEMPTIONS = "SP-HOP-001";

    private final House house;

    HopChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>(List.of(signatures()));
        Instant now = house.clock().instant();
        for (Setting one : house.outbound().settings().all()) {
            one.exemption()
                    .filter(leave -> leave.until().isAfter(now))
                    .ifPresent(leave -> found.add(Diagnosis.warning(
                            EXEMPTIONS,
                            "mail to " + one.domain() + " also goes to servers that do not prove who they are",
                            "until " + leave.until() + ": " + leave.reason(),
                            "if it is settled: sealpost tls exempt " + one.domain() + " --days 0 --reason settled")));
        }
        return found;
    }

    private Diagnosis signatures() {
        return switch (house.outbound().dnsHealth()) {
            case VALIDATING -> Diagnosis.good(SIGNATURES, "the name servers let signatures of the DNS through");
            case STRIPPED ->
                Diagnosis.failure(
                        SIGNATURES,
                        "DANE is not heeded: mail goes to servers that do not have the certificate which their domain"
                                + " publishes",
                        "the name servers of this machine cut signatures (RRSIG) out of answers",
                        "let this machine use a resolver that passes DNSSEC, such as unbound on the machine itself");
            case SILENT, UNTESTED, OFF ->
                Diagnosis.notTested(SIGNATURES, "no name server answers for the keys that signatures start from");
        };
    }
}
