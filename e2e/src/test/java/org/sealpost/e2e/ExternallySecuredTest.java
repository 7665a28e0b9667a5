package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.sealpost.testkit.FreePort;

/** Externally secured connectors with wireguard-go and strongSwan between network namespaces. Tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ExternallySecuredTest {
    private static final String MARKER = "the-marker-of-this-test";
    private static final String PLANT = "10.98.0.2";

    private static BranchOffice office;
    private static Demo demo;
    private static int port;

    @BeforeAll
    static void start() throws IOException {
        office = new BranchOffice();
        office.startWireGuard();
        office.startIpsec();
        port = FreePort.find();
        demo = Demo.startUnder(office.inHead(), """
                [connector.everybody]
                address = "0.0.0.0:%1$d"
                [connector.branch]
                address = "0.0.0.0:%1$d"
                kind = "internal"
                from = "10.99.0.2"
                rights = "own-senders"
                tunnel = "wireguard:%2$s"
                [connector.plant]
                address = "0.0.0.0:%1$d"
                kind = "internal"
                from = "10.98.0.2"
                rights = "own-senders"
                tunnel = "ipsec:branch"
                tunnel_socket = "unix://%3$s"
                """.formatted(port, office.wireGuard(), office.vici(1)));
    }

    @AfterAll
    static void stop() {
        demo.stop();
        office.close();
    }

    @Test
    @Order(1)
    void beforeTheOtherSideHasShownItsKeyItsAddressIsAStrangers() {
        JsonNode answer = answer(BranchOffice.BRANCH);

        assertThat(answer.get("rights")).isEmpty();
        assertThat(answer.get("because").get(0).asText()).isEqualTo("TUNNEL_SILENT");
        assertThat(demo.ask("doctor").text())
                .contains("machines behind the tunnel of connector.branch are strangers now");
    }

    @Test
    @Order(2)
    void throughTheTunnelMailComesInClearAndNobodyOnTheWireReadsIt() throws IOException {
        byte[] wire = office.wire(() -> {
            Run sent = send(BranchOffice.HEAD, BranchOffice.BRANCH);
            assertThat(sent.exit()).as(sent.text()).isZero();
        });

        assertThat(new String(wire, StandardCharsets.ISO_8859_1)).doesNotContain(MARKER);
        BranchOffice.await(() -> inbox().contains(MARKER));
        assertThat(inbox()).contains("([10.99.0.2])", "with ESMTP id");
        assertThat(answer(BranchOffice.BRANCH).get("rights").get(0).asText()).isEqualTo("own-senders");
        assertThat(demo.done("status"))
                .contains("externally secured: branch, 10.99.0.2 through WireGuard " + office.wireGuard());
    }

    @Test
    @Order(3)
    void theRecordTellsThatTheTunnelWasTheReason() {
        assertThat(demo.done("audit", "show")).contains("came through the tunnel WireGuard " + office.wireGuard());
    }

    @Test
    @Order(4)
    void pastTheTunnelTheSameNameIsRefused() {
        Run sent = send("192.0.2.1", "192.0.2.2");

        assertThat(sent.exit()).isNotZero();
        assertThat(sent.text()).contains("550 5.7.1", "log in on the submission port");
    }

    @Test
    @Order(5)
    void whereTheKernelWouldTakeTheAddressFromElsewhereNobodyIsTrusted() {
        // On the branch, packets to the head office leave past the tunnel, with the sender of the tunnel.
        office.sh("""
                ip -n BRANCH route add 10.99.0.1/32 via 192.0.2.1 dev wire src 10.99.0.2
                for n in all wire NEAR; do ip netns exec HEAD sysctl -q -w net.ipv4.conf.$n.rp_filter=0; done
                """);

        Run sent = send(BranchOffice.HEAD, BranchOffice.BRANCH);

        // The kernel of the head office took these packets, and only what Sealpost demands of it stood in the way.
        assertThat(sent.text()).contains("220 localhost ESMTP").contains("550 5.7.1");
        assertThat(answer(BranchOffice.BRANCH).get("because").get(0).asText()).isEqualTo("TUNNEL_FORGEABLE");

        office.sh("ip netns exec HEAD sysctl -q -w net.ipv4.conf.all.rp_filter=1");
        Run filtered = send(BranchOffice.HEAD, BranchOffice.BRANCH);
        assertThat(filtered.text()).doesNotContain("220 localhost ESMTP");
        office.sh("ip -n BRANCH route del 10.99.0.1/32 via 192.0.2.1 dev wire");
    }

    @Test
    @Order(6)
    void aTunnelWhoseOtherSideWasChangedIsDownUntilItShowsItsKey() {
        office.agreeOnKeys();
        assertThat(answer(BranchOffice.BRANCH).get("because").get(0).asText()).isEqualTo("TUNNEL_SILENT");

        Run sent = send(BranchOffice.HEAD, BranchOffice.BRANCH);

        assertThat(sent.exit()).as(sent.text()).isZero();
    }

    @Test
    @Order(7)
    void ipsecCountsWhileItsAssociationIsInstalled() {
        assertThat(answer(PLANT).get("because").get(0).asText()).isEqualTo("TUNNEL_SILENT");

        office.sh("swanctl --initiate --child branch --uri unix://" + office.vici(2));

        assertThat(answer(PLANT).get("because").get(0).asText()).isEqualTo("CAME_THROUGH_TUNNEL");
        byte[] wire = office.wire(() -> {
            Run sent = send("10.98.0.1", PLANT);
            assertThat(sent.exit()).as(sent.text()).isZero();
        });
        assertThat(new String(wire, StandardCharsets.ISO_8859_1)).doesNotContain(MARKER);
    }

    @Test
    @Order(8)
    void whenTheAssociationIsTerminatedItsMachinesAreStrangers() {
        office.sh("swanctl --terminate --child branch --uri unix://" + office.vici(1));

        assertThat(answer(PLANT).get("rights")).isEmpty();
        assertThat(answer(PLANT).get("because").get(0).asText()).isEqualTo("TUNNEL_SILENT");
    }

    @Test
    @Order(9)
    void allOfThemAreListed() {
        assertThat(demo.done("connector", "list"))
                .contains("everybody", "branch", "10.99.0.2", "only through WireGuard", "only through IPsec branch");
    }

    /** The first message of Bob, read where the server is. */
    private static String inbox() {
        List<String> command = new ArrayList<>(office.inHead());
        command.addAll(List.of(
                "curl",
                "-s",
                "--cacert",
                demo.ca().toString(),
                "imaps://localhost:" + demo.port("imaps") + "/INBOX;MAILINDEX=1",
                "--user",
                Demo.address("bob") + ":" + demo.password("bob")));
        return Run.of(command).text();
    }

    /** What the connectors of the test's port would do with a client. */
    private static JsonNode answer(String client) {
        List<JsonNode> found = new ArrayList<>();
        demo.json("connector", "explain", client).forEach(one -> {
            if (one.get("address").asText().endsWith(":" + port)) {
                found.add(one);
            }
        });
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    /** From the branch, in the name of one of our people. */
    private static Run send(String server, String from) {
        return office.atBranch(
                "swaks",
                "--server",
                server + ":" + port,
                "--local-interface",
                from,
                "--timeout",
                "5",
                "--from",
                Demo.address("ann"),
                "--to",
                Demo.address("bob"),
                "--h-From",
                Demo.address("ann"),
                "--body",
                MARKER);
    }
}
