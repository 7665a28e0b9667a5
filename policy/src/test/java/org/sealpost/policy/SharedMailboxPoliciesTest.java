package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.SendingRight;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Secrecy;

class SharedMailboxPoliciesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress INFO = MailAddress.parse("info@example.org");
    private static final Account OWN = account(ANN);
    private static final Account MAILBOX = account(INFO);

    @Test
    void everyKeyOfTheMailboxIsClosedToEveryReaderWhoHasACertificate() {
        var decision = SharedKeyPolicy.decide(new SharedKeyFacts(
                List.of(reader(ANN, certificate("anns")), reader(BOB)), List.of("old", "new"), List.of(), NOW));

        assertThat(decision.verdict().closing())
                .extracting(SharedKeyVerdict.Closing::keyId, SharedKeyVerdict.Closing::member)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("old", ANN),
                        org.assertj.core.groups.Tuple.tuple("new", ANN));
        assertThat(decision.verdict().isNothing()).isFalse();
        assertThat(rules(decision))
                .containsExactly(SharedRule.SHARED_KEY_CLOSED_TO_MEMBER, SharedRule.SHARED_MEMBER_WITHOUT_CERTIFICATE);
    }

    @Test
    void nothingIsDoneWhereEveryKeyIsClosedToTheNewestCertificate() {
        var decision = SharedKeyPolicy.decide(new SharedKeyFacts(
                List.of(reader(ANN, certificate("anns"))),
                List.of("key"),
                List.of(lid("key", ANN, "anns", false)),
                NOW));

        assertThat(decision.verdict().isNothing()).isTrue();
        assertThat(rules(decision)).containsExactly(SharedRule.SHARED_KEYS_ARE_CURRENT);
    }

    @Test
    void keysFollowTheNewCertificateOfAMember() {
        var decision = SharedKeyPolicy.decide(new SharedKeyFacts(
                List.of(reader(ANN, certificate("renewed"))),
                List.of("key"),
                List.of(lid("key", ANN, "before", false)),
                NOW));

        assertThat(decision.verdict().closing()).hasSize(1);
        assertThat(decision.verdict().removing()).isEmpty();
    }

    @Test
    void whoLeavesOpensNothingAndTheKeyIsReplacedOnlyIfTheyHadTakenItAlong() {
        var left = SharedKeyPolicy.decide(
                new SharedKeyFacts(List.of(), List.of("key"), List.of(lid("key", BOB, "bobs", false)), NOW));
        var leftWithTheKey = SharedKeyPolicy.decide(
                new SharedKeyFacts(List.of(), List.of("key"), List.of(lid("key", BOB, "bobs", true)), NOW));

        assertThat(left.verdict().removing()).hasSize(1);
        assertThat(left.verdict().isNothing()).isFalse();
        assertThat(left.verdict().replacing()).isFalse();
        assertThat(leftWithTheKey.verdict().replacing()).isTrue();
        assertThat(rules(leftWithTheKey))
                .containsExactly(SharedRule.SHARED_KEY_CLOSED_AGAINST, SharedRule.SHARED_KEY_REPLACED);
    }

    @Test
    void mailIsSentUnderTheNameOfASharedMailboxByThoseWhoMay() {
        var may = SenderPolicy.decide(new SenderFacts(Optional.of(OWN), Optional.of(INFO), true, right(false)));
        var mayNot = SenderPolicy.decide(new SenderFacts(Optional.of(OWN), Optional.of(BOB), true, right(true)));

        assertThat(may.because().getFirst().rule()).isEqualTo(SenderRule.SENDER_IS_SHARED_MAILBOX);
        assertThat(may.verdict()).isInstanceOf(AcceptanceVerdict.Accept.class);
        assertThat(mayNot.verdict()).isInstanceOf(AcceptanceVerdict.Refuse.class);
    }

    @Test
    void whoMayWriteAsTheMailboxNeedNotBeNamed() {
        assertThat(rule(right(true))).isEqualTo(MessageRule.AUTHOR_IS_SHARED_MAILBOX);
        assertThat(rule(right(true), INFO)).isEqualTo(MessageRule.AUTHOR_IS_SHARED_MAILBOX);
        assertThat(rule(right(true), ANN)).isEqualTo(MessageRule.AUTHOR_ON_BEHALF);
    }

    @Test
    void whoWritesOnBehalfOfTheMailboxIsNamedAsSender() {
        assertThat(rule(right(false), ANN)).isEqualTo(MessageRule.AUTHOR_ON_BEHALF);
        assertThat(rule(right(false))).isEqualTo(MessageRule.AUTHOR_IS_NOT_ACCOUNT);
        assertThat(rule(right(false), BOB)).isEqualTo(MessageRule.AUTHOR_IS_NOT_ACCOUNT);
        assertThat(rule(right(true), BOB)).isEqualTo(MessageRule.AUTHOR_IS_NOT_ACCOUNT);
        assertThat(rule(List.of(), ANN)).isEqualTo(MessageRule.AUTHOR_IS_NOT_ACCOUNT);
    }

    @Test
    void aSenderFieldThatNobodyCanReadIsRefused() {
        var decision = MessagePolicy.decide(new MessageFacts(
                Optional.of(OWN), true, Optional.of(List.of(INFO)), Optional.empty(), 0, 100, right(true)));

        assertThat(decision.because().getFirst().rule()).isEqualTo(MessageRule.AUTHOR_IS_NOT_ACCOUNT);
    }

    @Test
    void ownMailStaysOwnMailForWhoSharesAMailboxOfTheSameAddress() {
        var decision = MessagePolicy.decide(new MessageFacts(
                Optional.of(OWN),
                true,
                Optional.of(List.of(ANN)),
                Optional.of(List.of()),
                0,
                100,
                List.of(new SendingRight(OWN, true))));

        assertThat(decision.because().getFirst().rule()).isEqualTo(MessageRule.AUTHOR_IS_ACCOUNT);
    }

    @Test
    void whatIsStoredSealedInASharedMailboxOpensWithTheKeyOfEveryReader() {
        var decision = StoragePolicy.decide(new StorageFacts(
                Optional.of(Trustee.EVERYONE),
                Secrecy.CLEAR,
                List.of(certificate("infos")),
                List.of(
                        new StorageFacts.Reader(ANN, List.of(certificate("anns"))),
                        new StorageFacts.Reader(BOB, List.of())),
                NOW));

        assertThat(decision.verdict())
                .isEqualTo(new StorageVerdict.Seal(certificate("infos"), List.of(certificate("anns"))));
        assertThat(rules(decision))
                .containsExactly(
                        StorageRule.STORED_SEALED,
                        StorageRule.STORED_FOR_READER,
                        StorageRule.READER_WITHOUT_CERTIFICATE);
    }

    private static Rule rule(List<SendingRight> rights, MailAddress... senders) {
        return MessagePolicy.decide(new MessageFacts(
                        Optional.of(OWN),
                        true,
                        Optional.of(List.of(INFO)),
                        Optional.of(List.of(senders)),
                        0,
                        100,
                        rights))
                .because()
                .getFirst()
                .rule();
    }

    private static List<Rule> rules(Decision<?> decision) {
        return decision.because().stream().map(Finding::rule).toList();
    }

    private static List<SendingRight> right(boolean as) {
        return List.of(new SendingRight(MAILBOX, as));
    }

    private static SharedKeyFacts.Reader reader(MailAddress address, CertificateFacts... certificates) {
        return new SharedKeyFacts.Reader(address, List.of(certificates));
    }

    private static SharedKeyFacts.Lid lid(String key, MailAddress member, String fingerprint, boolean taken) {
        return new SharedKeyFacts.Lid(key, member.key(), fingerprint, taken);
    }

    private static CertificateFacts certificate(String name) {
        return new CertificateFacts(
                name,
                List.of(),
                Set.of(CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "RSA-3072",
                NOW.minusSeconds(9),
                NOW.plusSeconds(9),
                CertificateStatus.ACTIVE);
    }

    private static Account account(MailAddress address) {
        return new Account(address, "", "", List.of(), Custody.ORGANISATION, 0, true);
    }
}
