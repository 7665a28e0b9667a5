package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.dns.FixedResolver;
import org.sealpost.protocols.dns.SecureDns;

class DnsExchangersTest {
    private final Exchangers exchangers =
            new DnsExchangers(SecureDns.unchecked(new FixedResolver("""
                    two.example.       MX 20 second.example.
                    two.example.       MX 10 first.example.
                    none.example.      MX 0  .
                    direct.example.    A  192.0.2.9
                    ours.example.      MX 10 first.example.
                    ours.example.      MX 20 MX.example.org.
                    ours.example.      MX 30 worse.example.
                    circle.example.    MX 10 mx.example.org.
                    first.example.     A    192.0.2.1
                    first.example.     AAAA 2001:db8::1
                    """)), "mx.example.org");

    @Test
    void triesTheBestFirst() {
        assertThat(exchangers.of(new Domain("two.example")))
                .extracting(Exchangers.Host::name)
                .containsExactly("first.example", "second.example");
    }

    @Test
    void takesTheDomainItselfIfItNamesNoExchanger() {
        assertThat(exchangers.of(new Domain("direct.example")))
                .extracting(Exchangers.Host::name)
                .containsExactly("direct.example");
    }

    @Test
    void knowsDomainsThatTakeNoMail() {
        assertFails("none.example", "5.1.10");
    }

    @Test
    void knowsDomainsThatAreNone() {
        assertFails("nowhere.example", "5.1.2");
    }

    @Test
    void waitsIfTheDnsDoesNotAnswer() {
        assertFails("broken.example", "4.4.3");
    }

    @Test
    void sendsOnlyToBetterOnesThanItself() {
        assertThat(exchangers.of(new Domain("ours.example")))
                .extracting(Exchangers.Host::name)
                .containsExactly("first.example");
        assertFails("circle.example", "5.4.6");
    }

    @Test
    void findsAddressesOfBothKinds() throws Exception {
        assertThat(exchangers.addresses("first.example"))
                .containsExactly(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"));
        assertThat(exchangers.addresses("second.example")).isEmpty();
        assertThatThrownBy(() -> exchangers.addresses("broken.example")).isInstanceOf(MailFailure.class);
    }

    private void assertFails(String domain, String status) {
        assertThatThrownBy(() -> exchangers.of(new Domain(domain)))
                .isInstanceOfSatisfying(
                        MailFailure.class,
                        failure -> assertThat(failure.status()).hasToString(status));
    }
}
