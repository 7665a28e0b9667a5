package org.sealpost.protocols.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.TemplateGrant;

/** EST as curl and OpenSSL speak it. */
class EstServiceTest {
    private static final String CURL = "curl -sS --cacert root.pem -H 'Content-Type: application/pkcs10'";
    private static final String ENROLL = CURL
            + " -w '%{http_code}' -u ann@example.org:secret --data-binary @ann.p10 -o ann.p7 $EST/MailSign/simpleenroll";
    private static final String READ =
            "base64 -di ann.p7 | openssl pkcs7 -inform DER -print_certs | openssl x509 -out ann.pem;"
                    + " openssl x509 -in ann.pem -noout -subject -ext subjectAltName";

    @TempDir
    private Path folder = Path.of("");

    private TrialOffice office = null_();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T null_() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        office = new TrialOffice(folder);
        request("ann", "/CN=whoever she says");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void request(String file, String subject) throws IOException {
        office.run("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + file
                + ".key -subj '" + subject + "' -outform DER | base64 > " + file + ".p10");
    }

    @Test
    void anybodyGetsTheCertificatesOfTheAuthority() throws IOException {
        String said = office.run(CURL + " $EST/cacerts | base64 -di | openssl pkcs7 -inform DER -print_certs -noout");

        assertThat(said).contains("example.org Issuing CA").contains("example.org Root CA");
    }

    @Test
    void aClientLearnsWhichKeyToMake() throws IOException {
        assertThat(office.run(CURL + " $EST/MailSign/csrattrs | base64 -di | openssl asn1parse -inform DER"))
                .contains("id-ecPublicKey")
                .contains("prime256v1");
        assertThat(office.run(CURL + " $EST/MailUser/csrattrs | base64 -di | openssl asn1parse -inform DER"))
                .contains("rsaEncryption")
                .contains("0C00");
        assertThat(office.run(CURL + " -o /dev/null -w '%{http_code}' $EST/csrattrs"))
                .isEqualTo("204");
    }

    @Test
    void whoLogsInGetsACertificateWithTheNamesOfTheDirectory() throws IOException {
        assertThat(office.run(ENROLL)).isEqualTo("200");

        assertThat(office.run(READ)).contains("email:ann@example.org").doesNotContain("whoever");
        assertThat(office.run("openssl verify -CAfile root.pem -untrusted issuing.pem ann.pem"))
                .contains("ann.pem: OK");
    }

    @Test
    void theSameRequestAgainBringsTheSameCertificate() throws IOException {
        office.run(ENROLL + "; cp ann.p7 first.p7");

        office.run(ENROLL);

        assertThat(office.run("cmp ann.p7 first.p7 && echo same")).isEqualTo("same\n");
    }

    @Test
    void aWrongPasswordIsRefused() throws IOException {
        String said =
                office.run(CURL + " -i -u ann@example.org:wrong --data-binary @ann.p10 $EST/MailSign/simpleenroll");

        assertThat(said).contains("401").containsIgnoringCase("WWW-Authenticate: Basic");
        assertThat(office.book.held("ann@example.org")).isEmpty();
    }

    @Test
    void whoLacksARightIsToldWhich() throws IOException {
        String said = office.run(
                CURL
                        + " -w '%{http_code}' -u ann@example.org:secret --data-binary @ann.p10 $EST/EnrollmentAgent/simpleenroll");

        assertThat(said).contains("ann@example.org").contains("EnrollmentAgent").endsWith("403");
        assertThat(office.book.held("ann@example.org")).isEmpty();
    }

    @Test
    void aTemplateMustBeNamedWhereSeveralAreOpen() throws IOException {
        String said = office.run(
                CURL + " -w '%{http_code}' -u ann@example.org:secret --data-binary @ann.p10 $EST/simpleenroll");

        assertThat(said).contains("MailSign").contains("MailUser").endsWith("400");
    }

    @Test
    void aForgedRequestIsRefused() throws IOException {
        office.run("base64 -di ann.p10 > ann.der; python3 -c \"d = bytearray(open('ann.der', 'rb').read()); d[-1] ^= 1;"
                + " open('ann.der', 'wb').write(d)\"; base64 ann.der > ann.p10");

        assertThat(office.run(ENROLL)).isEqualTo("400");
        assertThat(office.run("cat ann.p7")).contains("PKCS #10");
    }

    @Test
    void whatNeedsConsentWaitsAndIsThenGiven() throws IOException {
        office.template("MailSign", "Consented", Map.of("manager-approval", "yes"));
        String ask = ENROLL.replace("MailSign", "Consented");

        String first = office.run(ask + " -D -");
        String id = office.desk.pending(10).getFirst().id();
        assertThat(first).contains("202").containsIgnoringCase("Retry-After");
        assertThat(office.run("cat ann.p7")).contains(id);
        assertThat(office.run(ask)).as("not yet").isEqualTo("202");
        assertThat(office.desk.pending(10)).hasSize(1);

        office.desk.approve(id, "test", "");

        assertThat(office.run(ask)).isEqualTo("200");
        assertThat(office.run(READ)).contains("email:ann@example.org");
    }

