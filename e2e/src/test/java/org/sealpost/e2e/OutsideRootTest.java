package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** A server whose root lies elsewhere: it runs, waits, and goes on when the certificate comes. */
class OutsideRootTest {
    @Test
    void peopleWhoCameMeanwhileGetTheirCertificatesWhenTheAuthorityHasItsOwn() throws IOException {
        Path data = TestFolders.make("e2e");
        Files.writeString(data.resolve("sealpost.toml"), Demo.toml() + "root = \"outside\"\n");
        try (Demo demo = Demo.at(data)) {
            assertThat(Files.readString(data.resolve("server.log")))
                    .contains("sealpost ca install issuing issuing.cer");
            assertThat(demo.done("explain", "--from", "alice", "--to", "bob"))
                    .contains("No usable certificate is known");
            assertThat(handshake(demo, "")).contains("Interim certificate");
            Path folder = Files.createDirectories(data.resolve("other-machine"));
            Run signed = Run.of("sh", "-e", "-c", """
                    cd "$1"
                    openssl req -x509 -newkey rsa:3072 -nodes -keyout corp.key -out corp.pem -subj '/O=Corp/CN=Corp Root' \\
                        -days 3000 -addext keyUsage=critical,keyCertSign,cRLSign
                    printf '%s\\n' '[ca]' basicConstraints=critical,CA:TRUE,pathlen:0 keyUsage=critical,keyCertSign,cRLSign \\
                        subjectKeyIdentifier=hash authorityKeyIdentifier=keyid > ext.cnf
                    openssl x509 -req -in ../issuing.csr -CA corp.pem -CAkey corp.key -CAcreateserial -days 1800 \\
                        -out issuing.pem -extfile ext.cnf -extensions ca
                    """, "sh", folder.toString());
            assertThat(signed.exit()).as(signed.text()).isZero();

            demo.done("ca", "install", "issuing", folder + "/issuing.pem", "--chain", folder + "/corp.pem");
            demo.done("enroll", "now");

            assertThat(demo.done("explain", "--from", "alice", "--to", "bob")).contains("encrypted");
            assertThat(handshake(
                            demo, "-CAfile " + folder + "/corp.pem -verify_return_error -verify_hostname localhost"))
                    .contains("Verify return code: 0 (ok)");
            assertThat(demo.ca()).hasSameTextualContentAs(folder.resolve("corp.pem"));
        }
    }

    private static String handshake(Demo demo, String options) {
        return Run.of("sh", "-c", "openssl s_client -connect " + demo.door("imaps") + " " + options + " </dev/null")
                .text();
    }
}
