package org.sealpost.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.protocols.oidc.IssuerConfig;

class LoginSettingsTest {
    private static final Path DATA = Path.of("data");

    @Test
    void bindsProofsToTheConnectionOnlyWhereItIsWanted() {
        assertThat(parse("").login().channelBinding()).isFalse();
        assertThat(parse("[login]\nchannel_binding = true\n").login().channelBinding())
                .isTrue();
    }

    @Test
    void nobodyIsAskedForACertificateWhoReadsUntilItIsWanted() {
        assertThat(parse("").login().askingDoors()).isEmpty();
        assertThat(parse("[login]\nclient_certificates = \"imaps, sieve\"\n")
                        .login()
                        .askingDoors())
                .containsExactlyInAnyOrder("imaps", "sieve");
        assertThatThrownBy(() -> parse("[login]\nclient_certificates = \"imaps, smtp\"\n"))
                .isInstanceOf(ConfigurationProblems.class)
                .hasMessageContaining("login.client_certificates")
                .hasMessageContaining("imap, imaps, pop3, pop3s, sieve");
    }

    @Test
    void nobodyLogsInByTokenUntilAnIssuerIsNamed() {
        assertThat(parse("").login().issuer()).isEmpty();
    }

    @Test
    void readsTheIssuerAndWhatItsTokensMustSay() {
        assertThat(parse("""
                [oidc]
                issuer = "https://id.example.org/realms/staff"
                audience = "mail"
                """).login().issuer())
                .contains(new IssuerConfig("https://id.example.org/realms/staff", "mail", "email", Optional.empty()));
        IssuerConfig other = parse("""
                [oidc]
                issuer = "https://id.example.org/"
                audience = "mail"
                claim = "upn"
                roots = "keys/id.pem"
                """).login().issuer().orElseThrow();
        assertThat(other.claim()).isEqualTo("upn");
        assertThat(other.roots()).contains(DATA.resolve("keys/id.pem"));
        assertThat(other.discovery()).isEqualTo(URI.create("https://id.example.org/.well-known/openid-configuration"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "issuer = \"https://id.example.org\"",
                "audience = \"mail\"",
                "claim = \"upn\"",
                "issuer = \"http://id.example.org\"\naudience = \"mail\"",
                "issuer = \"https://id.example.org?a=b\"\naudience = \"mail\"",
                "issuer = \"https://no host\"\naudience = \"mail\"",
                "issuer = \"https://id.example.org\"\naudience = \" \"",
                "issuer = \"https://id.example.org\"\naudience = \"mail\"\nclaim = \"\"",
                "issuer = \"https://id.example.org\"\naudience = \"mail\"\nsecret = \"x\""
            })
    void tellsWhatIsMissingOrWrong(String lines) {
        assertThatThrownBy(() -> parse("[oidc]\n" + lines + "\n"))
                .isInstanceOf(ConfigurationProblems.class)
                .hasMessageContaining("oidc");
    }

    private static Configuration parse(String lines) {
        return ConfigurationFile.parse("domain = \"example.org\"\n" + lines, DATA);
    }
}
