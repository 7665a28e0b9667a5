package org.sealpost.app.cli;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.RevocationMode;
import org.sealpost.pki.ChainExamination;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.path.Distrust;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.PolicyInputs;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.pki.path.ValidationRequest;
import org.sealpost.pki.revocation.CrlBook;
import org.sealpost.pki.revocation.CrlIndex;
import org.sealpost.pki.revocation.CrlShelf;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.RevocationService;
import org.sealpost.pki.revocation.RevocationService.Evidence;
import org.sealpost.policy.TrustPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost trust check}: judges any chain and tells every path and every check. */
@Command(
        name = "check",
        description = "Judge a certificate: every path that was tried, every check. Exit code 0: trusted, 2: not."
                + " With --anchors nothing of this house counts, and no house is needed.")
public final class TrustCheckCommand implements Callable<Integer> {
    private static final int NOT_TRUSTED = 2;

    private final Session session;

    @Parameters(
            paramLabel = "FILE",
            description = "The certificate, and after it others that may help; PEM, DER, PKCS #7.")
    private Path file = Path.of("");

    @Option(
            names = "--purpose",
            paramLabel = "PURPOSE",
            defaultValue = "mail-signing",
            description = "mail-signing, mail-encryption, tls-server, tls-client, or any (RFC 5280 section 6 alone).")
    private String purpose = "mail-signing";

