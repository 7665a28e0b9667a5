package org.sealpost.policy;

import static org.sealpost.policy.DmarcRule.AUTHOR_DOMAIN_UNCLEAR;
import static org.sealpost.policy.DmarcRule.DMARC_ABSENT;
import static org.sealpost.policy.DmarcRule.DMARC_FAILED_AND_NOTHING_WISHED;
import static org.sealpost.policy.DmarcRule.DMARC_FAILED_AND_QUARANTINE_WISHED;
import static org.sealpost.policy.DmarcRule.DMARC_FAILED_AND_REJECTION_WISHED;
import static org.sealpost.policy.DmarcRule.DMARC_ONLY_MARKED;
import static org.sealpost.policy.DmarcRule.DMARC_PASSED_BY_DKIM;
import static org.sealpost.policy.DmarcRule.DMARC_PASSED_BY_SPF;
import static org.sealpost.policy.DmarcRule.DMARC_UNANSWERED;
import static org.sealpost.policy.DmarcRule.PEER_IS_LOCAL;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.mail.AuthenticationResult;
import org.sealpost.mail.DkimCheck;
import org.sealpost.mail.Domain;
import org.sealpost.policy.DmarcVerdict.Disposition;

/**
 * Decides whether the domain that a reader sees in the From field stands for a message from outside, and follows the wish of
 * that domain if it does not (RFC 7489 section 6.6.2).
 */
public final class DmarcPolicy {
    private DmarcPolicy() {}

    public static Decision<DmarcVerdict> decide(DmarcFacts facts) {
        if (facts.local()) {
            return accept(AuthenticationResult.NONE, Finding.of(PEER_IS_LOCAL, facts.peer()));
        }
        Decision<DmarcVerdict> itself = itself(facts);
        return ArcPolicy.decide(facts.arc())
                .map(passedOn -> new Decision<>(
                        verdict(itself.verdict(), passedOn.verdict()),
                        Stream.concat(itself.because().stream(), passedOn.because().stream())
                                .toList()))
                .orElse(itself);
    }

    /** Whoever passes mail on may change it, and the proof breaks; the word of one who is trusted stands for it then. */
    private static DmarcVerdict verdict(DmarcVerdict itself, ArcVerdict passedOn) {
        if (itself.result() != AuthenticationResult.FAIL) {
            return itself;
        }
        return switch (passedOn) {
            case NOTHING -> itself;
            case VOUCHED -> new DmarcVerdict(AuthenticationResult.FAIL, Disposition.ACCEPT);
            case UNANSWERED -> new DmarcVerdict(AuthenticationResult.TEMPERROR, Disposition.ACCEPT);
        };
    }

    private static Decision<DmarcVerdict> itself(DmarcFacts facts) {
        if (facts.author().isEmpty()) {
            return follow(facts, AuthenticationResult.PERMERROR, Disposition.JUNK, Finding.of(AUTHOR_DOMAIN_UNCLEAR));
        }
        Domain author = facts.author().get();
        return switch (facts.lookup()) {
            case DmarcLookup.Absent() -> accept(AuthenticationResult.NONE, Finding.of(DMARC_ABSENT, author));
            case DmarcLookup.Unanswered() -> unanswered(author);
            case DmarcLookup.Published(DmarcRecord record, Domain at) ->
                proof(facts, author, record)
                        .map(found -> accept(AuthenticationResult.PASS, found))
                        .orElseGet(() -> isUnanswered(facts) ? unanswered(author) : failed(facts, author, record, at));
        };
    }

    private static Optional<Finding> proof(DmarcFacts facts, Domain author, DmarcRecord record) {
        Optional<Finding> byDkim = facts.signatures().stream()
                .filter(signature -> signature.result() == AuthenticationResult.PASS)
                .flatMap(signature -> signature.domain().stream())
                .filter(domain -> isAligned(facts, author, domain, record.strictDkim()))
                .findFirst()
                .map(domain -> Finding.of(DMARC_PASSED_BY_DKIM, author, domain));
        return byDkim.or(() -> facts.spf()
                .domain()
                .filter(domain -> facts.spf().result() == AuthenticationResult.PASS)
                .filter(domain -> isAligned(facts, author, domain, record.strictSpf()))
                .map(domain -> Finding.of(DMARC_PASSED_BY_SPF, author, domain)));
    }

    private static boolean isAligned(DmarcFacts facts, Domain author, Domain domain, boolean strict) {
        return domain.equals(author) || !strict && facts.sameOrganisation().contains(domain);
    }

    /** What would have passed if the DNS had answered does not fail. */
    private static boolean isUnanswered(DmarcFacts facts) {
        return Stream.concat(
                        Stream.of(facts.spf().result()),
                        facts.signatures().stream().map(DkimCheck::result))
                .anyMatch(result -> result == AuthenticationResult.TEMPERROR);
    }

    private static Decision<DmarcVerdict> unanswered(Domain author) {
        return accept(AuthenticationResult.TEMPERROR, Finding.of(DMARC_UNANSWERED, author));
    }

    private static Decision<DmarcVerdict> failed(DmarcFacts facts, Domain author, DmarcRecord record, Domain at) {
        return switch (wish(record, at.equals(author))) {
            case NONE -> accept(AuthenticationResult.FAIL, Finding.of(DMARC_FAILED_AND_NOTHING_WISHED, author));
            case QUARANTINE ->
                follow(
                        facts,
                        AuthenticationResult.FAIL,
                        Disposition.JUNK,
                        Finding.of(DMARC_FAILED_AND_QUARANTINE_WISHED, author));
            case REJECT ->
                follow(
                        facts,
                        AuthenticationResult.FAIL,
                        Disposition.REFUSE,
                        Finding.of(DMARC_FAILED_AND_REJECTION_WISHED, author));
        };
    }

    /** One step milder while the owner tries it out. */
    private static DmarcRecord.Wish wish(DmarcRecord record, boolean ownRecord) {
        DmarcRecord.Wish wish = ownRecord ? record.policy() : record.subdomains();
        return record.testing() ? wish.milder() : wish;
    }

    private static Decision<DmarcVerdict> accept(AuthenticationResult result, Finding finding) {
        return new Decision<>(new DmarcVerdict(result, Disposition.ACCEPT), List.of(finding));
    }

    private static Decision<DmarcVerdict> follow(
            DmarcFacts facts, AuthenticationResult result, Disposition wished, Finding finding) {
        List<Finding> because = new ArrayList<>(List.of(finding));
        if (!facts.enforced()) {
            because.add(Finding.of(DMARC_ONLY_MARKED));
        }
        return new Decision<>(new DmarcVerdict(result, facts.enforced() ? wished : Disposition.ACCEPT), because);
    }
}
