package org.sealpost.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityPlan;

class ConfigurationFileTest {
    private static final Path DATA = Path.of("data");

    @Test
    void needsTheDomainOnly() {
        Configuration configuration = ConfigurationFile.parse("domain = \"example.org\"", DATA);

        assertThat(configuration.domain()).isEqualTo(new Domain("example.org"));
        assertThat(configuration.hostName()).isEqualTo("mail.example.org");
        assertThat(configuration.listen().smtp())
                .hasValueSatisfying(smtp -> assertThat(smtp.getPort()).isEqualTo(25));
        assertThat(configuration.store().isSqlite()).isTrue();
        assertThat(configuration.authority().url()).isEqualTo("http://mail.example.org");
    }

    @Test
    void switchesListenersOff() {
        Configuration configuration =
                ConfigurationFile.parse("domain = \"example.org\"\n[listen]\npop3 = \"off\"\n", DATA);

        assertThat(configuration.listen().pop3()).isEmpty();
    }

    @Test
    void readsWhatIsSaidToOthersAboutTls() {
        Configuration silent = ConfigurationFile.parse("domain = \"example.org\"", DATA);
        Configuration told = ConfigurationFile.parse("""
                domain = "example.org"
                [mta_sts]
                mode = "enforce"
                hosts = "mx.example.org, *.mx.example.org"
                [tls_reports]
                send = false
                address = "tls@example.org"
                """, DATA);

        assertThat(silent.mtaSts().mode()).isEqualTo(StsTerms.Mode.NONE);
        assertThat(silent.mtaSts().hosts()).containsExactly("mail.example.org");
        assertThat(silent.delivery().hops().reports())
                .isEqualTo(new Configuration.TlsReports(true, MailAddress.parse("postmaster@example.org")));
        assertThat(told.mtaSts().mode()).isEqualTo(StsTerms.Mode.ENFORCE);
        assertThat(told.mtaSts().hosts()).containsExactly("mx.example.org", "*.mx.example.org");
        assertThat(told.delivery().hops().reports())
                .isEqualTo(new Configuration.TlsReports(false, MailAddress.parse("tls@example.org")));
        assertThatThrownBy(() -> ConfigurationFile.parse(
                        "domain = \"example.org\"\n[mta_sts]\nmode = \"on\"\nhosts = \"mx.*.org\"\n", DATA))
                .hasMessageContaining("expected none, testing or enforce")
                .hasMessageContaining("expected host names such as");
    }

    @Test
    void readsTheKeysOfTheAuthoritiesAndTheToken() {
        Configuration configuration = ConfigurationFile.parse("""
                domain = "example.org"
                [authority]
                root_key = "RSA-4096"
                root_scheme = "RSASSA-PSS-SHA512"
                issuing_key = "ed25519"
                issuing_in_token = true
                [pkcs11]
                library = "/usr/lib/softhsm/libsofthsm2.so"
                token = "sealpost"
                pin_file = "keys/token.pin"
                """, DATA);

        assertThat(configuration.authority().plan())
                .isEqualTo(new AuthorityPlan(
                        new AuthorityPlan.Keys(KeyKind.RSA_4096, SignatureScheme.RSASSA_PSS_SHA512),
                        new AuthorityPlan.Keys(KeyKind.ED25519, SignatureScheme.ED25519, true)));
        assertThat(configuration.authority().token().orElseThrow().pinFile()).isEqualTo(DATA.resolve("keys/token.pin"));
    }

    @Test
    void refusesKeysThatCannotSignSchemesThatDoNotFitAndATokenThatIsNotThere() {
        assertThatThrownBy(() -> ConfigurationFile.parse("""
                domain = "example.org"
                [authority]
                root_key = "ML-KEM-768"
                issuing_scheme = "RSA-SHA256"
                issuing_in_token = true
                """, DATA))
                .hasMessageContaining("authority.root_key: a key of kind ML-KEM-768 does not sign")
                .hasMessageContaining("authority.issuing_scheme: a key of kind EC-P256 does not sign with RSA-SHA256");
        assertThatThrownBy(() -> ConfigurationFile.parse(
                        "domain = \"example.org\"\n[authority]\nissuing_in_token = true\n", DATA))
                .hasMessageContaining("authority.issuing_in_token: the token is missing");
        assertThatThrownBy(() -> ConfigurationFile.parse("domain = \"example.org\"\n[pkcs11]\ntoken = \"x\"\n", DATA))
                .hasMessageContaining("pkcs11: expected all of library, token and pin_file");
    }

    @Test
    void tellsAllProblemsAtOnceWithLineAndColumn() {
        String toml = """
                domian = "example.org"
                [listen]
                smtp = "25"
                imaps = "127.0.0.1:99999"
                [limits]
                recipients = "many"
                message_bytes = 3
                """;

        assertThatThrownBy(() -> ConfigurationFile.parse(toml, DATA))
                .isInstanceOf(ConfigurationProblems.class)
                .hasMessageContaining("line 1, column 1: domian: no such setting; did you mean domain?")
                .hasMessageContaining("the mail domain is missing")
                .hasMessageContaining("line 3, column 1: listen.smtp: expected address:port")
                .hasMessageContaining("line 4, column 1: listen.imaps: a port is a number from 0 to 65535: 99999")
                .hasMessageContaining("line 6, column 1: limits.recipients: expected a whole number")
                .hasMessageContaining("line 7, column 1: limits.message_bytes: expected a number from 1024 to");
    }

    @Test
    void tellsWhereTheTextIsNoToml() {
        assertThatThrownBy(() -> ConfigurationFile.parse("domain = example.org", DATA))
                .hasMessageContaining("line 1, column 10");
    }

    @Test
    void wantsTheAuthorityToBeReachedWithoutTls() {
        assertThatThrownBy(() -> ConfigurationFile.parse(
                        "domain = \"example.org\"\n[authority]\nurl = \"https://pki.example.org\"", DATA))
                .hasMessageContaining("http://");
    }
}
