package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.testkit.FreePort;
import org.sealpost.testkit.Pebble;

/** The whole server and a public authority (ACME), as an administrator meets them. */
class PublicCertificateTest {
    private static final String NAME = "mail.sealpost.example";

    @TempDir
    private Path folder = Path.of("");

    private static String shown(Demo demo, String name) {
        return Run.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect localhost:" + demo.port("imaps") + " -servername " + name
                                + " </dev/null 2>/dev/null | openssl x509 -noout -issuer -ext subjectAltName")
                .text();
    }

    @Test
    void theServerGetsItsPublicCertificateOnceTheAuthorityAnswers() throws IOException {
        int port = FreePort.find();
        Pebble.makeRoot(folder);
        Demo demo = Demo.start(
                "tls.acme = \"" + Pebble.directory(port) + "\"",
                "tls.acme_terms_agreed = true",
                "tls.acme_names = \"" + NAME + "\"",
                "tls.acme_root = \"" + Pebble.root(folder) + "\"");
        try {
            assertThat(demo.mistake("tls", "renew")).contains("gave none");
            assertThat(demo.done("tls", "show")).contains("WAIT").contains("last failure");
            assertThat(shown(demo, NAME)).contains("Issuing CA");

            try (Pebble pebble = new Pebble(folder, port, demo.port("pki"))) {
                assertThat(demo.done("tls", "renew")).contains("is good until");
                assertThat(demo.done("tls", "show")).contains(pebble.directory());
            }

            assertThat(shown(demo, NAME)).contains("Pebble").contains(NAME);
            assertThat(shown(demo, "localhost"))
                    .as("other names are the own authority's")
                    .contains("Issuing CA");
            assertThat(demo.done("audit", "show", NAME))
                    .contains("gave no certificate")
                    .contains("issue");
        } finally {
            demo.close();
        }
    }
}
