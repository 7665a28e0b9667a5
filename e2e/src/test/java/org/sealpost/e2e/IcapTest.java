package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.Clamd;
import org.sealpost.testkit.IcapServer;

/** A scanner that speaks ICAP, as the only one: Debian's c-icap. */
class IcapTest {
    @SuppressWarnings("try") // It goes away while it is needed.
    @Test
    void harmfulMailIsPutAsideWholeAndTheDoctorKnowsWhetherTheScannerFindsAnything() throws IOException {
        try (Clamd clamd = Clamd.start();
                IcapServer server = IcapServer.start(clamd);
                Demo demo = Demo.start("[inspection]", "icap = \"" + server.place("virus_scan") + "\"")) {
            int before = demo.count("bob");

            Run harmful = demo.submit("alice", List.of(Demo.address("bob")), "--body", "see " + Clamd.EICAR);
            Run harmless = demo.submit("alice", List.of(Demo.address("bob")), "--body", "all is well");

            assertThat(harmful.exit()).as(harmful.text()).isZero();
            assertThat(harmless.exit()).as(harmless.text()).isZero();
            assertThat(new String(demo.newest("bob", before + 1), java.nio.charset.StandardCharsets.UTF_8))
                    .contains("all is well");
            assertThat(demo.json("quarantine", "list"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.get("why").asText()).contains("ICAP", "EICAR"));
            assertThat(demo.ask("doctor", "--json").text()).contains("SP-INS-004", "found the test file");

            clamd.close();
            assertThat(demo.ask("doctor").text()).contains("given a test file: ");
        }
        try (Clamd clamd = Clamd.start();
                IcapServer server = IcapServer.start(clamd);
                Demo demo = Demo.start("[inspection]", "icap = \"" + server.place("echo") + "\"")) {
            assertThat(demo.ask("doctor").text()).contains("does not find the harmless test file");
        }
    }
}