    @Option(names = "--at", paramLabel = "TIME", description = "2026-11-20, or 2026-11-20T12:00:00Z. Else now.")
    private @Nullable String at;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "It must prove this mail address, DNS name or IP address.")
    private @Nullable String name;

    @Option(names = "--intermediates", paramLabel = "FILE", arity = "1..*")
    private List<Path> intermediates = List.of();

    @Option(names = "--anchors", paramLabel = "FILE", arity = "1..*", description = "These are trusted, and no others.")
    private List<Path> anchors = List.of();

    @Option(names = "--crls", paramLabel = "FILE", arity = "1..*", description = "CRLs that are at hand.")
    private List<Path> crls = List.of();

    @Option(names = "--ocsp", paramLabel = "FILE", arity = "1..*", description = "OCSP answers that are at hand, DER.")
    private List<Path> ocsp = List.of();

    @Option(names = "--online", description = "Fetch what is missing: issuers, OCSP answers, CRLs.")
    private boolean online;

    @Option(
            names = "--revocation",
            paramLabel = "MODE",
            description = "For --anchors: hard, soft or off. Default: soft, without --crls, --ocsp or --online off.")
    private @Nullable String revocation;

    @Option(names = "--lenient", description = "For --anchors: forgive breaches of the profile that do no harm.")
    private boolean lenient;

    @Option(names = "--policy", paramLabel = "OID", description = "Accepted certificate policies (RFC 5280 6.1.1 (c)).")
    private Set<String> policies = Set.of();

    @Option(names = "--explicit-policy")
    private boolean explicit;

    @Option(names = "--inhibit-policy-mapping")
    private boolean mappingInhibited;

    @Option(names = "--inhibit-any-policy")
    private boolean anyInhibited;

    @Mixin
    private Form form = new Form();

    TrustCheckCommand(Session session) {
        this.session = session;
    }

    /** Whether it can run without a house. */
    public boolean isAlone() {
        return !anchors.isEmpty();
    }

    @Override
    public Integer call() {
        ForeignFile given = ForeignFiles.read(session, file, "");
        if (!given.unreadable().isEmpty() || given.certificates().isEmpty()) {
            String why = given.unreadable().isEmpty()
                    ? "no certificate"
                    : given.unreadable().getFirst();
            unreadable(why);
            return NOT_TRUSTED;
        }
        ChainFacts facts = anchors.isEmpty() ? inHouse(given) : alone(given);
        ChainVerdict verdict = TrustPolicy.decide(facts).verdict();
        if (form.isJson()) {
            session.json(VerdictForm.json(facts));
        } else {
            VerdictForm.lines(facts).forEach(session::say);
        }
        boolean trusted = verdict instanceof ChainVerdict.Trusted || verdict instanceof ChainVerdict.TrustedUnchecked;
        return trusted ? 0 : NOT_TRUSTED;
    }

    private void unreadable(String why) {
        if (form.isJson()) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("verdict", "unreadable");
            answer.put("trusted", false);
            answer.put("why", List.of(why));
            session.json(answer);
        } else {
            session.say("not trusted: " + why);
        }
    }

    private ChainFacts inHouse(ForeignFile given) {
        Instant time = time(session.house().clock().instant());
        List<byte[]> all = new ArrayList<>();
        given.certificates().forEach(one -> all.add(one.der()));
        pool().forEach(one -> all.add(one.der()));
        ValidationRequest request = session.house()
                .trusting()
                .paths()
                .request(ChainQuestion.of(all, purpose(), time))
                .withName(Optional.ofNullable(name));
        ValidationRequest asked = isPolicyGiven() ? request.withPolicies(inputs()) : request;
        return session.house().trusting().paths().examine(asked, evidence(given), online);
    }

    private ChainFacts alone(ForeignFile given) {
        Instant time = time(Instant.now());
        TrustGrant grant =
                new TrustGrant(true, true, List.of(), Set.of(), Optional.empty(), Optional.empty(), mode(), lenient);
        List<ValidationRequest.Anchor> trusted = certificates(anchors).stream()
                .map(anchor -> new ValidationRequest.Anchor(anchor, grant))
                .toList();
        List<PathCertificate> pool = new ArrayList<>(given.certificates());
        pool.removeFirst();
        pool.addAll(pool());
        Fetcher fetcher = new Fetcher(online ? FetchConfig.STANDARD : FetchConfig.OFFLINE);
        RevocationService service = new RevocationService(
                new CrlShelf(CrlBook.none(), Clock.systemUTC()),
                fetcher,
                RevocationService.OwnBook.none(),
                Clock.systemUTC());
        ValidationRequest request = new ValidationRequest(
                given.certificates().getFirst(),
                pool,
                trusted,
                purpose(),
                time,
                time,
                Optional.ofNullable(name),
                inputs(),
                Distrust.none());
        return new ChainExamination(service, fetcher).examine(request, evidence(given), online);
    }

    private RevocationMode mode() {
        boolean asked = online || !crls.isEmpty() || !ocsp.isEmpty();
        String word = revocation == null ? asked ? "soft" : "off" : revocation;
        try {
            return RevocationMode.valueOf(word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new Mistake("expected hard, soft or off: " + word);
        }
    }

    private ChainPurpose purpose() {
        try {
            return ChainPurpose.valueOf(purpose.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new Mistake("expected mail-signing, mail-encryption, tls-server, tls-client or any: " + purpose);
        }
    }

    private Instant time(Instant now) {
        return at == null ? now : GrantOptions.day(at);
    }

    private boolean isPolicyGiven() {
        return !policies.isEmpty() || explicit || mappingInhibited || anyInhibited;
    }

    private PolicyInputs inputs() {
        return new PolicyInputs(policies, explicit, mappingInhibited, anyInhibited);
    }

    private List<PathCertificate> pool() {
        return certificates(intermediates);
    }

    private List<PathCertificate> certificates(List<Path> files) {
        return files.stream()
                .flatMap(one -> ForeignFiles.read(session, one, "").certificates().stream())
                .toList();
    }

    private Evidence evidence(ForeignFile given) {
        List<CrlIndex> lists = new ArrayList<>(given.crls());
        crls.forEach(one -> lists.addAll(ForeignFiles.read(session, one, "").crls()));
        return new Evidence(
                lists,
                ocsp.stream().map(one -> ForeignFiles.bytes(session, one)).toList());
    }
}
