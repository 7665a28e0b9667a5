package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;

/** For what clients are trusted at a connector: {@link ConnectorPolicy}, and what follows from it. */
class ConnectorPolicyTest {
    private static final MachineRights ALL = new MachineRights(true, true, true);
    private static final MailAddress OURS = MailAddress.parse("scanner@example.org");
    private static final MailAddress OUTSIDE = MailAddress.parse("eve@example.net");

    @Test
    void nobodyIsTrustedWhereNoRightWasGiven() {
        Decision<ClientTrust> decision = decide(MachineRights.NONE, Optional.empty());

        assertThat(decision.verdict()).isEqualTo(ClientTrust.stranger());
        assertThat(decision.because()).containsExactly(Finding.of(ConnectorRule.CLIENT_IS_STRANGER, "printers"));
    }

    @Test
    void machinesAreTrustedForWhereTheyComeFrom() {
        Decision<ClientTrust> decision = decide(ALL, Optional.empty());

        assertThat(decision.verdict()).isEqualTo(new ClientTrust.Machine("printers", ALL, Optional.empty()));
        assertThat(decision.verdict().rights()).isEqualTo(ALL);
        assertThat(decision.verdict().isTunnelled()).isFalse();
        assertThat(ClientTrust.innerHost().rights()).isEqualTo(MachineRights.NONE);
        assertThat(ClientTrust.stranger().isTunnelled()).isFalse();
    }

    @Test
    void whoCameThroughATunnelThatIsUpIsTrusted() {
        Decision<ClientTrust> decision = decide(ALL, Optional.of(new TunnelState.Up("WireGuard wg0")));

        assertThat(decision.verdict().isTunnelled()).isTrue();
        assertThat(decision.because())
                .containsExactly(
                        Finding.of(ConnectorRule.CAME_THROUGH_TUNNEL, "192.0.2.7", "WireGuard wg0", "printers"));
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_A_PEER, TUNNEL_WITHOUT_CLIENT",
        "SILENT, TUNNEL_SILENT",
        "ANOTHER_WAY, TUNNEL_IS_NOT_THE_WAY",
        "FORGEABLE, TUNNEL_FORGEABLE",
        "NOT_IPV4, TUNNEL_NOT_IPV4",
        "UNKNOWN, TUNNEL_NOT_SEEN"
    })
    void whoPerhapsDidNotComeThroughTheTunnelIsAStranger(TunnelState.Fault fault, ConnectorRule rule) {
        Decision<ClientTrust> decision = decide(ALL, Optional.of(new TunnelState.Down("WireGuard wg0", fault)));

        assertThat(decision.verdict()).isEqualTo(ClientTrust.stranger());
        assertThat(decision.because()).containsExactly(Finding.of(rule, "192.0.2.7", "WireGuard wg0", "printers"));
    }

    @Test
    void aPortServesOnlyThoseForWhomItHasAConnector() {
        assertThat(refusal(ConnectorPolicy.none("192.0.2.7"))).isEqualTo("554 5.7.1");
    }

    @Test
    void aConnectorForPartnersIsForNobodyElse() {
        SessionSecurity.MutualTls proved = new SessionSecurity.MutualTls(
                "TLSv1.3",
                "TLS_AES_256_GCM_SHA384",
                new PartnerProof("Beta", new Domain("beta.test"), true, "ab", "cd"));

        assertThat(ConnectorPolicy.partner("partners", proved).because())
                .containsExactly(Finding.of(ConnectorRule.CONNECTOR_FOR_PARTNERS, "Beta", "partners"));
        assertThat(refusal(ConnectorPolicy.partner("partners", new SessionSecurity.Tls("TLSv1.3", "any"))))
                .isEqualTo("454 4.7.5");
    }

    @Test
    void oursAndOutsideAreTwoRights() {
        MachineRights relay = new MachineRights(true, false, false);
        MachineRights ownSenders = new MachineRights(false, true, false);

        assertThat(senderRule(ownSenders)).isEqualTo(SenderRule.OWN_SENDER_OF_MACHINE);
        assertThat(senderRule(relay)).isEqualTo(SenderRule.OWN_SENDER_WITHOUT_LOGIN);
        assertThat(recipientRule(relay)).isEqualTo(RecipientRule.RECIPIENT_OUTSIDE_FOR_MACHINE);
        assertThat(recipientRule(ownSenders)).isEqualTo(RecipientRule.NO_RELAY);
    }

    @Test
    void aMachineMaySendInANameOutside() {
        assertThat(SenderPolicy.decide(
                                new SenderFacts(Optional.empty(), Optional.of(OUTSIDE), false, List.of(), machine(ALL)))
                        .because())
                .containsExactly(Finding.of(SenderRule.SENDER_OUTSIDE, OUTSIDE));
    }

    @Test
    void somebodyBeginsOnlySoManyMessagesInAMinute() {
        assertThat(ConnectionPolicy.message(new RateFacts("192.0.2.7", 3, 3)).verdict())
                .isEqualTo(new AcceptanceVerdict.Accept());
        assertThat(ConnectionPolicy.message(new RateFacts("192.0.2.7", 3_000, 0))
                        .verdict())
                .isEqualTo(new AcceptanceVerdict.Accept());
        assertThat(refusal(ConnectionPolicy.message(new RateFacts("192.0.2.7", 4, 3))))
                .isEqualTo("450 4.7.1");
    }

    private static Decision<ClientTrust> decide(MachineRights rights, Optional<TunnelState> tunnel) {
        return ConnectorPolicy.decide(new ConnectorFacts("printers", "192.0.2.7", rights, tunnel));
    }

    private static Rule senderRule(MachineRights rights) {
        return SenderPolicy.decide(
                        new SenderFacts(Optional.empty(), Optional.of(OURS), true, List.of(), machine(rights)))
                .because()
                .getFirst()
                .rule();
    }

    private static Rule recipientRule(MachineRights rights) {
        RecipientFacts facts = new RecipientFacts(OUTSIDE, false, false, Optional.empty(), 1, 100);
        return RecipientPolicy.decide(facts.behind(Optional.empty(), machine(rights)))
                .because()
                .getFirst()
                .rule();
    }

    private static ClientTrust machine(MachineRights rights) {
        return new ClientTrust.Machine("printers", rights, Optional.empty());
    }

    private static String refusal(Decision<AcceptanceVerdict> decision) {
        return decision.verdict() instanceof AcceptanceVerdict.Refuse refuse
                ? refuse.replyCode() + " " + refuse.status()
                : "accepted";
    }
}
