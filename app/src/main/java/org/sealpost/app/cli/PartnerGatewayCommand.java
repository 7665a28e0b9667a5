package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.PartnerDomains;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Domain;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost partner gateway}. */
@Command(
        name = "gateway",
        description = "Domains of others whose gateway has one certificate for all their people, and ours for them.",
        synopsisSubcommandLabel = "COMMAND")
final class PartnerGatewayCommand {
    private final Session session;

    PartnerGatewayCommand(Session session) {
        this.session = session;
    }

    private PartnerDomains partners() {
        return session.house().gateway().partners();
    }

    @Command(
            description = "Encrypt mail to all people of a domain, who have no certificate, to this one."
                    + " Compare the fingerprint with the partner first, by telephone.")
    void add(@Parameters(paramLabel = "DOMAIN") Domain domain, @Parameters(paramLabel = "FILE") Path file) {
        List<Certificate> brought = new CertificateFiles(session).read(file);
        List<ChainVerdict> verdicts = Mistake.told(() -> partners().add(domain, brought, session.actor()));
        for (int i = 0; i < brought.size(); i++) {
            session.say(domain + ": certificate " + brought.get(i).facts().fingerprint());
            session.say("  " + words(verdicts.get(i)));
        }
        session.say("mail to people of " + domain + " without a certificate of their own is encrypted to it");
    }

    @Command(description = "List the partner domains with their certificates.")
    void list(@Mixin Form form) {
        List<Map<String, Object>> all = new ArrayList<>();
        List<List<String>> rows = new ArrayList<>();
        for (Domain domain : session.house().gateway().partnerDomains()) {
            for (Certificate certificate : partners().of(domain)) {
                Map<String, Object> facts = new LinkedHashMap<>(Certificates.facts(certificate));
                facts.put("domain", domain.name());
                all.add(facts);
                List<String> row = new ArrayList<>(List.of(domain.name()));
                row.addAll(Certificates.row(certificate));
                rows.add(row);
            }
        }
        if (form.isJson()) {
            session.json(all);
        } else {
            session.table(List.of("DOMAIN", "CERTIFICATE", "STATUS", "USE", "KEY", "UNTIL", "ISSUER", "SOURCE"), rows);
        }
    }

    @Command(description = "Show the certificates of a partner domain, and whether their issuers are trusted here.")
    void show(@Parameters(paramLabel = "DOMAIN") Domain domain) {
        List<Certificate> known = partners().of(domain);
        if (known.isEmpty()) {
            throw new Mistake(
                    "no certificate is known for the whole of " + domain + "; see: sealpost partner gateway list");
        }
        for (Certificate certificate : known) {
            session.say(Certificates.line(certificate));
            session.say("  " + words(partners().verdict(certificate)));
        }
    }

    @Command(description = "Use the certificates of a partner domain no longer: all of them, or one.")
    void remove(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Parameters(paramLabel = "FINGERPRINT", arity = "0..1") @Nullable String fingerprint) {
        List<Certificate> known = partners().of(domain);
        List<Certificate> meant = fingerprint == null
                ? known
                : FingerprintStart.of(fingerprint)
                        .only("certificates", known, one -> one.facts().fingerprint())
                        .map(List::of)
                        .orElseThrow(() -> new Mistake("no certificate " + fingerprint + " of " + domain));
        int removed = partners().remove(domain, meant, session.actor());
        if (removed == 0) {
            throw new Mistake("no certificate of " + domain + " is in use; see: sealpost partner gateway list");
        }
        session.say(removed + " certificates of " + domain + " are used no longer");
    }

    @Command(description = "Give one of our domains a certificate for its gateway, for partners to encrypt to.")
    void certify(@Parameters(paramLabel = "DOMAIN", arity = "0..1") @Nullable Domain domain) {
        Domain ours = domain == null ? session.firstDomain() : domain;
        List<Certificate> made = Mistake.told(() -> partners().certify(ours, session.directory()));
        made.forEach(certificate -> session.say("certificate: " + Certificates.line(certificate)));
        session.say(
                made.isEmpty()
                        ? "no certificate yet; see: sealpost autoenroll why "
                                + org.sealpost.identity.DomainCertificates.nameOf(ours)
                        : "hand it to partners: sealpost partner gateway certificate " + ours);
    }

    @Command(description = "Print the certificate of our domain's gateway as PEM, for partners.")
    void certificate(@Parameters(paramLabel = "DOMAIN", arity = "0..1") @Nullable Domain domain) {
        Domain ours = domain == null ? session.firstDomain() : domain;
        Certificate own = partners()
                .own(ours)
                .orElseThrow(() -> new Mistake("the gateway of " + ours
                        + " has no certificate; make it with: sealpost partner gateway certify " + ours));
        session.out().print(org.sealpost.app.Certificates.pem(own.der()));
    }

    private static String words(ChainVerdict verdict) {
        return VerdictForm.word(verdict) + ": " + Explanation.sentence(TrustPolicy.finding(verdict), Locale.ENGLISH)
                + (verdict instanceof ChainVerdict.Untrusted
                        ? " It is encrypted to all the same, since you brought it; for its signatures to count, trust its"
                                + " root: sealpost trust add"
                        : "");
    }
}
