package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.testkit.Samples;

/** What the SMTP door lets in: {@link ConnectionPolicy}, {@link SenderPolicy}, {@link RecipientPolicy}, {@link MessagePolicy}. */
class AcceptancePoliciesTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress ANNA = MailAddress.parse("anna@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final DirectoryEntry.Account ACCOUNT =
            new DirectoryEntry.Account(ANN, "Ann", "", List.of(ANNA), Custody.ORGANISATION, 0, true);

    @ParameterizedTest
    @CsvSource({
        "TAKES, 250, RECIPIENT_IS_INSIDE",
        "NOT_ASKED, 250, RECIPIENT_INSIDE_NOT_ASKED",
        "REFUSES, 550, RECIPIENT_UNKNOWN_INSIDE",
        "SILENT, 451, INNER_HOST_SILENT"
    })
    void aServerBehindSaysForWhomItTakesMail(InnerAnswer answer, int code, RecipientRule rule) {
        RecipientFacts facts = new RecipientFacts(BOB, false, false, Optional.empty(), 1, 100, false);

        var decision = RecipientPolicy.decide(facts.behind(Optional.of(answer), ClientTrust.stranger()));

        assertThat(decision.verdict() instanceof AcceptanceVerdict.Refuse refusal ? refusal.replyCode() : 250)
                .isEqualTo(code);
        assertThat(decision.because()).extracting(Finding::rule).containsExactly(rule);
    }

    @Test
    void aServerBehindWritesToTheWorldAndSendsInTheNameOfItsOwnDomain() {
        RecipientFacts outside = new RecipientFacts(EVE, false, false, Optional.empty(), 1, 100, false);

        assertThat(RecipientPolicy.decide(outside.behind(Optional.empty(), ClientTrust.innerHost()))
                        .because())
                .containsExactly(Finding.of(RecipientRule.RECIPIENT_OUTSIDE_FOR_INNER_HOST, EVE));
        assertThat(RecipientPolicy.decide(outside.behind(Optional.empty(), ClientTrust.stranger()))
                        .because())
                .containsExactly(Finding.of(RecipientRule.NO_RELAY, EVE));
        assertThat(SenderPolicy.decide(new SenderFacts(
                                Optional.empty(), Optional.of(BOB), true, List.of(), ClientTrust.innerHost()))
                        .because())
                .containsExactly(Finding.of(SenderRule.SENDER_IS_INNER_HOST, BOB));
        assertThat(SenderPolicy.decide(new SenderFacts(
                                Optional.empty(), Optional.of(BOB), true, List.of(), ClientTrust.stranger()))
                        .because())
                .extracting(Finding::rule)
                .containsExactly(SenderRule.OWN_SENDER_WITHOUT_LOGIN);
    }

    @Test
    void oneMoreClientIsWelcomeUpToTheLimits() {
        assertAccepts(
                ConnectionPolicy.decide(new ConnectionFacts("192.0.2.1", 10, 2, 10, 2)),
                ConnectionRule.ROOM_FOR_CONNECTION);
        assertRefuses(
                ConnectionPolicy.decide(new ConnectionFacts("192.0.2.1", 11, 2, 10, 2)),
                ConnectionRule.TOO_MANY_CONNECTIONS,
                "421 4.7.0");
        assertRefuses(
                ConnectionPolicy.decide(new ConnectionFacts("192.0.2.1", 3, 3, 10, 2)),
                ConnectionRule.TOO_MANY_CONNECTIONS_OF_ADDRESS,
                "421 4.7.0");
    }

    @Test
    void ourPeopleSendUnderTheirOwnAddresses() {
        assertAccepts(sender(true, ANN), SenderRule.SENDER_IS_ACCOUNT);
        assertAccepts(sender(true, ANNA), SenderRule.SENDER_IS_ACCOUNT);
        assertRefuses(sender(true, BOB), SenderRule.SENDER_IS_NOT_ACCOUNT, "550 5.7.1");
        assertRefuses(sender(true, EVE), SenderRule.SENDER_IS_NOT_ACCOUNT, "550 5.7.1");
    }

    @Test
    void nobodyOutsideSendsUnderOurAddresses() {
        assertAccepts(sender(false, EVE), SenderRule.SENDER_OUTSIDE);
        assertRefuses(sender(false, BOB), SenderRule.OWN_SENDER_WITHOUT_LOGIN, "550 5.7.1");
    }

    @Test
    void bouncesHaveNoSender() {
        assertAccepts(
                SenderPolicy.decide(new SenderFacts(Optional.empty(), Optional.empty(), false)),
                SenderRule.NULL_SENDER);
    }

    @Test
    void onlyOurPeopleWriteToTheOutside() {
        assertAccepts(recipient(EVE, true, Optional.empty(), 1), RecipientRule.RECIPIENT_OUTSIDE);
        assertRefuses(recipient(EVE, false, Optional.empty(), 1), RecipientRule.NO_RELAY, "550 5.7.1");
    }

    @Test
    void mailboxesThatAreHereGetMail() {
        assertAccepts(recipient(ANN, false, Optional.of(ACCOUNT), 1), RecipientRule.RECIPIENT_IS_ACCOUNT);
        assertRefuses(recipient(BOB, true, Optional.empty(), 1), RecipientRule.RECIPIENT_UNKNOWN, "550 5.1.1");
        assertRefuses(recipient(ANN, true, Optional.of(disabled()), 1), RecipientRule.RECIPIENT_DISABLED, "550 5.2.1");
        assertRefuses(
                recipient(BOB, false, Optional.of(new DirectoryEntry.Contact(BOB, "Bob", Optional.empty())), 1),
                RecipientRule.RECIPIENT_UNKNOWN,
                "550 5.1.1");
    }

    @Test
    void groupsGetMailIfTheyHaveMembersButNotTooMany() {
        Optional<DirectoryEntry> group = Optional.of(new DirectoryEntry.Group(BOB, "All", List.of(ANN)));

        assertAccepts(recipient(BOB, false, group, 100), RecipientRule.RECIPIENT_IS_GROUP);
        assertRefuses(recipient(BOB, false, group, 0), RecipientRule.GROUP_IS_EMPTY, "550 5.2.4");
        assertRefuses(recipient(BOB, false, group, 101), RecipientRule.GROUP_IS_TOO_LARGE, "550 5.2.4");
        assertAccepts(
                RecipientPolicy.decide(new RecipientFacts(BOB, false, true, group, 11, 100, true)),
                RecipientRule.GROUP_IS_EXPANDED_LATER);
    }

    @Test
    void postmasterAndAbuseAreReadByThePostmasterOfOneOfOurDomains() {
        Domain other = new Domain("other.example");
        MailAddress abuse = MailAddress.parse("Abuse@example.org");

        assertThat(RecipientPolicy.readersOf(abuse, List.of(new Domain("example.org"), other)))
                .extracting(MailAddress::toString)
                .containsExactly("postmaster@example.org", "postmaster@other.example");
        assertThat(RecipientPolicy.readersOf(ANN, List.of(other))).isEmpty();
        assertThat(recipient(abuse, false, Optional.of(ACCOUNT), 1).because())
                .containsExactly(
                        Finding.of(RecipientRule.RECIPIENT_IS_ROLE, abuse, ANN),
                        Finding.of(RecipientRule.RECIPIENT_IS_ACCOUNT, abuse, ANN));
    }

    @Test
    void messagesFromOutsideMaySayWhatTheyWantButNotGoInCircles() {
        assertAccepts(
                MessagePolicy.decide(
                        new MessageFacts(Optional.empty(), false, Optional.empty(), Optional.empty(), 100, 100)),
                MessageRule.TAKEN_FROM_OUTSIDE);
        assertRefuses(
                MessagePolicy.decide(new MessageFacts(
                        Optional.empty(), true, Optional.of(List.of(EVE)), Optional.of(List.of()), 101, 100)),
                MessageRule.MAIL_LOOP,
                "554 5.4.6");
    }

    @Test
    void ourPeopleWriteUnderTheirOwnNames() {
        assertAccepts(written(true, List.of(ANNA), List.of()), MessageRule.AUTHOR_IS_ACCOUNT);
        assertAccepts(written(true, List.of(ANN), List.of(ANNA)), MessageRule.AUTHOR_IS_ACCOUNT);
        assertRefuses(written(true, List.of(BOB), List.of()), MessageRule.AUTHOR_IS_NOT_ACCOUNT, "550 5.7.1");
        assertRefuses(written(true, List.of(ANN), List.of(BOB)), MessageRule.AUTHOR_IS_NOT_ACCOUNT, "550 5.7.1");
        assertRefuses(written(true, List.of(ANN, ANN), List.of()), MessageRule.NOT_ONE_AUTHOR, "550 5.7.1");
        assertRefuses(written(true, List.of(), List.of()), MessageRule.NOT_ONE_AUTHOR, "550 5.7.1");
        assertRefuses(written(false, List.of(ANN), List.of()), MessageRule.HEADER_IS_BROKEN, "550 5.6.0");
    }

    @Test
    void fieldsThatCannotBeReadVouchForNobody() {
        assertRefuses(
                MessagePolicy.decide(
                        new MessageFacts(Optional.of(ACCOUNT), true, Optional.empty(), Optional.of(List.of()), 0, 100)),
                MessageRule.NOT_ONE_AUTHOR,
                "550 5.7.1");
        assertRefuses(
                MessagePolicy.decide(new MessageFacts(
                        Optional.of(ACCOUNT), true, Optional.of(List.of(ANN)), Optional.empty(), 0, 100)),
                MessageRule.AUTHOR_IS_NOT_ACCOUNT,
                "550 5.7.1");
    }

    @Test
    void noStrangerEverReachesTheOutsideThroughUs() {
        Samples.forAll(
                random -> new RecipientFacts(
                        random.nextBoolean() ? EVE : ANN,
                        random.nextBoolean(),
                        random.nextBoolean(),
                        random.nextBoolean() ? Optional.empty() : Optional.of(ACCOUNT),
                        random.nextInt(3),
                        1),
                facts -> {
                    boolean accepted = RecipientPolicy.decide(facts).verdict() instanceof AcceptanceVerdict.Accept;
                    assertThat(accepted && !facts.loggedIn() && !facts.domainIsOurs())
                            .isFalse();
                });
    }

    @Test
    void aRefusalHasAStatusThatGoesWithItsReply() {
        assertThatThrownBy(() -> new AcceptanceVerdict.Refuse(550, EnhancedStatus.STORAGE_FULL, "no"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Decision<AcceptanceVerdict> sender(boolean loggedIn, MailAddress reversePath) {
        return SenderPolicy.decide(new SenderFacts(
                loggedIn ? Optional.of(ACCOUNT) : Optional.empty(), Optional.of(reversePath), isOurs(reversePath)));
    }

    private static Decision<AcceptanceVerdict> recipient(
            MailAddress address, boolean loggedIn, Optional<DirectoryEntry> entry, int groupSize) {
        return RecipientPolicy.decide(new RecipientFacts(address, loggedIn, isOurs(address), entry, groupSize, 100));
    }

    private static Decision<AcceptanceVerdict> written(
            boolean headerIsWhole, List<MailAddress> authors, List<MailAddress> senders) {
        return MessagePolicy.decide(new MessageFacts(
                Optional.of(ACCOUNT), headerIsWhole, Optional.of(authors), Optional.of(senders), 0, 100));
    }

    private static DirectoryEntry.Account disabled() {
        return new DirectoryEntry.Account(ANN, "Ann", "", List.of(), Custody.ORGANISATION, 0, false);
    }

    private static boolean isOurs(MailAddress address) {
        return address.domain().name().equals("example.org");
    }

    private static void assertAccepts(Decision<AcceptanceVerdict> decision, Rule rule) {
        assertThat(decision.verdict()).isEqualTo(new AcceptanceVerdict.Accept());
        assertThat(decision.because()).extracting(Finding::rule).containsExactly(rule);
    }

    private static void assertRefuses(Decision<AcceptanceVerdict> decision, Rule rule, String reply) {
        assertThat(decision.verdict()).isInstanceOfSatisfying(AcceptanceVerdict.Refuse.class, refusal -> {
            assertThat(refusal.replyCode() + " " + refusal.status()).isEqualTo(reply);
            assertThat(refusal.text()).isNotBlank();
        });
        assertThat(decision.because()).extracting(Finding::rule).containsExactly(rule);
    }
}
