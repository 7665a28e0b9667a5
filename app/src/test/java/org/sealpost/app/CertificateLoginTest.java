package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.Templates;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Channel;
import org.sealpost.protocols.sasl.Exchange;
import org.sealpost.protocols.sasl.Mechanisms;

/** SASL EXTERNAL with certificates that a house issued, as a door has them after the TLS handshake. */
class CertificateLoginTest {
    private static final House HOUSE = TrialHouse.open(TrialHouse.newFolder("external"));
    private static final Mechanisms WAYS = new Mechanisms(HOUSE.logins(), "submission");
    private static final String CLIENT = "192.0.2.1";

    @AfterAll
    static void close() {
        HOUSE.close();
    }

    @Test
    void isOfferedOnlyToWhomShowedACertificateThatIsGood() {
        byte[] mine = issue(Templates.USER, "dora").certificate().der();
        assertThat(WAYS.mechanisms(shown(mine))).doesNotContain("EXTERNAL");
        add("dora0");

        assertThat(WAYS.mechanisms(Channel.NONE)).doesNotContain("EXTERNAL");
        assertThat(WAYS.begin("EXTERNAL", Channel.NONE, CLIENT)).isEmpty();
        assertThat(WAYS.mechanisms(shown(new byte[] {1}))).doesNotContain("EXTERNAL");
        assertThat(WAYS.mechanisms(shown(mine))).startsWith("EXTERNAL");
    }

    @Test
    void logsInTheOwnerOfACertificateUntilItIsRevoked() {
        Issued issued = issue(Templates.USER, "ann");
        assertThat(answer(issued, "")).isEmpty();

        add("ann0");
        Optional<LoggedIn> login = answer(issued, "");

        assertThat(login).map(LoggedIn::address).contains(TrialHouse.address("ann0"));
        assertThat(answer(issued, "ann0@example.org")).isPresent();
        assertThat(answer(issued, "bob@example.org")).isEmpty();
        assertThat(login.orElseThrow().counts()).isTrue();

        HOUSE.revoke(issued.certificate(), RevocationReason.KEY_COMPROMISE, "test");

        assertThat(answer(issued, "")).isEmpty();
        assertThat(login.orElseThrow().counts()).isFalse();
    }

    @Test
    void endsWithTheAccount() {
        Issued issued = issue(Templates.USER, "bea");
        Account account = add("bea0");
        LoggedIn login = answer(issued, "").orElseThrow();

        HOUSE.editor()
                .changeAccount(new Account(
                        account.address(), "Bea", "", List.of(), Custody.ORGANISATION, 0, false, account.person()));

        assertThat(login.counts()).isFalse();
        assertThat(answer(issued, "")).isEmpty();
    }

    @Test
    void takesNoCertificateForMailAndNoneOfOthers() {
        Issued mail = issue(Templates.MAIL_SIGN, "cleo");
        add("cleo0");

        assertThat(answer(mail, "")).isEmpty();
        assertThat(exchange(new byte[] {1, 2, 3}).answer(new byte[0])).isEqualTo(new Exchange.Step.Refused());
        assertThat(HOUSE.auditLog().find(CLIENT, 10)).isNotEmpty();
    }

    private static Issued issue(CertificateTemplate template, String name) {
        return TrialHouse.issue(HOUSE, template, name, 1).getFirst();
    }

    private static Account add(String name) {
        Account account = new Account(TrialHouse.address(name), name, "", List.of(), Custody.ORGANISATION, 0, true);
        HOUSE.editor().addAccount(account, "no password");
        return account;
    }

    private static Optional<LoggedIn> answer(Issued issued, String asked) {
        return exchange(issued.certificate().der()).answer(asked.getBytes(StandardCharsets.UTF_8))
                        instanceof Exchange.Step.Done(LoggedIn login)
                ? Optional.of(login)
                : Optional.empty();
    }

    private static Exchange exchange(byte[] certificate) {
        return WAYS.begin("external", shown(certificate), CLIENT).orElseThrow();
    }

    private static Channel shown(byte[] certificate) {
        return new Channel(Optional.empty(), List.of(certificate));
    }
}
