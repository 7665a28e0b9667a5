package org.sealpost.app;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.app.config.Configuration;
import org.sealpost.protection.Smime;
import org.sealpost.protocols.agent.ProgramAgent;
import org.sealpost.protocols.files.ReaderProcesses;
import org.sealpost.protocols.scan.ClamdScanner;
import org.sealpost.protocols.scan.IcapScanner;
import org.sealpost.protocols.scan.RspamdFilter;
import org.sealpost.protocols.scan.SpamdFilter;
import org.sealpost.store.QuarantineStore;
import org.sealpost.transport.Agent;
import org.sealpost.transport.Agents;
import org.sealpost.transport.DomainGateway;
import org.sealpost.transport.Examiner;
import org.sealpost.transport.Inspection;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.OpenPgpMails;
import org.sealpost.transport.QuarantineDesk;
import org.sealpost.transport.Scanner;
import org.sealpost.transport.SenderGate;
import org.sealpost.transport.SpamFilter;
import org.sealpost.transport.SpamGate;
import org.sealpost.transport.Transport;

/** Who looks into messages on their way, agents that are given them, and the quarantine. */
public final class Inspecting implements AutoCloseable {
    private final Configuration.Inspecting settings;
    private final Optional<ClamdScanner> clamav;
    private final Optional<IcapScanner> icap;
    private final Optional<SpamFilter> filter;
    private final ReaderProcesses documents = new ReaderProcesses(ReaderProcesses.Terms.STANDARD);
    private final Examiner examiner;
    private final Agents agents;
    private final QuarantineDesk quarantine;

    Inspecting(
            Configuration configuration,
            Keeping keeping,
            Smime smime,
            OpenPgpMails openPgp,
            Supplier<String> queueIds,
            NewMail newMail,
            Clock clock) {
        this.settings = configuration.inspecting();
        this.clamav = settings.scanners().clamav().map(peer -> new ClamdScanner(peer, settings.patience()));
        this.icap = settings.scanners().icap().map(place -> new IcapScanner(place, settings.patience()));
        this.filter = settings.spam().map(one -> filter(one, settings.patience()));
        QuarantineStore store = new QuarantineStore(keeping.database(), keeping.contents());
        Inspection inspection = new Inspection(
                new Inspection.Wanted(
                        settings.settings(),
                        Stream.<Scanner>concat(clamav.stream(), icap.stream()).toList(),
                        settings.inspectors()),
                new Inspection.Keys(
                        keeping.directory(),
                        new DomainGateway(keeping.certificates(), keeping.keys()),
                        keeping.keys(),
                        Optional.of(openPgp)),
                smime,
                store,
                keeping.auditLog(),
                clock);
        this.examiner = new Examiner(
                        keeping.directory(),
                        keeping.known(),
                        keeping.keys(),
                        keeping.rules(),
                        smime,
                        configuration.delivery().outward(),
                        clock)
                .with(openPgp)
                .with(inspection)
                .with(documents)
                .with(Filtering.answers(keeping));
        List<Agent> programs = settings.agents().stream()
                .map(one ->
                        (Agent) new ProgramAgent(one.terms(), one.command(), one.memoryBytes(), configuration.data()))
                .toList();
        this.agents = new Agents(programs, smime);
        this.quarantine = new QuarantineDesk(
                store,
                new QuarantineDesk.Way(keeping.queue(), queueIds, newMail),
                keeping.directory(),
                keeping.auditLog(),
                new QuarantineDesk.Terms(
                        settings.quarantine().keep(),
                        settings.quarantine().tellsSenders(),
                        settings.quarantine().tellsRecipients(),
                        configuration.hostName()),
                clock);
    }

    private static SpamFilter filter(Configuration.Spam spam, Duration patience) {
        return switch (spam.kind()) {
            case SPAMASSASSIN -> new SpamdFilter(spam.peer(), patience);
            case RSPAMD -> new RspamdFilter(spam.peer(), patience);
        };
    }

    /** The same gate, asking the spam filter if there is one. */
    SenderGate on(SenderGate gate) {
        return settings.spam()
                .map(one -> gate.with(new SpamGate(filter.orElseThrow(), one.settings())))
                .orElse(gate);
    }

    /** The spam filter that is set up. */
    public Optional<SpamFilter> spamFilter() {
        return filter;
    }

    /** Gathers what is asked about messages, and looks into them. */
    Examiner examiner() {
        return examiner;
    }

    /** The same way, with agents and quarantine. */
    Transport on(Transport transport) {
        return transport.with(agents, quarantine);
    }

    /** Messages that were put aside. */
    public QuarantineDesk quarantine() {
        return quarantine;
    }

    /** Ends the processes that read documents. */
    @Override
    public void close() {
        documents.close();
    }

    /** The scanners that are set up. */
    public Optional<ClamdScanner> clamav() {
        return clamav;
    }

    public Optional<IcapScanner> icap() {
        return icap;
    }
}
