package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.HopSettings;
import org.sealpost.policy.InnerAnswer;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.testkit.FreePort;
import org.xbill.DNS.SimpleResolver;

class InnerCalloutTest {
    private static final MailAddress ANN = MailAddress.parse("ann@inner.example");
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<String> WITH_TLS_IN_WORDS = List.of("EHLO", "250-peer\r\n250 STARTTLS");

    private final OneSetting setting = new OneSetting();
    private Instant now = NOON;
    private List<X509Certificate> roots = List.of();

    @Test
    void whereNothingIsDemandedAServerWithoutTlsIsAsked() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer(Map.of())) {
            assertThat(callout().ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.TAKES);
            assertThat(peer.heard).contains("MAIL FROM:<>", "RCPT TO:<ann@inner.example>");
        }
    }

    @Test
    void whereEncryptionIsDemandedAServerWithoutTlsIsNotAskedInClear() throws IOException {
        setting.floor = TlsFloor.ENCRYPTED;
        try (ScriptedPeer peer = new ScriptedPeer(Map.of())) {
            assertThat(callout().ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.SILENT);
            assertThat(peer.heard).noneMatch(line -> line.startsWith("MAIL") || line.startsWith("RCPT"));
        }
    }

    @Test
    void norWhenItsHandshakeFailsAgainAndAgain() throws IOException {
        setting.floor = TlsFloor.ENCRYPTED;
        try (ScriptedPeer peer = new ScriptedPeer(Map.of(WITH_TLS_IN_WORDS.getFirst(), WITH_TLS_IN_WORDS.getLast()))) {
            InnerCallout callout = callout();
            for (int i = 0; i < 3; i++) {
                assertThat(callout.ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.SILENT);
                now = now.plusSeconds(60);
            }
            assertThat(peer.heard).noneMatch(line -> line.startsWith("MAIL") || line.startsWith("RCPT"));
        }
    }

    @Test
    void whereNothingIsDemandedTheSecondFailedHandshakeLetsItBeAskedInClearAsMailWouldGo() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer(Map.of(WITH_TLS_IN_WORDS.getFirst(), WITH_TLS_IN_WORDS.getLast()))) {
            InnerCallout callout = callout();
            assertThat(callout.ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.SILENT);
            now = now.plusSeconds(60);
            assertThat(callout.ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.TAKES);
        }
    }

    @Test
    void whatWasSaidInClearDoesNotCountOnceEncryptionIsDemanded() throws IOException {
        try (ScriptedPeer peer = new ScriptedPeer(Map.of())) {
            InnerCallout callout = callout();
            assertThat(callout.ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.TAKES);
            setting.floor = TlsFloor.ENCRYPTED;
            assertThat(callout.ask(behind(peer.port()), ANN)).isEqualTo(InnerAnswer.SILENT);
        }
    }

    @Test
    void aServerIsAskedOverTheProtectionThatIsDemandedOrNotAtAll() throws Exception {
        OpenSslCa authority = new OpenSslCa("Public");
        Path chain = authority.server("localhost");
        int port = FreePort.find();
        try (PostfixPeer postfix =
                PostfixPeer.swallowing(port, new LinkedHashMap<>(Map.of("127.0.0.1", Optional.of(chain))))) {
            setting.floor = TlsFloor.VERIFIED;
            assertThat(callout().ask(behind(port), ANN))
                    .as("nobody knows the authority")
                    .isEqualTo(InnerAnswer.SILENT);
            setting.floor = TlsFloor.ENCRYPTED_TLS13;
            assertThat(callout().ask(behind(port), ANN)).isEqualTo(InnerAnswer.TAKES);
            setting.floor = TlsFloor.VERIFIED;
            roots = List.of(authority.root());
            assertThat(callout().ask(behind(port), ANN)).isEqualTo(InnerAnswer.TAKES);
            assertThat(callout().ask(behind("127.0.0.1", port), ANN))
                    .as("the certificate is for another name")
                    .isEqualTo(InnerAnswer.SILENT);
            assertThat(postfix).isNotNull();
        }
    }

    private static RelayDomain behind(int port) {
        return behind("localhost", port);
    }

    private static RelayDomain behind(String host, int port) {
        return new RelayDomain(ANN.domain(), List.of(new RelayDomain.Host(host, port)), true, List.of());
    }

    private InnerCallout callout() throws IOException {
        SmtpCourierConfig config = new SmtpCourierConfig(
                "gate.example",
                25,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                1);
        Clock clock = ((InstantSource) () -> now).withZone(ZoneOffset.UTC);
        HopSources sources = HopSources.of(
                        SecureDns.unchecked(new SimpleResolver("127.0.0.1")), TlsFloor.OPPORTUNISTIC, 25, clock)
                .with(setting);
        return new InnerCallout(config, sources, PublicRoots.of(roots));
    }

    private static final class OneSetting implements HopSettings {
        private TlsFloor floor = TlsFloor.OPPORTUNISTIC;

        @Override
        public Optional<Setting> of(Domain domain) {
            return Optional.of(new Setting(domain, Optional.of(floor), Optional.empty()));
        }

        @Override
        public List<Setting> all() {
            return List.of();
        }

        @Override
        public Change putting(Setting other) {
            throw new UnsupportedOperationException();
        }
    }
}
