package org.sealpost.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.app.config.Configuration.AgentProgram;
import org.sealpost.app.config.Configuration.Inspecting;
import org.sealpost.app.config.Configuration.Spam;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.InspectionSettings;
import org.sealpost.policy.SpamSettings;
import org.sealpost.protocols.scan.IcapPlace;
import org.sealpost.protocols.scan.Peer;
import org.sealpost.transport.Agent;

class InspectingSettingsTest {
    private static final String DOMAIN = "domain = \"example.org\"\n";

    @Test
    void withoutSettingsNobodyLooks() {
        assertThat(parse("")).isEqualTo(Inspecting.NOTHING);
    }

    @Test
    void readsScannersQuarantineSpamAndAgents() {
        Inspecting read = parse("""
                [inspection]
                clamav = "/run/clamav/clamd.ctl"
                icap = "icap://127.0.0.1:1345/avscan"
                encrypted = "quarantine"
                unread = "quarantine"
                failure = "deliver"
                seconds = 10
                inspectors = "eve@example.org, max@example.org"
                [quarantine]
                keep_days = 7
                tell_senders = false
                [spam]
                rspamd = "127.0.0.1:11333"
                refuse_at = 20
                [agent.footer]
                command = "/usr/bin/footer --company"
                power = "modify"
                mail = "submitted"
                on_failure = "skip"
                break_signatures = true
                seconds = 5
                memory_mb = 64
                message_mb = 1
                """);

        assertThat(read.settings())
                .isEqualTo(new InspectionSettings(
                        InspectionSettings.Encrypted.QUARANTINE,
                        InspectionSettings.Unread.QUARANTINE,
                        InspectionSettings.Failure.DELIVER));
        assertThat(read.scanners())
                .isEqualTo(new Configuration.Scanners(
                        Optional.of(Peer.parse("/run/clamav/clamd.ctl")),
                        Optional.of(IcapPlace.parse("icap://127.0.0.1:1345/avscan"))));
        assertThat(read.inspectors())
                .containsExactly(MailAddress.parse("eve@example.org"), MailAddress.parse("max@example.org"));
        assertThat(read.quarantine()).isEqualTo(new Configuration.QuarantineTerms(Duration.ofDays(7), false, true));
        assertThat(read.spam())
                .contains(new Spam(
                        Spam.Kind.RSPAMD,
                        Peer.parse("127.0.0.1:11333"),
                        new SpamSettings(Optional.empty(), Optional.empty(), Optional.of(20), true)));
        assertThat(read.agents())
                .containsExactly(new AgentProgram(
                        new Agent.Terms(
                                "footer",
                                Agent.Power.MODIFY,
                                Set.of("submitted"),
                                false,
                                true,
                                Duration.ofSeconds(5),
                                1L << 20),
                        List.of("/usr/bin/footer", "--company"),
                        64L << 20));
    }

    @Test
    void tellsAllThatIsWrongAtOnce() {
        assertThatThrownBy(() -> parse("""
                [inspection]
                clamav = "192.0.2.1:3310"
                encrypted = "open"
                [spam]
                rspamd = "127.0.0.1:11333"
                spamassassin = "127.0.0.1:783"
                [agent.a]
                command = "footer"
                power = "all"
                mail = "some"
                on_failure = "ignore"
                [agent.b]
                command = "/bin/true"
                [agent.c]
                command = "/bin/true"
                power = "read"
                break_signatures = true
                """))
                .hasMessageContaining("inspection.clamav: expected an address of this machine")
                .hasMessageContaining("inspection.encrypted: expected \"deliver\" or \"inspect\" or \"quarantine\"")
                .hasMessageContaining("spam.rspamd: expected one filter")
                .hasMessageContaining("agent.a.command: expected a program with its whole path")
                .hasMessageContaining("agent.a.power: expected \"read\"")
                .hasMessageContaining("agent.a.mail: expected submitted, received or both")
                .hasMessageContaining("agent.a.on_failure: expected \"defer\" or \"skip\"")
                .hasMessageContaining("agent.b: expected command and power")
                .hasMessageContaining("agent.c.break_signatures: only an agent");
    }

    private static Inspecting parse(String settings) {
        return ConfigurationFile.parse(DOMAIN + settings, Path.of("data")).inspecting();
    }
}
