package org.sealpost.web;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Explanation;

/** The page that shows that the house runs: who can be sealed to, and what was decided last and why. */
public final class FirstPage {
    private static final int PEOPLE = 200;
    private static final int DECISIONS = 25;
    private static final int LINES = 400;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final Directory directory;
    private final CertificateRepository certificates;
    private final AuditLog auditLog;
    private final Clock clock;

    public FirstPage(Directory directory, CertificateRepository certificates, AuditLog auditLog, Clock clock) {
        this.directory = directory;
        this.certificates = certificates;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** For strangers: that it runs, and nothing else. */
    String outside(WebConfig config) {
        return Html.page(
                config.domain().name(), """
                <h1 class="claim">Sealpost is running for %s.</h1>
                <p class="sub">Mail goes through %s. What is inside is for administrators:
                <code>sealpost console</code> on the server prints a link.</p>
                <p><a href="/ca.pem">The root certificate</a>, for mail programs to trust.</p>
                """.formatted(Html.text(config.domain().name()), Html.text(config.hostName())));
    }

    /** For administrators. */
    String inside(WebConfig config) {
        List<Account> accounts = directory.accounts();
        List<Person> people = accounts.stream().limit(PEOPLE).map(this::person).toList();
        long sealed = accounts.stream()
                .filter(account -> !published(account).isEmpty())
                .count();
        return Html.page(
                config.domain().name(), claim(sealed, accounts.size()) + people(people, accounts.size()) + decisions());
    }

    private static String claim(long sealed, int all) {
        long missing = all - sealed;
        String rest = missing == 0 ? "" : " <em>" + missing + " cannot yet.</em>";
        return """
                <h1 class="claim">%d of %d people can send and receive sealed mail.%s</h1>
                <p class="sub">Every account gets its certificates when it is made, and they renew by themselves.
                <a href="/ca.pem">The root certificate</a> is for mail programs to trust.</p>
                """.formatted(sealed, all, rest);
    }

    private static String people(List<Person> people, int all) {
        String rows = people.stream().map(FirstPage::row).collect(Collectors.joining());
        String more = all > people.size()
                ? "The first " + people.size() + " of " + all + "."
                : "Everyone with a mailbox here.";
        return """
                <section aria-labelledby="people"><h2 id="people">People</h2><p class="lead">%s</p>
                <div class="scroll"><table><thead><tr><th>Name</th><th>Address</th><th>Mail to them</th><th>Certificate</th><th class="wide">Renews by itself before</th></tr></thead>
                <tbody>%s</tbody></table></div></section>
                """.formatted(
                        Html.text(more),
                        rows.isEmpty()
                                ? "<tr><td colspan=\"5\">Nobody yet. Add the first: <code>sealpost user add ann</code></td></tr>"
                                : rows);
    }

    private static String row(Person person) {
        String state = person.certificate
                .map(certificate -> Html.state("seal", "seal", "Sealed"))
                .orElse(Html.state("warn", "unsealed", "Not sealed"));
        String key = person.certificate
                .map(certificate -> Html.text(certificate.facts().keyAlgorithm()) + " <small class=\"mono\">"
                        + Html.text(certificate.facts().fingerprint().substring(0, 16)) + "</small>")
                .orElse("none");
        String until = person.certificate
                .map(certificate -> DAY.format(certificate.facts().notAfter()))
                .orElse("");
        return "<tr><td><b>" + Html.text(person.account.displayName()) + "</b></td><td>"
                + Html.text(person.account.address().toString()) + "</td><td>" + state + "</td><td>" + key
                + "</td><td class=\"num wide\">" + until + "</td></tr>";
    }

    private String decisions() {
        String rows = auditLog.find("", LINES).stream()
                .filter(line -> isDecision(line.event().action()))
                .limit(DECISIONS)
                .map(FirstPage::row)
                .collect(Collectors.joining());
        return """
                <section aria-labelledby="decisions"><h2 id="decisions">Latest decisions</h2>
                <p class="lead">Every message gets one line for each recipient that says what was done and why. Times are UTC.</p>
                <div class="scroll"><table class="decisions"><thead><tr><th>When</th><th>Who</th><th>Outcome</th><th>Because</th></tr></thead>
                <tbody>%s</tbody></table></div></section>
                """.formatted(rows.isEmpty() ? "<tr><td colspan=\"4\">No mail yet.</td></tr>" : rows);
    }

    private static boolean isDecision(AuditAction action) {
        return switch (action) {
            case DECIDE, SIGN, ENCRYPT, REFUSE, QUARANTINE, DEFER, VERIFY -> true;
            case ACCEPT, DECRYPT, DELIVER, ISSUE, RENEW, REVOKE, PUBLISH, USE_KEY, LOGIN, ADMINISTER -> false;
        };
    }

    private static String row(AuditLine line) {
        AuditEvent event = line.event();
        String because = Explanation.sentences(event.because(), Locale.ENGLISH);
        return "<tr><td class=\"num\">" + TIME.format(event.at()) + "</td><td>" + Html.text(event.actor()) + "</td><td>"
                + state(event.action()) + "<small>" + Html.text(event.outcome()) + "</small></td><td class=\"because\">"
                + Html.text(shortened(because)) + "</td></tr>";
    }

    /** Fingerprints are told by their first digits, as everywhere on the page. */
    private static String shortened(String because) {
        return because.replaceAll("\\b([0-9a-f]{16})[0-9a-f]{48}\\b", "$1");
    }

    private static String state(AuditAction action) {
        return switch (action) {
            case ENCRYPT -> Html.state("seal", "seal", "Sealed");
            case SIGN -> Html.state("seal", "pen", "Signed");
            case VERIFY -> Html.state("open", "penok", "Signature read");
            case REFUSE -> Html.state("stop", "x", "Refused");
            case DEFER -> Html.state("warn", "clock", "Waits");
            case QUARANTINE -> Html.state("stop", "clock", "Put aside");
            case ACCEPT, DECIDE, DECRYPT, DELIVER, ISSUE, RENEW, REVOKE, PUBLISH, USE_KEY, LOGIN, ADMINISTER ->
                Html.state("open", "unsealed", "As it came");
        };
    }

    private Person person(Account account) {
        return new Person(account, published(account).stream().findFirst());
    }

    private List<Certificate> published(Account account) {
        Instant now = clock.instant();
        return certificates.published(account.address(), now);
    }

    private record Person(Account account, Optional<Certificate> certificate) {}
}
