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
import org.junit.jupiter.api.Test;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
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
                .map(DirectoryEntry.Account::address)
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

    private Optional<DirectoryEntry.Account> login(String name, String password) {
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
