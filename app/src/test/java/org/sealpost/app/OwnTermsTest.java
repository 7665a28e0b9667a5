package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.protocols.dns.WantedRecord;

/** What our domains announce of their policy. */
class OwnTermsTest {
    private static final Domain DOMAIN = new Domain("example.org");

    @Test
    void theIdChangesWithThePolicyAndOnlyWithIt() throws Exception {
        StsTerms enforced = policy("mode = \"enforce\"").of(DOMAIN);
        StsTerms again = policy("mode = \"enforce\"").of(DOMAIN);
        StsTerms testing = policy("mode = \"testing\"").of(DOMAIN);
        StsTerms elsewhere =
                policy("mode = \"enforce\"\nhosts = \"mx.example.org\"").of(DOMAIN);

        assertThat(again.id()).isEqualTo(enforced.id()).matches("[A-Za-z0-9]{1,32}");
        assertThat(Set.of(enforced.id(), testing.id(), elsewhere.id())).hasSize(3);
        assertThat(StsTerms.read(DOMAIN, enforced.id(), enforced.text(), enforced.fetchedAt()))
                .isEqualTo(enforced);
        assertThat(policy("mode = \"enforce\"").records(DOMAIN).stream().map(WantedRecord::line))
                .containsExactly(
                        "_mta-sts.example.org. IN TXT \"v=STSv1; id=" + enforced.id() + "\"",
                        "mta-sts.example.org. IN CNAME mail.example.org.");
    }

    @Test
    void tellsWhatOthersGetInsteadOfThePolicy() throws Exception {
        OwnTerms policy = policy("mode = \"enforce\"");
        String text = policy.of(DOMAIN).text();

        assertThat(policy.trouble(DOMAIN, domain -> text)).isEmpty();
        assertThat(policy.trouble(DOMAIN, domain -> text.replace("enforce", "testing")))
                .startsWith("it says something else: version: STSv1, mode: testing, mx: mail.example.org");
        assertThat(policy.trouble(DOMAIN, domain -> "<html>")).startsWith("it cannot be had: it has a line");
        assertThat(policy.trouble(DOMAIN, domain -> {
                    throw new java.io.IOException("no route");
                }))
                .isEqualTo("it cannot be had: no route");
    }

    @Test
    void tellsThatOthersWouldNotBelieveTheServer() throws Exception {
        assertThat(policy("mode = \"enforce\"").doubt(Set.of("www.example.org")))
                .contains("no certificate of a public");
        assertThat(policy("mode = \"enforce\"").doubt(Set.of("mail.example.org")))
                .isEmpty();
        assertThat(policy("mode = \"none\"").doubt(Set.of())).isEmpty();
    }

    private static OwnTerms policy(String lines) throws Exception {
        Path data = TrialHouse.newFolder("policy");
        Files.writeString(data.resolve("sealpost.toml"), "domain = \"example.org\"\n[mta_sts]\n" + lines + "\n");
        return new OwnTerms(ConfigurationFile.read(data));
    }
}
