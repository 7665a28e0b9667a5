package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What belongs into the DNS, taken into a name server as it is printed. */
class OwnZoneTest {
    @Test
    void whatIsPrintedIsAZoneAndIsFoundOnceItIsPublished() {
        try (NameServer names = new NameServer();
                Demo demo = Demo.startAsking(names)) {
            demo.done("domain", "dkim", "sealpost.example");
            demo.done("domain", "relay", "inner.example", "--to", "mail.inner.example");
            assertThat(states(demo)).hasSize(13).containsOnly("missing");

            String zone = demo.done("dns");
            zone.lines().filter(line -> !line.startsWith(";")).forEach(names::add);

            assertThat(states(demo)).as(demo.done("dns")).containsOnly("published");
            assertThat(zone)
                    .contains(
                            "sealpost.example. IN MX 10 localhost.",
                            "inner.example. IN MX 10 localhost.",
                            "_dmarc.sealpost.example. IN TXT \"v=DMARC1;",
                            "_smtp._tls.inner.example. IN TXT \"v=TLSRPTv1; rua=mailto:postmaster@sealpost.example\"",
                            "_imaps._tcp.sealpost.example. IN SRV 0 1 993 localhost.",
                            "_25._tcp.localhost. IN TLSA 3 1 1 ")
                    .doesNotContain("_imaps._tcp.inner.example");
        }
    }

    @Test
    void whatElseStandsThereIsShown() {
        try (NameServer names = new NameServer();
                Demo demo = Demo.startAsking(names)) {
            names.add("sealpost.example. 5 IN MX 10 mail.elsewhere.example.");
            names.add("sealpost.example. 5 IN TXT \"v=spf1 a -all\"");
            names.add("_dmarc.sealpost.example. 5 IN TXT \"v=DMARC1; p=none\"");
            names.add("_dmarc.sealpost.example. 5 IN TXT \"v=DMARC1; p=reject\"");

            String told = demo.done("dns", "sealpost.example");

            assertThat(told)
                    .contains(
                            "; mail for the domain comes here: DIFFERENT",
                            ";   found: 10 mail.elsewhere.example.",
                            "; who may send for the domain (SPF): ok",
                            "; what others do with forged mail (DMARC): DIFFERENT");
            assertThat(demo.mistake("dns", "other.example")).contains("is not one of our domains");
        }
    }

    private static List<String> states(Demo demo) {
        List<String> states = new ArrayList<>();
        for (JsonNode one : demo.json("dns")) {
            states.add(one.get("state").asText());
        }
        return states;
    }
}
