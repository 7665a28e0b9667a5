package org.sealpost.app.cli;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;
import org.sealpost.pki.path.TrustGrant;
import picocli.CommandLine.Option;

/** For what an authority is trusted, as it is typed. */
final class GrantOptions {
    /** What it is trusted for; in lower case, as it is typed. */
    enum Purpose {
        mail,
        tls,
        both
    }

    /** What becomes of a chain whose revocation nobody can tell. */
    enum Revocation {
        hard,
        soft,
        off
    }

    @Option(names = "--for", paramLabel = "PURPOSE", description = "One of: ${COMPLETION-CANDIDATES}.")
    private @Nullable Purpose purpose;

    @Option(
            names = "--only",
            paramLabel = "NAME",
            description =
                    "Only for certificates that name nothing else: *@partner.org, *@*.partner.org, *.partner.org.")
    private List<String> only = List.of();

    @Option(names = "--policy", paramLabel = "OID", description = "Only under one of these certificate policies.")
    private Set<String> policies = Set.of();

    @Option(names = "--until", paramLabel = "DAY", description = "The trust ends then: 2027-12-31.")
    private @Nullable String until;

    @Option(names = "--reader", paramLabel = "DOMAIN", description = "Only for people of this domain of ours.")
    private @Nullable Domain reader;

    @Option(
            names = "--revocation",
            paramLabel = "MODE",
            defaultValue = "soft",
            description =
                    "hard: a chain about which nobody can be asked does not count; soft: it counts and is shown as not checked;"
                            + " off: nobody is asked.")
    private Revocation revocation = Revocation.soft;

    @Option(
            names = "--lenient",
            description = "Take certificates, too, that break the profile of RFC 5280 where it does no harm: a serial"
                    + " number of zero, for example.")
    private boolean lenient;

    /** The grant; a mistake if it cannot be one. */
    TrustGrant grant(boolean purposeNeeded) {
        if (purpose == null && purposeNeeded) {
            throw new Mistake("say for what it is trusted: --for mail, --for tls or --for both");
        }
        try {
            return new TrustGrant(
                    purpose != Purpose.tls,
                    purpose == Purpose.tls || purpose == Purpose.both,
                    only,
                    policies,
                    Optional.ofNullable(until).map(GrantOptions::day),
                    Optional.ofNullable(reader),
                    RevocationMode.valueOf(revocation.name().toUpperCase(java.util.Locale.ROOT)),
                    lenient);
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    static Instant day(String text) {
        try {
            return text.length() == 10
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new Mistake("expected a day such as 2027-12-31, or a time such as 2027-12-31T12:00:00Z: " + text);
        }
    }
}
