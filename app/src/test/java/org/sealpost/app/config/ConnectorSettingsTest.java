package org.sealpost.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.MachineRights;
import org.sealpost.protocols.smtp.ConnectorTerms;
import org.sealpost.protocols.smtp.ConnectorTerms.TlsStart;
import org.sealpost.protocols.smtp.SmtpListener;
import org.sealpost.protocols.smtp.SmtpListener.Kind;
import org.sealpost.protocols.tunnel.Tunnel;

/** Connectors in {@code sealpost.toml}; what would be dangerous or make no sense is refused with a sentence. */
class ConnectorSettingsTest {
    @Test
    void nobodyNeedsAConnectorBesideTheUsualOnes() {
        assertThat(ConfigurationFile.parse("domain = \"example.org\"", Path.of("data"))
                        .connectors())
                .isEmpty();
    }

    @Test
    void readsEverythingThatAConnectorMayHave() {
        SmtpListener connector = read("""
                [connector.printers]
                address = "127.0.0.1:2526"
                kind = "internal"
                from = "10.1.2.0/24, 10.1.3.7"
                rights = "relay own-senders"
                tls = "offered"
                least_tls = "1.3"
                client_certificates = true
                balancers = "10.0.0.5"
                messages_per_minute = 60
                connections = 20
                connections_per_address = 2
                message_bytes = 100000
                recipients = 10
                """).getFirst();
        ConnectorTerms terms = connector.terms();

        assertThat(connector.name()).isEqualTo("printers");
        assertThat(connector.kind()).isEqualTo(Kind.INTERNAL);
        assertThat(connector.address().getPort()).isEqualTo(2526);
        assertThat(terms.clients()).containsExactly(Network.of("10.1.2.0/24"), Network.of("10.1.3.7"));
        assertThat(terms.rights()).isEqualTo(new MachineRights(true, true, false));
        assertThat(terms.tls()).isEqualTo(TlsStart.OFFERED);
        assertThat(terms.tls13()).isTrue();
        assertThat(terms.asksForCertificates()).isTrue();
        assertThat(terms.balancers()).containsExactly(Network.of("10.0.0.5"));
        assertThat(terms.messagesPerMinute()).isEqualTo(60);
        assertThat(terms.limits().orElseThrow().connections()).isEqualTo(20);
        assertThat(terms.limits().orElseThrow().connectionsPerAddress()).isEqualTo(2);
        assertThat(terms.limits().orElseThrow().messageBytes()).isEqualTo(100_000);
        assertThat(terms.limits().orElseThrow().recipients()).isEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({"internet, OFFERED", "lmtp, OFFERED", "partner, REQUIRED", "submission, REQUIRED"})
    void demandsTlsAsTheKindUsuallyDoes(String kind, TlsStart tls) {
        SmtpListener connector = read("[connector.a]\naddress = \"127.0.0.1:2526\"\nkind = \"" + kind + "\"\n")
                .getFirst();

        assertThat(connector.terms().tls()).isEqualTo(tls);
        assertThat(connector.terms().rights()).isEqualTo(MachineRights.NONE);
    }

    @ParameterizedTest
    @CsvSource({"wireguard:wg0, WireGuard wg0", "ipsec:branch, IPsec branch"})
    void machinesBehindATunnelNeedNoTlsOnTop(String word, String name) {
        SmtpListener connector = read("""
                [connector.branch]
                address = "10.99.0.1:25"
                kind = "internal"
                from = "10.99.0.0/24"
                rights = "relay, own-senders, no-spam-filter"
                tunnel = "WORD"
                """.replace("WORD", word)).getFirst();

        assertThat(connector.terms().tls()).isEqualTo(TlsStart.OFFERED);
        assertThat(connector.terms().tunnel().map(Tunnel::name)).isEqualTo(Optional.of(name));
    }

    @Test
    void submissionWithTlsAtOnceIsThatOfRfc8314() {
        assertThat(read("[connector.a]\naddress = \"127.0.0.1:2526\"\nkind = \"submission\"\ntls = \"at-once\"\n"))
                .extracting(SmtpListener::kind)
                .containsExactly(Kind.SUBMISSIONS);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind = 'internal' | expected the networks of the machines",
                "kind = 'internal';from = '0.0.0.0/0' | too wide",
                "kind = 'internal';from = '::/0' | too wide",
                "kind = 'internet';from = '10.1.0.0/16';rights = 'relay' | only machines of kind",
                "kind = 'submission';from = '10.1.0.0/16';rights = 'relay' | only machines of kind",
                "kind = 'submission';from = '10.1.0.0/16';tunnel = 'wireguard:wg0' | does not log in",
                "kind = 'internal';from = '127.0.0.0/8';tunnel = 'wireguard:wg0' | does not reach itself",
                "kind = 'internal';from = '127.0.0.5';tunnel = 'wireguard:wg0' | does not reach itself",
                "kind = 'internal';from = '10.1.0.0/16';tunnel = 'wireguard:wg0';balancers = '10.0.0.1' | behind a balancer",
                "kind = 'internal';from = '10.1.0.0/16';tunnel = 'vpn' | expected wireguard:INTERFACE",
                "kind = 'internal';from = '10.1.0.0/16';tunnel = 'wireguard:wg0 up' | expected wireguard:INTERFACE",
                "kind = 'internal';from = '10.1.0.0/16';rights = 'everything' | expected relay, own-senders",
                "kind = 'lmtp';rights = 'relay' | for our own people only",
                "kind = 'submission';tls = 'offered' | no password goes over a line in clear",
                "kind = 'exchange' | expected \"internet\"",
                "tls = 'maybe' | expected \"offered\"",
                "least_tls = '1.1' | expected \"1.2\" or \"1.3\"",
                "from = 'example.org' | expected a network",
                "colour = 'red' | no such setting"
            })
    void refusesWhatWouldBeDangerousOrMakesNoSense(String settings, String expected) {
        String toml = "[connector.a]\naddress = \"127.0.0.1:2526\"\n"
                + settings.replace('\'', '"').replace(";", "\n") + "\n";

        assertThatThrownBy(() -> read(toml))
                .isInstanceOf(ConfigurationProblems.class)
                .hasMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[connector.a];kind = 'internet' | connector.a.address: is missing",
                "[connector.A_1];address = '127.0.0.1:2526' | a name has small letters",
                "[connector.smtp];address = '127.0.0.1:2526' | not that of a usual one",
                "[connector.a];address = '127.0.0.1:25';kind = 'lmtp' | LMTP is not spoken on port 25",
                "[connector.a];address = '127.0.0.1:2526';[connector.b];address = '127.0.0.1:2526' | serves the same clients",
                "[connector.a];address = '127.0.0.1:26';from = '10.1.0.1';[connector.b];address = '127.0.0.1:26';from = '10.1.0.1' | serves the same clients"
            })
    void refusesConnectorsThatCannotBe(String toml, String expected) {
        String lines = toml.replace('\'', '"').replace(";", "\n") + "\n";

        assertThatThrownBy(() -> read(lines))
                .isInstanceOf(ConfigurationProblems.class)
                .hasMessageContaining(expected);
    }

    @Test
    void severalMayShareAPortIfTheirClientsAreOthers() {
        assertThat(read("""
                [connector.a]
                address = "127.0.0.1:2526"
                [connector.b]
                address = "127.0.0.1:2526"
                from = "10.1.0.0/16"
                [connector.c]
                address = "127.0.0.1:2526"
                from = "10.1.2.0/24"
                """)).hasSize(3);
    }

    private static List<SmtpListener> read(String toml) {
        return ConfigurationFile.parse("domain = \"example.org\"\n" + toml, Path.of("data"))
                .connectors();
    }
}
