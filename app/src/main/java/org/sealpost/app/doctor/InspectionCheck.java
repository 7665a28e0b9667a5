package org.sealpost.app.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;
import org.sealpost.mail.Content;
import org.sealpost.policy.Quarantine;
import org.sealpost.policy.Scan;
import org.sealpost.policy.SpamFacts;
import org.sealpost.protocols.scan.ClamdScanner;
import org.sealpost.protocols.scan.IcapScanner;
import org.sealpost.transport.SenderExamination;
import org.sealpost.transport.SpamFilter;

/** Whether somebody looks into messages, and whether anybody looks into the quarantine. */
final class InspectionCheck implements Check {
    private static final String SCANNER = "SP-INS-001";
    private static final String QUARANTINE = "SP-INS-002";
    private static final String SPAM = "SP-INS-003";
    private static final String ICAP = "SP-INS-004";

    /** In two pieces, so that no scanner finds it in this program. */
    private static final String TRIAL = "From: doctor@localhost\r\n\r\nX5O!P%@AP[4\\PZX54(P^)7CC)7}$"
            + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*\r\n";

    private static final int LOOKED_AT = 1_000;

    private final House house;

    InspectionCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>(List.of(scanner()));
        long waiting = house.inspecting().quarantine().list(LOOKED_AT).stream()
                .map(Quarantine.Entry::releasedAs)
                .filter(Optional::isEmpty)
                .count();
        found.add(
                waiting == 0
                        ? Diagnosis.good(QUARANTINE, "nothing waits in quarantine")
                        : Diagnosis.warning(
                                QUARANTINE,
                                "people wait for messages about which nobody decides",
                                waiting + " messages wait in quarantine",
                                "sealpost quarantine list"));
        found.add(spam());
        found.add(icap());
        return found;
    }

    private Diagnosis spam() {
        Optional<SpamFilter> filter = house.inspecting().spamFilter();
        if (filter.isEmpty()) {
            return Diagnosis.notTested(SPAM, "no spam filter is set up; see spam.spamassassin and spam.rspamd");
        }
        try {
            SpamFacts.Answer answer = filter.get()
                    .judge(
                            new SenderExamination.Peer("127.0.0.1", "localhost"),
                            Optional.empty(),
                            Content.of("From: doctor@localhost\r\n\r\nA question.\r\n".getBytes(US_ASCII)));
            return Diagnosis.good(SPAM, filter.get().name() + " gave a trial " + answer.words() + " points");
        } catch (SpamFilter.SilentFilter e) {
            return Diagnosis.failure(
                    SPAM,
                    "mail from outside is told to come again, or comes in without a score (spam.failure)",
                    filter.get().name() + ": " + e.getMessage(),
                    "systemctl status spamd, or rspamd");
        }
    }

    private Diagnosis scanner() {
        Optional<ClamdScanner> clamav = house.inspecting().clamav();
        if (clamav.isEmpty()) {
            return Diagnosis.notTested(
                    SCANNER,
                    house.inspecting().icap().isPresent()
                            ? "ClamAV is not set up; another scanner is, see " + ICAP
                            : "no scanner is set up, so nobody looks for harmful software in mail; see inspection.clamav");
        }
        return clamav.get()
                .version()
                .map(version -> Diagnosis.good(SCANNER, version))
                .orElseGet(() -> Diagnosis.failure(
                        SCANNER,
                        "mail waits, or is delivered without being scanned (inspection.failure)",
                        "ClamAV does not answer at the place that inspection.clamav names",
                        "systemctl status clamav-daemon"));
    }

    /** A server of ICAP may let through what its scanner never saw, by its own settings: so it is shown something. */
    private Diagnosis icap() {
        Optional<IcapScanner> icap = house.inspecting().icap();
        if (icap.isEmpty()) {
            return Diagnosis.notTested(ICAP, "no scanner that speaks ICAP is set up; see inspection.icap");
        }
        Optional<String> service = icap.get().service();
        if (service.isEmpty()) {
            return silentIcap("nobody answers as ICAP wants at the place that inspection.icap names");
        }
        return switch (icap.get().scan(Content.of(TRIAL.getBytes(US_ASCII)))) {
            case Scan.Infected found ->
                Diagnosis.good(ICAP, service.get() + " found the test file (" + found.name() + ")");
            case Scan.Failed failed -> silentIcap(service.get() + ", given a test file: " + failed.reason());
            case Scan.Clean _, Scan.TooLarge _ ->
                Diagnosis.failure(
                        ICAP,
                        "harmful software may come in with mail",
                        service.get() + " does not find the harmless test file of EICAR in a message",
                        "look at the types and sizes of files that it scans");
        };
    }

    private static Diagnosis silentIcap(String evidence) {
        return Diagnosis.failure(
                ICAP,
                "mail waits, or is delivered without being scanned (inspection.failure)",
                evidence,
                "sealpost check-config; systemctl status c-icap");
    }
}
