package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sealpost.app.House;
import org.sealpost.identity.RelayDomain;
import org.sealpost.protocols.smtp.InnerProbe.Found;
import org.sealpost.protocols.smtp.InnerProbe.Stranger;

/** Whether the servers behind this one answer, are protected on the way as is demanded, and tell whom they do not know. */
final class BehindChecks implements Check {
    private static final String ANSWER = "SP-GW-001";
    private static final String PROTECTION = "SP-GW-002";
    private static final String RECIPIENTS = "SP-GW-003";

    private static final Duration SOON = Duration.ofDays(14);

    private final House house;

    BehindChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Diagnosis>>> looks = new ArrayList<>();
            for (RelayDomain domain : house.registry().relayDomains().all()) {
                domain.hosts().forEach(host -> looks.add(threads.submit(() -> look(domain, host))));
            }
            List<Diagnosis> found = new ArrayList<>();
            for (Future<List<Diagnosis>> look : looks) {
                found.addAll(look.get());
            }
            return found;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private List<Diagnosis> look(RelayDomain domain, RelayDomain.Host host) {
        String mail = "mail for " + domain.domain();
        return switch (house.outbound().innerProbe().look(domain, host)) {
            case Found.Silent(String words) ->
                List.of(Diagnosis.failure(
                        ANSWER,
                        mail + " waits, or goes to another host",
                        host + ": " + words,
                        "see to that server; what waits: sealpost queue list"));
            case Found.Unprotected(String words) ->
                List.of(Diagnosis.failure(
                        PROTECTION,
                        mail + " waits, and senders are told to come again later",
                        host + ": " + words,
                        "mend TLS on that server; what it has: sealpost tls probe " + domain.domain()));
            case Found.Open open -> List.of(protection(mail, host, open), recipients(domain, host, open.stranger()));
        };
    }

    private Diagnosis protection(String mail, RelayDomain.Host host, Found.Open open) {
        if (open.certificateEnds().isEmpty()) {
            return open.near()
                    ? Diagnosis.good(PROTECTION, mail + " stays on this machine on its way to " + host)
                    : Diagnosis.warning(
                            PROTECTION,
                            mail + " is readable on its way to the server behind",
                            host + " offers no TLS",
                            "give that server a certificate, then: sealpost tls require DOMAIN encrypted");
        }
        Instant end = open.certificateEnds().get();
        return end.minus(SOON).isBefore(house.clock().instant())
                ? Diagnosis.warning(
                        PROTECTION,
                        mail + " will wait if its server must prove its name",
                        "the certificate of " + host + " ends at " + end,
                        "renew it on that server")
                : Diagnosis.good(PROTECTION, host + " has TLS; its certificate is good until " + end);
    }

    private static Diagnosis recipients(RelayDomain domain, RelayDomain.Host host, Stranger stranger) {
        return switch (stranger) {
            case REFUSED -> Diagnosis.good(RECIPIENTS, host + " refuses a recipient whom nobody knows");
            case UNKNOWN -> Diagnosis.notTested(RECIPIENTS, host + " does not say now whether it takes a recipient");
            case TAKEN ->
                domain.verified()
                        ? Diagnosis.warning(
                                RECIPIENTS,
                                "people who never wrote get bounces for mail to invented addresses of "
                                        + domain.domain(),
                                host + " takes recipients whom nobody knows, so to ask it for recipients tells nothing",
                                "have that server refuse unknown recipients at RCPT")
                        : Diagnosis.good(RECIPIENTS, host + " takes everybody, and is not asked for recipients");
        };
    }
}
