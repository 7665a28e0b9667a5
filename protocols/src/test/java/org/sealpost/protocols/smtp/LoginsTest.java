package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.LoginRule;
import org.sealpost.policy.LoginVerdict;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.Logins;

class LoginsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String OFFICE = "192.0.2.1";

    private final List<AuditEvent> audited = new ArrayList<>();
    private final FixedDirectory directory = new FixedDirectory();
    private Instant now = NOW;
    private final Logins logins = new Logins(directory, directory, auditLog(), clock(), Duration.ZERO);

    @Test
    void findsTheAccountByAddressOrAlias() {
        assertThat(login("ann@example.org", FixedDirectory.PASSWORD)).isPresent();
        assertThat(login("ANNA@example.org", FixedDirectory.PASSWORD))
                .map(LoggedIn::address)
                .hasToString("Optional[ann@example.org]");
        assertThat(login("ann", FixedDirectory.PASSWORD)).isEmpty();
        assertThat(login("carl@example.org", FixedDirectory.PASSWORD)).isEmpty();
        assertThat(audited)
                .extracting(AuditEvent::outcome)
                .containsExactly(
                        "logged in", "logged in", "refused: wrong name or password", "refused: wrong name or password");
    }

    @Test
    void stopsAnsweringWhoGuessesButNotHisOffice() {
        for (int i = 0; i < 20; i++) {
            assertThat(login("ann@example.org", "wrong" + i)).isEmpty();
        }

        assertThatThrownBy(() -> login("Ann@example.org", FixedDirectory.PASSWORD))
                .isInstanceOf(MailFailure.class);
        assertThat(login("bob@example.org", FixedDirectory.PASSWORD)).isPresent();
        assertThat(logins.login("ann@example.org", FixedDirectory.PASSWORD.toCharArray(), "test", "192.0.2.2"))
                .isPresent();

        now = NOW.plus(Duration.ofMinutes(11));
        assertThat(login("ann@example.org", FixedDirectory.PASSWORD)).isPresent();
    }

    @Test
    void stopsAnsweringAnAddressThatTriesManyNames() {
        for (int i = 0; i < 300; i++) {
            assertThat(login("name" + i + "@example.org", "wrong")).isEmpty();
        }

        assertThatThrownBy(() -> login("bob@example.org", FixedDirectory.PASSWORD))
                .isInstanceOf(MailFailure.class);
    }

    @Test
    void oneLineTellsWhenGuessersAreNotAnsweredAnyMore() {
        for (int i = 0; i < 25; i++) {
            try {
                login("ann@example.org", "wrong");
            } catch (MailFailure e) {
                assertThat(i).isGreaterThanOrEqualTo(20);
            }
        }

        assertThat(audited).hasSize(21);
        AuditEvent last = audited.getLast();
        assertThat(last.outcome()).isEqualTo("not answered any more from there for 10 minutes");
        assertThat(last.actor()).isEqualTo("ann@example.org");
        assertThat(last.subject()).isEqualTo(OFFICE);
        assertThat(last.because()).containsExactly(Finding.of(AdministrationRule.TOO_MANY_WRONG_PASSWORDS, 20, "test"));
    }

    @Test
    void aWrongProofCountsLikeAWrongPassword() {
        for (int i = 0; i < 19; i++) {
            assertThat(logins.prove("ann@example.org", "test", OFFICE).end(new byte[32], new byte[0]))
                    .isEmpty();
        }
        logins.prove("ann@example.org", "test", OFFICE).refuseChannel();

        assertThatThrownBy(() -> logins.prove("Ann@example.org", "test", OFFICE))
                .isInstanceOf(MailFailure.class);
        assertThatThrownBy(() -> login("ann@example.org", FixedDirectory.PASSWORD))
                .isInstanceOf(MailFailure.class);
        assertThat(audited).hasSize(21);
    }

    @Test
    void whatIsShownWithoutANameCountsForItsClientAlone() {
        Decision<LoginVerdict> refusal =
                new Decision<>(new LoginVerdict.Refuse(), List.of(Finding.of(LoginRule.TOKEN_UNREADABLE)));
        for (int i = 0; i < 25; i++) {
            assertThat(logins.login("", () -> refusal, () -> true, "test", OFFICE))
                    .isEmpty();
        }

        assertThat(login("ann@example.org", FixedDirectory.PASSWORD)).isPresent();
        assertThat(audited.getFirst().actor()).isEqualTo("somebody");
        assertThat(audited.getFirst().outcome()).isEqualTo("refused over test");
        assertThat(audited.getFirst().because()).isEqualTo(refusal.because());
    }

    @Test
    void aLoginByWhatWasShownCountsAsLongAsThatIsGood() {
        Decision<LoginVerdict> yes = new Decision<>(
                new LoginVerdict.LogIn(FixedDirectory.account("ann@example.org", true)),
                List.of(Finding.of(LoginRule.LOGIN_CERTIFICATE_GOOD, "ab", "ann@example.org")));
        AtomicBoolean good = new AtomicBoolean(true);
        LoggedIn ann = logins.login("", () -> yes, good::get, "test", OFFICE).orElseThrow();
        now = NOW.plusSeconds(31);
        assertThat(ann.counts()).isTrue();

        good.set(false);
        now = NOW.plusSeconds(62);

        assertThat(ann.counts()).isFalse();
        assertThat(audited.getFirst().outcome()).isEqualTo("logged in");
    }

    @Test
    void aLoginCountsUntilTheAccountIsDisabled() {
        LoggedIn ann = login("anna@example.org", FixedDirectory.PASSWORD).orElseThrow();
        LoggedIn bob = login("bob@example.org", FixedDirectory.PASSWORD).orElseThrow();
        logins.directoryChanged();
        assertThat(ann.counts()).isTrue();

        directory.disable("ann@example.org");
        logins.directoryChanged();

        assertThat(ann.counts()).isFalse();
        assertThat(bob.counts()).isTrue();
    }

    @Test
    void aLoginWithAnOldPasswordCountsNoMoreEvenIfTheOldOneComesBack() {
        LoggedIn ann = login("ann@example.org", FixedDirectory.PASSWORD).orElseThrow();

        directory.changePasswords();
        logins.directoryChanged();

        assertThat(ann.counts()).isFalse();
        assertThat(login("ann@example.org", FixedDirectory.PASSWORD)
                        .orElseThrow()
                        .counts())
                .isTrue();
        assertThat(ann.counts()).isFalse();
    }

    @Test
    void whatAnotherNodeChangedEndsALoginWithinHalfAMinute() {
        LoggedIn ann = login("ann@example.org", FixedDirectory.PASSWORD).orElseThrow();

        directory.disable("ann@example.org");
        now = NOW.plusSeconds(31);

        assertThat(ann.counts()).isFalse();
    }

    @Test
    void aLoginOutlivesAStoreThatDoesNotAnswerButNotAChangeThatIsKnown() {
        LoggedIn ann = login("ann@example.org", FixedDirectory.PASSWORD).orElseThrow();
        directory.silent = true;
        now = NOW.plusSeconds(31);

        assertThat(ann.counts()).isTrue();
        logins.directoryChanged();
        assertThatThrownBy(ann::counts).isInstanceOf(MailFailure.class);
    }

    private Optional<LoggedIn> login(String name, String password) {
        return logins.login(name, password.toCharArray(), "test", OFFICE);
    }

    private AuditLog auditLog() {
        return new AuditLog() {
            @Override
            public void append(List<AuditEvent> events, Change change) {
                change.makeNow();
                audited.addAll(events);
            }

            @Override
            public List<AuditLine> find(String subject, int limit) {
                return List.of();
            }
        };
    }

    private Clock clock() {
        return new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }
}
