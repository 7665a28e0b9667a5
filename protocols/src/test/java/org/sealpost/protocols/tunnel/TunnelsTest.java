package org.sealpost.protocols.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.policy.TunnelState;
import org.sealpost.policy.TunnelState.Fault;

/**
 * What follows from what the programs of the tunnels print. That they print it, and that mail then goes or not, is in the
 * end-to-end tests with the real ones; here is what would take too long there, or needs another kernel.
 */
class TunnelsTest {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String CLIENT = "10.99.0.2";

    @ParameterizedTest
    @CsvSource({
        "10.99.0.0/24, 10, ANOTHER_WAY",
        "10.99.0.2/32, 179, ANOTHER_WAY",
        "10.99.0.2/32, 181, SILENT",
        "10.99.0.3/32, 10, NOT_A_PEER",
        "(none), 10, NOT_A_PEER"
    })
    void aPeerCountsForThreeMinutesAfterItHasShownItsKey(String allowed, long secondsAgo, Fault fault)
            throws IOException {
        assertThat(look(wireGuard(
                        "one\t" + allowed + "\n",
                        "one\t" + NOW.minusSeconds(secondsAgo).getEpochSecond())))
                .isEqualTo(fault);
    }

    @Test
    void ofSeveralPeersTheNarrowestNetworkIsTheClients() throws IOException {
        String allowed = "wide\t10.0.0.0/8 fd00::/8\nnarrow\t10.99.0.0/24\n";
        String never = "wide\t" + NOW.getEpochSecond() + "\nnarrow\t0\n";

        assertThat(look(wireGuard(allowed, never))).isEqualTo(Fault.SILENT);
    }

    @Test
    void whatCannotBeLookedAtIsNotTrusted() throws IOException {
        Commands missing = command -> {
            throw new IOException("no such program");
        };

        assertThat(look(new WireGuard("wg0", missing, Clock.systemUTC()))).isEqualTo(Fault.UNKNOWN);
        assertThat(look(new Ipsec("net", "unix:///run/vici", missing))).isEqualTo(Fault.UNKNOWN);
        assertThat(look(new Ipsec("net", "unix:///run/vici", command -> "}}}}")))
                .isEqualTo(Fault.UNKNOWN);
    }

    @Test
    void nothingProvesTheWayOfIpv6() throws IOException {
        WireGuard tunnel = wireGuard("one\tfd00::2/128\n", "one\t" + NOW.getEpochSecond());

        assertThat(tunnel.look(InetAddress.getByName("fd00::2"), InetAddress.getByName("fd00::1")))
                .isEqualTo(new TunnelState.Down("WireGuard lo", Fault.NOT_IPV4));
    }

    /** A kernel with IPsec of its own prints this; it was made with {@code ip xfrm policy add}. */
    @Test
    void aKernelThatDemandsEncryptionIsProof() throws IOException {
        String policy = """
                src 10.99.0.0/24 dst 127.0.0.0/8\s
                \tdir in priority 0 ptype main\s
                \ttmpl src 192.0.2.2 dst 192.0.2.1
                \t\tproto esp reqid 0 mode tunnel
                """;

        assertThat(ipsec(policy).look(InetAddress.getByName(CLIENT), InetAddress.getLoopbackAddress()))
                .isEqualTo(new TunnelState.Up("IPsec net"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "src 10.98.0.0/24 dst 127.0.0.0/8|ESP",
                "src 10.99.0.0/24 dst 127.0.0.0/8 proto tcp dport 25|ESP",
                "src 10.99.0.0/24 dst 127.0.0.0/8|ESP|\t\tlevel use",
                "src 10.99.0.0/24 dst 127.0.0.0/8|\tdir in priority 0 ptype main",
                "src 10.99.0.2/32 dst 127.0.0.1/32 proto tcp dport 25|\tdir in|src 10.99.0.0/24 dst 127.0.0.0/8|ESP"
            })
    void aKernelThatMightLetPassWhatIsNotEncryptedIsNone(String policy) throws IOException {
        String printed = policy.replace("ESP", "\tdir in|\ttmpl src a dst b|\t\tproto esp reqid 0 mode tunnel")
                .replace('|', '\n');

        assertThat(look(ipsec(printed + "\n"))).isEqualTo(Fault.ANOTHER_WAY);
    }

    private static Fault look(Tunnel tunnel) throws IOException {
        TunnelState state = tunnel.look(InetAddress.getByName(CLIENT), InetAddress.getLoopbackAddress());
        return state instanceof TunnelState.Down(String name, Fault fault) ? fault : Fault.UNKNOWN;
    }

    private static WireGuard wireGuard(String allowed, String handshakes) {
        return new WireGuard(
                "lo",
                answering(Map.of(
                        "wg show lo allowed-ips", allowed,
                        "wg show lo latest-handshakes", handshakes,
                        "ip -4 route get 10.99.0.2 from 127.0.0.1",
                                "10.99.0.2 from 127.0.0.1 via 192.0.2.9 dev eth7 uid 0")),
                Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static Ipsec ipsec(String policy) {
        return new Ipsec(
                "net",
                "unix:///run/vici",
                answering(Map.of(
                        "swanctl --list-sas --raw --uri unix:///run/vici",
                        "list-sa event {a {state=ESTABLISHED child-sas {net-1 {name=net state=INSTALLED"
                                + " local-ts=[127.0.0.1/32] remote-ts=[10.99.0.2/32]}}}}",
                        "ip -4 xfrm policy list dir in",
                        policy,
                        "ip -4 route get 10.99.0.2 from 127.0.0.1",
                        "10.99.0.2 from 127.0.0.1 dev eth7 uid 0")));
    }

    private static Commands answering(Map<String, String> answers) {
        return command -> {
            String answer = answers.get(String.join(" ", command));
            if (answer == null) {
                throw new IOException("not asked for: " + String.join(" ", command));
            }
            return answer;
        };
    }
}
