package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/enrolment.md, against the whole server. */
class EnrolmentDoorsTest {
    private static final Demo DEMO = Demo.start();
    private static final String READ =
            " | base64 -di | openssl pkcs7 -inform DER -print_certs | openssl x509 -noout -ext" + " subjectAltName";

    @TempDir
    private Path folder = Path.of("");

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    private String shell(String command) {
        return Run.of("sh", "-c", "cd " + folder + " && " + command).text();
    }

    @Test
    void aDeviceGetsACertificateOverHttpsWithThePasswordOfItsOwner() {
        shell("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout k -subj /CN=x -outform DER |"
                + " base64 > p10");

        String said = shell("curl -s --cacert " + DEMO.ca() + " -u " + Demo.address("alice") + ":"
                + DEMO.password("alice") + " --data-binary @p10 https://localhost:" + DEMO.port("enroll")
                + "/.well-known/est/MailSign/simpleenroll" + READ);

        assertThat(said).contains("email:" + Demo.address("alice"));
        assertThat(DEMO.done("cert", "list", "alice")).contains("EC-P256");
    }

    @Test
    void aDeviceGetsACertificateWithASecret() {
        JsonNode secret = DEMO.json("enroll", "secret", "bob", "--template", "MailSign");

        String said =
                shell("openssl ecparam -name prime256v1 -genkey -noout -out k && openssl cmp -cmd ir -server localhost:"
                        + DEMO.port("pki") + " -path .well-known/cmp -recipient /CN=any -ref "
                        + secret.get("reference").asText() + " -secret pass:"
                        + secret.get("secret").asText()
                        + " -newkey k -subject /CN=any -certout c; openssl x509 -in c -noout -ext subjectAltName");

        assertThat(said).contains("email:" + Demo.address("bob"));
        assertThat(DEMO.mistake("enroll", "secret", "nobody", "--template", "MailSign"))
                .contains("nobody");
        assertThat(DEMO.mistake("enroll", "secret", "bob", "--template", "NoSuch"))
                .contains("NoSuch");
    }

    @Test
    void keysLeaveInAFileThatOnlyItsOwnerReads() {
        Path file = folder.resolve("alice.p12");

        String password = DEMO.takeKeys("alice", file);

        assertThat(shell("openssl pkcs12 -in alice.p12 -nodes -passin pass:" + password))
                .contains("BEGIN PRIVATE KEY")
                .contains("Root CA");
        assertThat(shell("stat -c %a alice.p12")).isEqualTo("600\n");
        assertThat(DEMO.mistake("cert", "export", "alice", "--out", file.toString()))
                .contains("already");
        assertThat(DEMO.done("audit", "show", Demo.address("alice"))).contains("given out as PKCS #12");
    }

    @Test
    void anIphoneGetsItsMailAccountWithItsKeysInOneFile() {
        String said = DEMO.done(
                "cert",
                "profile",
                "alice",
                "--out",
                folder.resolve("alice.mobileconfig").toString());

        String password = said.substring(said.indexOf("password: ") + 10).strip();
        assertThat(shell("openssl cms -verify -purpose any -inform DER -in alice.mobileconfig -CAfile " + DEMO.ca()
                        + " -out alice.plist 2>&1; stat -c %a alice.mobileconfig"))
                .contains("successful")
                .endsWith("600\n");
        String parts = shell("""
                python3 - <<'END'
                import plistlib
                profile = plistlib.load(open('alice.plist', 'rb'))
                parts = {part['PayloadUUID']: part for part in profile['PayloadContent']}
                assert len(parts) == len(profile['PayloadContent'])
                mail = [part for part in parts.values() if part['PayloadType'] == 'com.apple.mail.managed'][0]
                print('types', sorted({part['PayloadType'] for part in parts.values()}))
                print('address', mail['EmailAddress'], mail['IncomingMailServerUseSSL'], mail['OutgoingMailServerUseSSL'])
                for use in ('Signing', 'Encryption'):
                    assert mail['SMIME' + use + 'Enabled'] is True
                    identity = parts[mail['SMIME' + use + 'CertificateUUID']]
                    assert identity['PayloadType'] == 'com.apple.security.pkcs12'
                    assert 'Password' not in identity
                    open(use + '.p12', 'wb').write(identity['PayloadContent'])
                roots = [part for part in parts.values() if part['PayloadType'] == 'com.apple.security.root']
                open('root.der', 'wb').write(roots[0]['PayloadContent'])
                END""");
        assertThat(parts)
                .contains("com.apple.security.root")
                .contains("address " + Demo.address("alice") + " True True");
        assertThat(shell("openssl x509 -inform DER -in root.der -outform PEM | cmp - " + DEMO.ca() + " && echo same"))
                .isEqualTo("same\n");
        assertThat(shell("openssl pkcs12 -legacy -in Encryption.p12 -nodes -passin pass:" + password
                        + " | openssl x509 -noout -email"))
                .contains(Demo.address("alice"));
        assertThat(DEMO.done("audit", "show", Demo.address("alice"))).contains("given out as Apple profile");
    }

    @Test
    void windowsIsToldTheTemplates() {
        String soap = "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\""
                + " xmlns:a=\"http://www.w3.org/2005/08/addressing\"><s:Header><a:Action>"
                + "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPolicies</a:Action>"
                + "</s:Header><s:Body><GetPolicies"
                + " xmlns=\"http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy\"/></s:Body></s:Envelope>";

        String said = shell("curl -s --cacert " + DEMO.ca() + " -u " + Demo.address("alice") + ":"
                + DEMO.password("alice") + " --data-binary '" + soap + "' https://localhost:" + DEMO.port("enroll")
                + "/ADPolicyProvider_CEP_UsernamePassword/service.svc/CEP");

        assertThat(said).contains("<commonName>MailSign</commonName>").contains("/service.svc/CES");
    }

    @Test
    void theServerSaysWhereItsCertificateComesFrom() {
        assertThat(DEMO.done("tls", "show")).contains("No public authority is configured");
    }

    @Test
    void requestsThatDoNotWaitCannotBeSigned() {
        assertThat(DEMO.mistake("enroll", "text", "nosuch")).contains("nosuch");
        assertThat(DEMO.mistake(
                        "enroll", "sign", "nosuch", "--signature", DEMO.ca().toString()))
                .contains("nosuch");
    }
}