    @Test
    void theOldCertificateRenews() throws IOException {
        office.run(ENROLL + ";" + READ);
        request("new", "/CN=Ann");
        String renew = CURL + " -w '%{http_code}' --cert ann.pem --key ann.key --data-binary @new.p10 -o new.p7"
                + " $EST/simplereenroll";

        assertThat(office.run(renew)).isEqualTo("200");

        assertThat(office.book.held("ann@example.org")).hasSize(2);
        assertThat(office.run(CURL + " -w '%{http_code}' -u ann@example.org:secret --data-binary @new.p10"
                        + " $EST/MailSign/simplereenroll"))
                .as("a password does not renew")
                .endsWith("403");
    }

    @Test
    void aRevokedCertificateOpensNothing() throws IOException {
        office.run(ENROLL + ";" + READ);
        String fingerprint = office.book
                .held("ann@example.org")
                .getFirst()
                .certificate()
                .facts()
                .fingerprint();
        office.book
                .revoking(fingerprint, RevocationReason.KEY_COMPROMISE, java.time.Instant.now())
                .makeNow();
        request("new", "/CN=Ann");

        String said = office.run(CURL
                + " --cert ann.pem --key ann.key --data-binary @new.p10 $EST/MailSign/simplereenroll || echo refused");

        assertThat(said).contains("refused");
        assertThat(office.book.held("ann@example.org")).hasSize(1);
    }

    @Test
    void aDeviceGetsAKeyMadeHereIfTheTemplateLetsKeysGo() throws IOException {
        String ask = CURL + " -w '%{http_code}' -u ann@example.org:secret --data-binary @ann.p10 $EST/";

        String made = office.run(ask + "MailEncrypt/serverkeygen | tee made | tail -c 3; sed -n"
                + " '/pkcs8/,/--sealpost/p' made | grep -v ':\\|--' | base64 -di | openssl pkey -inform DER -pubout -out a;"
                + " sed -n '/pkcs7/,/--sealpost/p' made | grep -v ':\\|--' | base64 -di | openssl pkcs7 -inform DER"
                + " -print_certs | openssl x509 -noout -pubkey > b; cmp a b && echo ' fits'");

        assertThat(made).isEqualTo("200 fits\n");
        String keyId = office.book.held("ann@example.org").getFirst().keyId();
        assertThat(office.keys.find(keyId)).as("its template wants it archived").isPresent();
        assertThat(office.run(ask + "SmartCardUser/serverkeygen"))
                .contains("do not leave")
                .endsWith("403");
    }

    @Test
    void anAgentAsksForOthersOnlyWhereTheTemplateWantsItsSignature() throws IOException {
        office.templates.grant("EnrollmentAgent", TemplateGrant.parse("user ann@example.org: read enroll"), "test");
        String agent = ENROLL.replace("MailSign", "EnrollmentAgent");
        office.run(agent);
        office.desk.approve(office.desk.pending(1).getFirst().id(), "test", "");
        office.run(agent + ";" + READ);
        request("bob", "/CN=bob@example.org");
        String ask = CURL + " -w '%{http_code}' --cert ann.pem --key ann.key --data-binary @bob.p10 -o bob.p7 $EST/";

        assertThat(office.run(ask + "MailSign/simpleenroll")).isEqualTo("403");
        assertThat(office.run("cat bob.p7")).contains("enrolment agent");

        office.template("SmartCardUser", "Deputy", Map.of("authorized-signatures", "1"));

        assertThat(office.run(ask + "Deputy/simpleenroll")).isEqualTo("200");
        assertThat(office.book.held("bob@example.org")).hasSize(1);
        assertThat(office.run("base64 -di bob.p7 | openssl pkcs7 -inform DER -print_certs | openssl x509 -noout -ext"
                        + " subjectAltName"))
                .contains("bob@example.org");
    }

    @Test
    void theTemplateMayStandInTheRequest() throws IOException {
        office.run("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ann.key -subj /CN=x"
                + " -addext 1.3.6.1.4.1.311.20.2=ASN1:BMP:MailSign -outform DER | base64 > ann.p10");

        assertThat(office.run(ENROLL.replace("/MailSign/", "/"))).isEqualTo("200");

        assertThat(office.book
                        .held("ann@example.org")
                        .getFirst()
                        .certificate()
                        .facts()
                        .template())
                .isEqualTo("MailSign");
    }

    @Test
    void aFullRequestSignedByTheOldCertificateRenewsIt() throws IOException {
        office.run(ENROLL + ";" + READ);
        request("new", "/CN=Ann");
        office.run(
                "base64 -di new.p10 > new.der; openssl cms -sign -binary -nodetach -in new.der -signer ann.pem -inkey"
                        + " ann.key -outform DER | base64 > new.cms");
        String ask = CURL + " -w '%{http_code}' --data-binary @new.cms -o new.p7 $EST/MailSign/";

        assertThat(office.run(ask + "fullcmc -u bob@example.org:hidden"))
                .as("of somebody else")
                .isEqualTo("403");
        assertThat(office.run(ask + "simpleenroll -u ann@example.org:secret")).isEqualTo("400");
        assertThat(office.run(ask + "fullcmc -u ann@example.org:secret")).isEqualTo("200");

        assertThat(office.run(
                        "base64 -di new.p7 | openssl cms -verify -purpose any -inform DER -CAfile root.pem -out body &&"
                                + " openssl asn1parse -inform DER -in body"))
                .contains("Issued");
        assertThat(office.book.held("ann@example.org")).hasSize(2);
    }
}
