package org.sealpost.app.cli;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.OwnZone;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.dns.WantedRecord;
import org.sealpost.protocols.dns.WantedRecord.Checked;
import org.sealpost.protocols.dns.WantedRecord.State;
import org.xbill.DNS.Type;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost dns}. */
@Command(
        name = "dns",
        description =
                "Show what belongs into the DNS for our domains, as lines of a zone file, and whether it is there.")
final class DnsCommand implements Runnable {
    private final Session session;

    @Parameters(paramLabel = "DOMAIN", arity = "0..1", description = "One of our domains; all if none is named.")
    private @Nullable Domain domain;

    @Mixin
    private Form form = new Form();

    DnsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        OwnZone zone = new OwnZone(session.house().configuration().hostName(), shown());
        List<WantedRecord> records = new ArrayList<>();
        for (Domain one : wanted(session.house().directory().domains())) {
            records.addAll(zone.here(one, session.house().gateway().domainKeys().newest(one)));
        }
        for (Domain one : wanted(behind())) {
            records.addAll(zone.behind(one));
        }
        if (records.isEmpty()) {
            throw new Mistake(domain + " is not one of our domains; see: sealpost domain list, domain relays");
        }
        records.addAll(zone.host());
        Dns dns = Dns.system();
        List<Checked> all = records.stream().map(record -> record.check(dns)).toList();
        if (form.isJson()) {
            session.json(all.stream().map(DnsCommand::facts).toList());
        } else {
            all.forEach(this::say);
        }
    }

    private List<Domain> behind() {
        return session.house().registry().relayDomains().all().stream()
                .map(RelayDomain::domain)
                .toList();
    }

    private List<Domain> wanted(List<Domain> all) {
        return all.stream().filter(one -> domain == null || one.equals(domain)).toList();
    }

    /** Other servers see what smtp shows: one from outside, that of the public authority, or our own. */
    private Optional<X509Certificate> shown() {
        return session.house()
                .certification()
                .tls()
                .shown("smtp")
                .filter(shown -> shown.source() == TlsIdentity.Source.GIVEN)
                .map(shown -> shown.chain().getFirst())
                .or(() -> session.house()
                        .certification()
                        .publicCertificates()
                        .standing()
                        .certificate())
                .or(() -> session.house().certification().serverCertificate());
    }

    /** What a zone file takes for a comment stands behind. */
    private void say(Checked one) {
        session.say("; " + one.wanted().purpose() + ": " + word(one));
        if (one.state() == State.DIFFERENT) {
            one.found().forEach(found -> session.say(";   found: " + found));
        }
        session.say(one.wanted().line());
    }

    private static String word(Checked one) {
        return switch (one.state()) {
            case PUBLISHED -> "ok";
            case MISSING -> "MISSING";
            case DIFFERENT -> "DIFFERENT";
            case UNANSWERED -> "no name server answers";
        };
    }

    private static Map<String, Object> facts(Checked one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", one.wanted().name());
        facts.put("type", Type.string(one.wanted().type()));
        facts.put("data", one.wanted().data());
        facts.put("purpose", one.wanted().purpose());
        facts.put("state", one.state().name().toLowerCase(Locale.ROOT));
        facts.put("found", one.found());
        facts.put("line", one.wanted().line());
        return facts;
    }
}
