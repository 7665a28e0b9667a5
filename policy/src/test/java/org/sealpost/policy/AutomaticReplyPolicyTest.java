package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.policy.AutomaticReplyFacts.Kind;

class AutomaticReplyPolicyTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final MessageSecurity CLEAR = new MessageSecurity(Secrecy.CLEAR, new Authorship.Unsigned());

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whoeverWroteToThePersonIsAnswered(Kind kind) {
        assertThat(rule(facts(kind, "pat@partner.example", CLEAR))).isEqualTo(FilterRule.REPLY_SENT);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void nobodyAnswersBouncesOrForgedSenders(Kind kind) {
        var bounce = new AutomaticReplyFacts(
                kind, Optional.empty(), List.of(BOB), List.of(BOB), List.of(), false, CLEAR, false);
        var forged = new AutomaticReplyFacts(
                kind, Optional.of(PAT), List.of(BOB), List.of(BOB), List.of(), true, CLEAR, false);

        assertThat(rule(bounce)).isEqualTo(FilterRule.REPLY_HAS_NO_ADDRESS);
        assertThat(rule(forged)).isEqualTo(FilterRule.REPLY_SENDER_DOUBTFUL);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void whatCameEncryptedIsAnsweredOnlyIfTheAuthorIsProven(Kind kind) {
        var unsigned = new MessageSecurity(Secrecy.ENCRYPTED, new Authorship.Unsigned());
        var signed = new MessageSecurity(Secrecy.ENCRYPTED, new Authorship.Good(PAT, Instant.EPOCH));

        assertThat(rule(facts(kind, "pat@partner.example", unsigned)))
                .isEqualTo(FilterRule.REPLY_TO_UNPROVEN_ENCRYPTED);
        assertThat(rule(facts(kind, "pat@partner.example", signed))).isEqualTo(FilterRule.REPLY_SENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MAILER-DAEMON", "owner-chess", "chess-request", "chess-owner", "chess-bounces", "no-reply"})
    void programsGetNoAnswer(String name) {
        assertThat(rule(facts(Kind.VACATION, name + "@partner.example", CLEAR))).isEqualTo(FilterRule.REPLY_TO_PROGRAM);
    }

    @Test
    void listsAndOtherProgramsAreKnownByTheirFields() {
        var list = new AutomaticReplyFacts(
                Kind.VACATION,
                Optional.of(PAT),
                List.of(BOB),
                List.of(BOB),
                List.of("List-Id", "Precedence"),
                false,
                CLEAR,
                false);

        assertThat(rule(list)).isEqualTo(FilterRule.REPLY_TO_LIST);
        assertThat(AutomaticReplyPolicy.decide(list).because().getFirst().facts())
                .containsExactly("List-Id, Precedence");
    }

    @Test
    void whoeverWasNotWrittenToDoesNotAnswer() {
        var hidden = new AutomaticReplyFacts(
                Kind.VACATION, Optional.of(PAT), List.of(BOB), List.of(PAT), List.of(), false, CLEAR, false);
        var self = new AutomaticReplyFacts(
                Kind.VACATION, Optional.of(BOB), List.of(BOB), List.of(BOB), List.of(), false, CLEAR, false);

        assertThat(rule(hidden)).isEqualTo(FilterRule.REPLY_NOT_ADDRESSED);
        assertThat(rule(self)).isEqualTo(FilterRule.REPLY_NOT_ADDRESSED);
    }

    @Test
    void theSameAnswerComesOnceInAWhile() {
        var again = new AutomaticReplyFacts(
                Kind.VACATION, Optional.of(PAT), List.of(BOB), List.of(BOB), List.of(), false, CLEAR, true);

        assertThat(rule(again)).isEqualTo(FilterRule.REPLY_SENT_BEFORE);
        assertThat(AutomaticReplyPolicy.decide(again).verdict()).isFalse();
    }

    private static AutomaticReplyFacts facts(Kind kind, String sender, MessageSecurity security) {
        return new AutomaticReplyFacts(
                kind,
                Optional.of(MailAddress.parse(sender)),
                List.of(BOB),
                List.of(PAT, BOB),
                List.of(),
                false,
                security,
                false);
    }

    private static Rule rule(AutomaticReplyFacts facts) {
        return AutomaticReplyPolicy.decide(facts).because().getFirst().rule();
    }
}
