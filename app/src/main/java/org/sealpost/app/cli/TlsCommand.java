package org.sealpost.app.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.PublicCertificates;
import org.sealpost.enrollment.PublicCertificates.Standing;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.HopFacts.Exemption;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopSettings;
import org.sealpost.policy.HopSettings.Setting;
import org.sealpost.policy.HopWish;
import org.sealpost.policy.PublicCertificateVerdict;
import org.sealpost.policy.TlsFloor;
import org.sealpost.policy.TlsReportBook.Received;
import org.sealpost.protocols.smtp.DomainProbe;
import org.sealpost.protocols.smtp.HopReport.HostReport;
import org.sealpost.protocols.smtp.HopReport.Report;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost tls}. */
@Command(
        name = "tls",
        description =
                "The certificate that the server shows in TLS, and how connections to other servers are protected.",
        synopsisSubcommandLabel = "COMMAND")
final class TlsCommand {
    private static final int REASON_LIMIT = 500;
    private static final int DAYS_LIMIT = 90;
    private static final int REPORTS_LIMIT = 1_000;

    private final Session session;

    TlsCommand(Session session) {
        this.session = session;
    }

    private PublicCertificates certificates() {
        return session.house().certification().publicCertificates();
    }

    @Command(description = "Show where the certificate comes from, until when it is good, and what comes next.")
    void show(@Mixin Form form) {
        Map<String, Object> facts = facts(certificates().standing());
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    private Map<String, Object> facts(Standing standing) {
        Map<String, Object> facts = new LinkedHashMap<>();
        session.house()
                .certification()
                .serverCertificate()
                .ifPresent(own -> facts.put(
                        "own certificate until", own.getNotAfter().toInstant().toString()));
        standing.settings().ifPresent(settings -> {
            facts.put("public authority", settings.directory());
            facts.put("names", String.join(", ", settings.names()));
        });
        standing.certificate().ifPresent(certificate -> {
            facts.put(
                    "public certificate of",
                    certificate.getIssuerX500Principal().getName());
            facts.put(
                    "public certificate until",
                    certificate.getNotAfter().toInstant().toString());
        });
        standing.state().ifPresent(state -> {
            state.renewAt().ifPresent(then -> facts.put("renewed at", then.toString()));
            if (state.failures() > 0) {
                facts.put("failures", state.failures());
                facts.put("last failure", state.failure());
            }
        });
        facts.put("now", standing.decision().verdict().toString());
        facts.put("because", Explanation.sentences(standing.decision().because(), Locale.ENGLISH));
        return facts;
    }

    @Command(
            description =
                    "Ask the public authority now, if a certificate is missing or due, without waiting out a failure.")
    void renew() {
        Standing before = certificates().standing();
        session.record(
                before.settings().map(PublicCertificates.Settings::directory).orElse("none"),
                "ask the public authority at once");
        var decision = certificates().run(true);
        Standing after = certificates().standing();
        session.say(Explanation.sentences(decision.because(), Locale.ENGLISH));
        if (decision.verdict() != PublicCertificateVerdict.KEEP) {
            throw new Mistake(after.state()
                    .map(state -> "the public authority gave none: " + state.failure())
                    .orElse("the public authority gave none"));
        }
    }

    private HopSettings settings() {
        return session.house().outbound().settings();
    }

    @Command(
            description =
                    "Tell what a connection to the servers of an address must have, who demands it, and how the last"
                            + " delivery was protected. Asks the DNS and the domain's policy server.")
    void explain(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        if (session.house().directory().domains().contains(address.domain())) {
            throw new Mistake(address.domain() + " is a domain of ours; its mail does not leave the house");
        }
        Report report = session.house().outbound().report().of(address.domain(), HopWish.NONE);
        if (form.isJson()) {
            session.json(HopForm.facts(report));
            return;
        }
        if (!report.trouble().isEmpty()) {
            session.say("no host is known for " + report.domain() + ": " + report.trouble());
        }
        for (HostReport host : report.hosts()) {
            session.say(host.host() + ": " + HopForm.demand(host.demand().verdict()));
            host.sources().forEach((name, words) -> session.say("  " + name + ": " + words));
            host.demand().because().forEach(finding -> session.say("  " + HopForm.sentence(finding)));
        }
        report.last().forEach(this::say);
    }

    @Command(
            description =
                    "Connect to the servers of a domain as a delivery would, and tell what each connection has, without"
                            + " sending a message.")
    void probe(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Option(names = "--host", paramLabel = "HOST[:PORT]", description = "This host in the place of its own.")
                    @Nullable String host,
            @Mixin Form form) {
        List<DomainProbe.Leg> legs = session.house().outbound().domainProbe().of(domain, named(domain, host));
        if (form.isJson()) {
            session.json(legs.stream().map(ProbeForm::facts).toList());
        } else {
            legs.forEach(leg -> ProbeForm.lines(leg).forEach(session::say));
        }
    }

    private List<RelayDomain.Host> named(Domain domain, @Nullable String host) {
        try {
            return host == null
                    ? session.house()
                            .registry()
                            .relayDomains()
                            .of(domain)
                            .map(RelayDomain::hosts)
                            .orElse(List.of())
                    : List.of(RelayDomain.Host.parse(host));
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private void say(HopLedger.Entry entry) {
        session.say((entry.sent() ? "last delivery" : "last refusal") + ": " + entry.at() + " " + entry.host());
        entry.because().forEach(finding -> session.say("  " + HopForm.sentence(finding)));
    }

    @Command(
            description =
                    "Demand of all mail to a domain that it goes over connections so protected, or demand nothing.")
    void require(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Parameters(
                            paramLabel = "LEVEL",
                            description = "opportunistic, encrypted, encrypted-tls13, verified, verified-tls13")
                    String level,
            @Option(
                            names = "--or-encrypted-after",
                            defaultValue = "never",
                            paramLabel = "TIME",
                            description = "If no connection was so protected for this time (1m to 4d), a message goes"
                                    + " all the same, encrypted to its recipient; never if not told.")
                    String orEncrypted) {
        TlsFloor floor = TlsFloor.named(level)
                .orElseThrow(() -> new Mistake("expected one of " + TlsFloor.words() + ": " + level));
        Optional<TlsFloor> wish = Optional.of(floor).filter(one -> one != TlsFloor.OPPORTUNISTIC);
        Optional<EncryptedAfter> after = Mistake.told(() -> EncryptedAfter.read(orEncrypted));
        if (after.isPresent() && !named(domain, null).isEmpty()) {
            throw new Mistake(
                    domain + " is behind: keys of its people are kept here, so mail to its server waits; leave out"
                            + " --or-encrypted-after");
        }
        Setting setting = Mistake.told(
                () -> new Setting(domain, wish, after, before(domain).exemption()));
        put(
                setting,
                "mail to it must be: " + floor.word() + "; or encrypted to its recipient after: "
                        + EncryptedAfter.word(after));
        session.say(
                wish.isPresent()
                        ? "all mail to " + domain + " goes " + floor.word() + ", or waits"
                                + after.map(time -> "; after " + time
                                                + " it goes all the same if it can be encrypted to its recipient")
                                        .orElse("")
                        : "nothing is demanded of mail to " + domain + " by an administrator");
    }

    @Command(
            description =
                    "Let mail to a domain go for some days although DANE or MTA-STS fail there. What the organisation,"
                            + " a partner or an administrator demands is not touched.")
    void exempt(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Option(names = "--days", required = true, paramLabel = "N", description = "1 to 90; 0 ends it now.")
                    int days,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For those who ask later.")
                    String reason) {
        if (days < 0 || days > DAYS_LIMIT) {
            throw new Mistake("expected 0 to " + DAYS_LIMIT + " days: " + days);
        }
        if (reason.isBlank() || reason.length() > REASON_LIMIT || reason.chars().anyMatch(Character::isISOControl)) {
            throw new Mistake("a reason is one line of at most " + REASON_LIMIT + " characters");
        }
        Instant until = session.house().clock().instant().plus(Duration.ofDays(days));
        Optional<Exemption> exemption = days == 0 ? Optional.empty() : Optional.of(new Exemption(until, reason));
        put(
                new Setting(domain, before(domain).wish(), before(domain).orEncryptedAfter(), exemption),
                days == 0 ? "DANE and MTA-STS are heeded again: " + reason : "exempt until " + until + ": " + reason);
        session.say(
                days == 0
                        ? "DANE and MTA-STS of " + domain + " are heeded again"
                        : "until " + until + " mail to " + domain + " goes although DANE or MTA-STS fail there");
    }

    private Setting before(Domain domain) {
        return settings().of(domain).orElseGet(() -> Setting.none(domain));
    }

    private void put(Setting setting, String outcome) {
        session.record(setting.domain().name(), outcome, settings().putting(setting));
    }

    @Command(description = "Tell what other senders report about connections to our servers (TLS-RPT).")
    void reports(
            @Parameters(
                            paramLabel = "DOMAIN",
                            arity = "0..1",
                            description = "One of our domains; all if none is named.")
                    @Nullable Domain domain,
            @Option(names = "--days", defaultValue = "14", paramLabel = "N", description = "1 to 90; 14 if not told.")
                    int days,
            @Mixin Form form) {
        if (days < 1 || days > DAYS_LIMIT) {
            throw new Mistake("expected 1 to " + DAYS_LIMIT + " days: " + days);
        }
        Instant since = session.house().clock().instant().minus(Duration.ofDays(days));
        List<Received> all = session.house()
                .outbound()
                .reporting()
                .received()
                .since(since, Optional.ofNullable(domain), REPORTS_LIMIT);
        if (form.isJson()) {
            session.json(all.stream().map(TlsReportForm::facts).toList());
        } else if (all.isEmpty()) {
            session.say("nobody has told anything of the last " + days + " days");
        } else {
            all.forEach(one -> TlsReportForm.lines(one).forEach(session::say));
        }
    }

    @Command(description = "List what is demanded of connections to single domains, and exemptions.")
    void demands(@Mixin Form form) {
        List<Setting> all = settings().all();
        if (form.isJson()) {
            session.json(all.stream().map(HopForm::facts).toList());
            return;
        }
        List<List<String>> rows = new ArrayList<>();
        for (Setting one : all) {
            rows.add(List.of(
                    one.domain().name(),
                    one.wish().map(TlsFloor::word).orElse("-"),
                    one.wish()
                            .map(wish -> EncryptedAfter.word(one.orEncryptedAfter()))
                            .orElse("-"),
                    one.exemption().map(leave -> leave.until().toString()).orElse("-"),
                    one.exemption().map(Exemption::reason).orElse("-")));
        }
        session.table(List.of("DOMAIN", "DEMAND", "OR ENCRYPTED AFTER", "EXEMPT UNTIL", "REASON"), rows);
    }
}
