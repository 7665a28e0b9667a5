package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.ConnectorRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.MachineRights;
import org.sealpost.policy.Rule;
import org.sealpost.policy.TunnelState;
import org.sealpost.protocols.smtp.ConnectorTerms.TlsStart;
import org.sealpost.protocols.smtp.SmtpListener.Kind;
import org.sealpost.protocols.tunnel.Tunnel;
import org.sealpost.testkit.FreePort;

/** Receive connectors: who may come in where, on which terms. Clients come from several addresses of this machine. */
class ConnectorsTest {
    private static final String PRINTER = "127.0.0.7";
    private static final String BALANCER = "127.0.0.8";
    private static final MachineRights ALL = new MachineRights(true, true, true);

    private final TestDoor door = makeDoor();
    private int port;

    private static TestDoor makeDoor() {
        try {
            return new TestDoor(SmtpLimits.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void onOnePortTheNarrowestNetworkDecidesForWhatAClientIsTrusted() throws IOException {
        open(
                connector("everybody", Kind.INTERNET, new Terms()),
                connector(
                        "office",
                        Kind.INTERNAL,
                        new Terms().from("127.0.0.0/29").tls(TlsStart.OFFERED)),
                connector(
                        "printers",
                        Kind.INTERNAL,
                        new Terms().from(PRINTER).rights(ALL).tls(TlsStart.OFFERED)));

        assertThat(mail("127.0.0.1", "ann@example.org", "eve@example.net")).isEqualTo("550");
        assertThat(mail(PRINTER, "ann@example.org", "eve@example.net")).isEqualTo("250 250");
        assertThat(mail("127.0.0.9", "eve@example.net", "bob@example.org")).isEqualTo("250 250");
    }

    @Test
    void withEachMessageOfAMachineIsKeptWhyItWasTrusted() throws IOException {
        open(connector(
                "printers", Kind.INTERNAL, new Terms().from(PRINTER).rights(ALL).tls(TlsStart.OFFERED)));

        send(PRINTER, "ann@example.org", "eve@example.net");

        assertThat(rules())
                .contains(
                        ConnectorRule.CLIENT_IS_MACHINE,
                        org.sealpost.policy.SenderRule.OWN_SENDER_OF_MACHINE,
                        org.sealpost.policy.RecipientRule.RECIPIENT_OUTSIDE_FOR_MACHINE);
    }

    @Test
    void relayAndOurOwnNamesAreTwoRights() throws IOException {
        open(connector(
                "relays",
                Kind.INTERNAL,
                new Terms()
                        .from("127.0.0.0/8")
                        .rights(new MachineRights(true, false, false))
                        .tls(TlsStart.OFFERED)));

        assertThat(mail(PRINTER, "ann@example.org", "eve@example.net")).isEqualTo("550");
        assertThat(mail(PRINTER, "eve@example.net", "mallory@example.net")).isEqualTo("250 250");
    }

    @Test
    void whoseAddressNoConnectorServesIsTurnedAway() throws IOException {
        open(connector("printers", Kind.INTERNAL, new Terms().from(PRINTER)));

        try (RawClient client = new RawClient(port)) {
            assertThat(client.reply()).startsWith("554 5.7.1");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void whereTlsIsDemandedNoMailComesInClear() throws IOException {
        open(connector(
                "printers",
                Kind.INTERNAL,
                new Terms().from("127.0.0.0/8").rights(ALL).tls(TlsStart.REQUIRED)));

        try (RawClient client = new RawClient(port)) {
            client.reply();
            assertThat(client.say("EHLO printer")).contains("STARTTLS");
            assertThat(client.say("MAIL FROM:<ann@example.org>")).startsWith("530 5.7.0");
            assertThat(client.say("STARTTLS")).startsWith("220");
            client.handshake();
            client.say("EHLO printer");
            assertThat(client.say("MAIL FROM:<ann@example.org>")).startsWith("250");
        }
    }

    @ParameterizedTest
    @CsvSource({"-tls1_3, true", "-tls1_2, false"})
    void aConnectorMaySpeakTheNewestTlsOnly(String version, boolean succeeds) throws IOException {
        open(connector("modern", Kind.INTERNET, new Terms().tls13()));
        PartnerLab lab = new PartnerLab();

        assertThat(lab.talk(port, version).contains("New, TLSv1.3, Cipher is")).isEqualTo(succeeds);
    }

    @Test
    void peopleAreAskedForACertificateWhereTheConnectorSaysSo() throws IOException {
        open(connector(
                "people", Kind.SUBMISSION, new Terms().tls(TlsStart.REQUIRED).asking()));
        PartnerLab lab = new PartnerLab();

        assertThat(lab.talk(port, "-tls1_2 -msg")).contains("CertificateRequest");
    }

    @Test
    void atAConnectorForPartnersNobodyElseBringsMail() throws IOException {
        open(connector("partners", Kind.PARTNER, new Terms().tls(TlsStart.REQUIRED)));

        try (RawClient client = new RawClient(port)) {
            client.reply();
            client.say("EHLO mx.example.net");
            assertThat(client.say("STARTTLS")).startsWith("220");
            client.handshake();
            client.say("EHLO mx.example.net");
            assertThat(client.say("MAIL FROM:<eve@example.net>")).startsWith("454 4.7.5");
        }
    }

    @Test
    void somebodyWhoSendsTooFastIsToldToComeAgain() throws IOException {
        open(connector("slow", Kind.INTERNET, new Terms().perMinute(2)));

        assertThat(mail("127.0.0.1", "eve@example.net", "bob@example.org")).isEqualTo("250 250");
        assertThat(mail("127.0.0.1", "eve@example.net", "bob@example.org")).isEqualTo("250 250");
        assertThat(mail("127.0.0.1", "eve@example.net", "bob@example.org")).isEqualTo("450");
        assertThat(mail(PRINTER, "eve@example.net", "bob@example.org")).isEqualTo("250 250");
    }

    /** Whoever has an IPv6 address has 2^64 of them. */
    @Test
    void anIpv6ClientIsCountedByItsNetworkHoweverOftenItChangesItsAddress() throws IOException {
        open(connector("slow", Kind.INTERNET, new Terms().perMinute(2).balancers(BALANCER)));

        List<String> replies = new ArrayList<>();
        for (String client : List.of("2001:db8::1", "2001:db8::2", "2001:db8::3", "2001:db8:0:1::1")) {
            try (RawClient session = new RawClient(port, BALANCER)) {
                session.send(line("TCP6 " + client + " ::1 4711 25"));
                session.reply();
                session.say("EHLO mx.example.net");
                replies.add(session.say("MAIL FROM:<eve@example.net>").substring(0, 3));
            }
        }

        assertThat(replies).containsExactly("250", "250", "450", "250");
    }

    @Test
    void eachConnectorHasItsOwnLimits() throws IOException {
        open(connector(
                "small",
                Kind.INTERNET,
                new Terms().limits(SmtpLimits.DEFAULT.withMessageBytes(2_000).withConnections(1, 1))));

        try (RawClient client = new RawClient(port);
                RawClient second = new RawClient(port)) {
            client.reply();
            assertThat(client.say("EHLO mx")).contains("SIZE 2000");
            assertThat(second.reply()).startsWith("421 4.7.0");
        }
        try (RawClient elsewhere = new RawClient(door.port(TestDoor.INTERNET))) {
            elsewhere.reply();
            assertThat(elsewhere.say("EHLO mx")).contains("SIZE " + SmtpLimits.DEFAULT.messageBytes());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBalancerTellsForWhomItConnects(int version) throws IOException {
        open(connector("balanced", Kind.INTERNET, new Terms().balancers(BALANCER)));

        try (RawClient client = new RawClient(port, BALANCER)) {
            client.send(version == 1 ? line("TCP4 192.0.2.99 192.0.2.1 4711 25") : second(192, 0, 2, 99));
            client.reply();
            client.say("EHLO mx.example.net");
            client.say("MAIL FROM:<eve@example.net>");
            client.say("RCPT TO:<bob@example.org>");
            client.say("DATA");
            assertThat(client.say("Subject: x\r\n\r\nx\r\n.")).startsWith("250");
        }

        assertThat(SmtpDoorTest.text(door.queued().getFirst())).contains("([192.0.2.99])");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO mx.example.net", "PROXY TCP4 no.address.here 192.0.2.1 1 25", "PROXY"})
    void aBalancerThatDoesNotSayForWhomIsNotServed(String line) throws IOException {
        open(connector("balanced", Kind.INTERNET, new Terms().balancers(BALANCER)));

        try (RawClient client = new RawClient(port, BALANCER)) {
            client.send(line + "\r\n");
            assertThat(client.reply()).isEmpty();
        }
    }

    @Test
    void nobodyElseMayClaimAnotherAddress() throws IOException {
        open(connector("balanced", Kind.INTERNET, new Terms().balancers(BALANCER)));

        try (RawClient client = new RawClient(port)) {
            client.send(line("TCP4 192.0.2.99 192.0.2.1 4711 25"));
            assertThat(client.reply()).startsWith("220");
            assertThat(client.reply()).startsWith("500 5.5.1");
        }
    }

    @Test
    void theClientBehindABalancerIsMeasuredByItsOwnAddress() throws IOException {
        open(connector(
                "office",
                Kind.INTERNAL,
                new Terms().from("192.0.2.0/24").balancers(BALANCER).tls(TlsStart.OFFERED)));

        try (RawClient inside = new RawClient(port, BALANCER);
                RawClient outside = new RawClient(port, BALANCER);
                RawClient check = new RawClient(port, BALANCER)) {
            inside.send(line("TCP4 192.0.2.99 192.0.2.1 4711 25"));
            assertThat(inside.reply()).startsWith("220");
            outside.send(line("TCP4 198.51.100.1 192.0.2.1 4711 25"));
            assertThat(outside.reply()).startsWith("554");
            check.send(line("UNKNOWN"));
            assertThat(check.reply()).startsWith("554");
        }
    }

    @Test
    void byLmtpEachRecipientHasAReplyOfItsOwn() throws IOException {
        open(connector("front", Kind.LMTP, new Terms()));

        try (RawClient client = new RawClient(port)) {
            assertThat(client.reply()).contains(" LMTP ");
            assertThat(client.say("EHLO mx.example.net")).startsWith("500");
            assertThat(client.say("LHLO mx.example.net")).contains("PIPELINING", "ENHANCEDSTATUSCODES");
            client.say("MAIL FROM:<eve@example.net>");
            assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("250");
            assertThat(client.say("RCPT TO:<unknown@example.org>")).startsWith("550 5.1.1");
            assertThat(client.say("RCPT TO:<ann@example.org>")).startsWith("250");
            client.say("DATA");
            client.send("Subject: x\r\n\r\nx\r\n.\r\nNOOP\r\n");
            assertThat(client.reply()).startsWith("250 2.0.0 accepted");
            assertThat(client.reply()).startsWith("250 2.0.0 accepted");
            assertThat(client.reply()).isEqualTo("250 2.0.0 ok");
        }
        assertThat(SmtpDoorTest.text(door.queued().getFirst())).contains(" with LMTP id ");
    }

    @Test
    void swaksHandsOverByLmtp() throws IOException {
        open(connector("front", Kind.LMTP, new Terms()));
        PartnerLab lab = new PartnerLab();

        String said = lab.send(port, "eve@example.net", "eve@example.net", "--protocol", "LMTP");

        assertThat(said).contains("<-  250 2.0.0 accepted");
    }

    @Test
    void onOtherConnectorsNobodySpeaksLmtp() throws IOException {
        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            assertThat(client.say("LHLO mx.example.net")).startsWith("500");
        }
    }

    @Test
    void whoCameThroughTheTunnelSendsInClearAndWithoutALogin() throws IOException {
        open(connector(
                "branch",
                Kind.INTERNAL,
                new Terms()
                        .from("127.0.0.0/8")
                        .rights(ALL)
                        .tls(TlsStart.OFFERED)
                        .tunnel(new TunnelState.Up("WireGuard wg9"))));

        send(PRINTER, "ann@example.org", "eve@example.net");

        assertThat(findings())
                .contains(Finding.of(ConnectorRule.CAME_THROUGH_TUNNEL, PRINTER, "WireGuard wg9", "branch"));
    }

    @Test
    void whileTheTunnelIsDownItsClientsAreStrangers() throws IOException {
        open(connector(
                "branch",
                Kind.INTERNAL,
                new Terms()
                        .from("127.0.0.0/8")
                        .rights(ALL)
                        .tls(TlsStart.OFFERED)
                        .tunnel(new TunnelState.Down("WireGuard wg9", TunnelState.Fault.SILENT))));

        assertThat(mail(PRINTER, "ann@example.org", "bob@example.org")).isEqualTo("550");
        assertThat(mail(PRINTER, "eve@example.net", "mallory@example.net")).isEqualTo("250 550");
        send(PRINTER, "eve@example.net", "bob@example.org");
        assertThat(rules()).contains(ConnectorRule.TUNNEL_SILENT).doesNotContain(ConnectorRule.CAME_THROUGH_TUNNEL);
    }

    private void open(SmtpListener... connectors) throws IOException {
        port = door.another(connectors);
    }

    /** All on one port. */
    private SmtpListener connector(String name, Kind kind, Terms terms) throws IOException {
        if (port == 0) {
            port = FreePort.find();
        }
        return new SmtpListener(
                name, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), kind, terms.terms());
    }

    /** The codes of the replies to MAIL and, if that was good, to RCPT. */
    private String mail(String client, String from, String to) throws IOException {
        try (RawClient session = new RawClient(port, client)) {
            session.reply();
            session.say("EHLO machine");
            String mail = session.say("MAIL FROM:<" + from + ">").substring(0, 3);
            return mail.equals("250")
                    ? mail + " " + session.say("RCPT TO:<" + to + ">").substring(0, 3)
                    : mail;
        }
    }

    private void send(String client, String from, String to) throws IOException {
        try (RawClient session = new RawClient(port, client)) {
            session.reply();
            session.say("EHLO machine");
            session.say("MAIL FROM:<" + from + ">");
            session.say("RCPT TO:<" + to + ">");
            session.say("DATA");
            assertThat(session.say("From: " + from + "\r\n\r\nx\r\n.")).startsWith("250");
        }
    }

    private List<Finding> findings() {
        return door.audited.stream()
                .map(AuditEvent::because)
                .flatMap(List::stream)
                .toList();
    }

    private List<Rule> rules() {
        return findings().stream().map(Finding::rule).toList();
    }

    private static String line(String rest) {
        return "PROXY " + rest + "\r\n";
    }

    /** Version 2 of the PROXY protocol, for a TCP connection over IPv4, with a TLV that nobody knows behind it. */
    private static String second(int... source) {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        header.writeBytes("\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.ISO_8859_1));
        header.writeBytes(new byte[] {0x21, 0x11, 0, 12 + 4});
        Arrays.stream(source).forEach(header::write);
        header.writeBytes(new byte[] {(byte) 192, 0, 2, 1, 0x12, 0x34, 0, 25});
        header.writeBytes(new byte[] {(byte) 0xE0, 0, 1, 7});
        return header.toString(StandardCharsets.ISO_8859_1);
    }

    /** Terms that are the widest unless something else is said. */
    private static final class Terms {
        private List<Network> clients = List.of();
        private TlsStart tls = TlsStart.OFFERED;
        private boolean tls13;
        private boolean asking;
        private List<Network> balancers = List.of();
        private Optional<SmtpLimits> limits = Optional.empty();
        private int perMinute;
        private MachineRights rights = MachineRights.NONE;
        private Optional<Tunnel> tunnel = Optional.empty();

        Terms from(String network) {
            clients = List.of(Network.of(network));
            return this;
        }

        Terms tls(TlsStart start) {
            tls = start;
            return this;
        }

        Terms tls13() {
            tls13 = true;
            return this;
        }

        Terms asking() {
            asking = true;
            return this;
        }

        Terms balancers(String network) {
            balancers = List.of(Network.of(network));
            return this;
        }

        Terms limits(SmtpLimits own) {
            limits = Optional.of(own);
            return this;
        }

        Terms perMinute(int messages) {
            perMinute = messages;
            return this;
        }

        Terms rights(MachineRights given) {
            rights = given;
            return this;
        }

        Terms tunnel(TunnelState state) {
            tunnel = Optional.of(new Tunnel() {
                @Override
                public String name() {
                    return state.tunnel();
                }

                @Override
                public TunnelState look(InetAddress client, InetAddress local) {
                    return state;
                }
            });
            return this;
        }

        ConnectorTerms terms() {
            return new ConnectorTerms(clients, tls, tls13, asking, balancers, limits, perMinute, rights, tunnel);
        }
    }
}
