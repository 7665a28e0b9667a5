package org.sealpost.app.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.pki.ForeignImport;
import org.sealpost.pki.revocation.CrlBook.ListedCrl;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost crl}. */
@Command(
        name = "crl",
        description = "Lists of revoked certificates: those of others, and new ones of our own authorities.",
        synopsisSubcommandLabel = "COMMAND")
final class CrlCommand {
    private static final int SHORT = 16;

    private final Session session;

    CrlCommand(Session session) {
        this.session = session;
    }

    @Command(
            name = "import",
            description =
                    "Bring a CRL by hand, when the house cannot fetch it. It must be signed by an authority that is known.")
    void importFile(@Parameters(paramLabel = "FILE", arity = "1..*") List<Path> files) {
        int refused = 0;
        for (Path file : files) {
            List<ForeignImport.Step> steps =
                    session.house().trusting().imports().crls(ForeignFiles.read(session, file, ""), session.actor());
            if (steps.isEmpty()) {
                throw new Mistake(file + " holds no CRL");
            }
            for (ForeignImport.Step step : steps) {
                refused += step.act().isPresent() ? 0 : 1;
                step.act()
                        .ifPresent(act -> session.record(
                                step.fingerprint(), "import the " + step.words() + " of " + step.name(), act));
                session.say(step.name() + ": " + step.words());
            }
        }
        if (refused > 0) {
            throw new Mistake(refused + " not taken");
        }
    }

    @Command(description = "List the CRLs of others that are at hand, with their age.")
    void list(@Mixin Form form) {
        List<ListedCrl> lists = session.house().trusting().crls().list();
        if (form.isJson()) {
            session.json(lists.stream().map(CrlCommand::facts).toList());
            return;
        }
        Instant now = session.house().clock().instant();
        session.table(
                List.of("FINGERPRINT", "OF", "AGE", "UNTIL", "ENTRIES", "FROM", "ISSUER"),
                lists.stream().map(crl -> row(crl, now)).toList());
    }

    private static List<String> row(ListedCrl crl, Instant now) {
        boolean over = crl.nextUpdate().isBefore(now);
        return List.of(
                crl.fingerprint().substring(0, SHORT),
                crl.thisUpdate().toString().substring(0, 10),
                Duration.between(crl.thisUpdate(), now).toDays() + " days",
                crl.nextUpdate().toString().substring(0, 10) + (over ? " (over)" : ""),
                String.valueOf(crl.entries()),
                crl.manual() ? "by hand: " + crl.source() : crl.source(),
                crl.issuer());
    }

    private static Map<String, Object> facts(ListedCrl crl) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("fingerprint", crl.fingerprint());
        facts.put("issuer", crl.issuer());
        facts.put("number", crl.number());
        facts.put("thisUpdate", crl.thisUpdate().toString());
        facts.put("nextUpdate", crl.nextUpdate().toString());
        facts.put("entries", crl.entries());
        facts.put("byHand", crl.manual());
        facts.put("source", crl.source());
        facts.put("added", crl.added().toString());
        return facts;
    }

    @Command(description = "Forget a CRL.")
    void remove(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        ListedCrl found = FingerprintStart.of(fingerprint)
                .only("CRLs", session.house().trusting().crls().list(), ListedCrl::fingerprint)
                .orElseThrow(
                        () -> new Mistake("no CRL with the fingerprint " + fingerprint + "; see sealpost crl list"));
        session.record(
                found.fingerprint(),
                "forget the CRL of " + found.issuer(),
                () -> session.house().trusting().crls().remove(found.fingerprint()));
        session.say("forgotten: the CRL of " + found.issuer());
    }

    @Command(description = "Make new CRLs of our own authorities at once, whatever the schedule says.")
    void publish(
            @Option(names = "--authority", paramLabel = "NAME", description = "Only this one.") @Nullable String authority) {
        session.house()
                .certification()
                .administration()
                .publish(Optional.ofNullable(authority), session.actor())
                .forEach(crl -> session.say(crl.issuer() + ": number " + crl.number() + ", until " + crl.nextUpdate()));
    }

    @Command(description = "Fetch anew the CRLs that end soon, at once.")
    void refresh() {
        session.record("crl", "fetch CRLs of others anew");
        session.say(session.house().trusting().paths().refreshCrls() + " fetched");
    }
}
