package org.sealpost.protocols.windows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.enrollment.AgentSignatures;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.TemplateGrant;
import org.sealpost.protocols.enroll.TrialOffice;
import org.w3c.dom.Element;

/**
 * Windows' enrolment, spoken as the specifications say: there is no Windows here, and no other client that speaks all of it.
 * The requests for certificates are made, and the answers taken apart, by OpenSSL.
 */
class WindowsEnrollmentTest {
    private static final String ANN = WindowsMessages.password("ann@example.org", "secret");
    private static final String BOB = WindowsMessages.password("bob@example.org", "hidden");
    private static final String POLICY = "/ADPolicyProvider_CEP_UsernamePassword/service.svc/CEP";
    private static final String TOKEN = "/Sealpost_CES_UsernamePassword/service.svc/CES";
    private static final String SIGNED_TOKEN = "/Sealpost_CES_Certificate/service.svc/CES";
    private static final Pattern ARC = Pattern.compile("1\\.3\\.6\\.1\\.4\\.1\\.311\\.21\\.8((?:\\.\\d+){8})");

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
    }

    @AfterEach
    void close() {
        office.close();
    }

    private String post(String path, String message) throws IOException {
        Files.writeString(folder.resolve("message.xml"), message);
        return office.run(
                "curl -sS --cacert root.pem -w '%{http_code}' -H 'Content-Type: application/soap+xml; charset=utf-8'"
                        + " --data-binary @message.xml $DOOR" + path);
    }

    private static Element parse(String answer) throws SoapFailure {
        return SoapRequest.read(answer.substring(0, answer.length() - 3).getBytes(StandardCharsets.UTF_8))
                .payload();
    }

    /** A request for a key on a curve, made by OpenSSL; {@code template} as the name of a template in the form of Windows 2000. */
    private byte[] request(String name, String template) throws IOException {
        office.run("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout " + name
                + ".key -subj /CN=" + name + " -addext 1.3.6.1.4.1.311.20.2=ASN1:BMP:" + template
                + " -outform DER -out "
                + name + ".p10");
        return Files.readAllBytes(folder.resolve(name + ".p10"));
    }

    /** Writes the certificate and the full response of an answer into files. */
    private void keep(String answer, String name) throws IOException {
        assertThat(answer).endsWith("200");
        Matcher tokens = Pattern.compile("<BinarySecurityToken[^>]*>([^<]*)<").matcher(answer);
        for (String end : List.of(".p7", ".der")) {
            assertThat(tokens.find()).as(answer).isTrue();
            Files.write(folder.resolve(name + end), Base64.getDecoder().decode(tokens.group(1)));
        }
        office.run("openssl x509 -inform DER -in " + name + ".der -out " + name + ".pem");
    }

    private X509Certificate certificate(String name) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(folder.resolve(name + ".der"))));
    }

    private PrivateKey key(String name, String algorithm) throws Exception {
        office.run("openssl pkcs8 -topk8 -nocrypt -in " + name + ".key -outform DER -out " + name + ".p8");
        return KeyFactory.getInstance(algorithm)
                .generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(folder.resolve(name + ".p8"))));
    }

    private void sign(String signer, String name, String more) throws IOException {
        assertThat(office.run(
                        "openssl cms -sign -binary -nodetach -in " + name + ".p10 -signer " + signer + ".pem -inkey "
                                + signer + ".key -outform DER -out " + name + ".p10s " + more + " && echo done"))
                .endsWith("done\n");
    }

    private byte[] read(String file) throws IOException {
        return Files.readAllBytes(folder.resolve(file));
    }

    @Test
    void windowsIsToldWhichTemplatesThereAreWithEverythingItAsksFor() throws Exception {
        String answer = post(POLICY, WindowsMessages.getPolicies(ANN));

        assertThat(answer).endsWith("200").contains("RelatesTo>urn:uuid:5a1c2b9e");
        Element policies = parse(answer);
        PolicyShape.check(policies);
        assertThat(PolicyShape.texts(policies, "commonName"))
                .contains("MailSign", "MailUser", "SmartCardUser")
                .doesNotContain("Computer", "EnrollmentAgent");
        Element sign = PolicyShape.policy(policies, "MailSign");
        assertThat(PolicyShape.text(sign, "enroll")).isEqualTo("true");
        assertThat(PolicyShape.text(sign, "autoEnroll")).isEqualTo("true");
        assertThat(PolicyShape.text(sign, "minimalKeyLength")).isEqualTo("256");
        assertThat(PolicyShape.text(sign, "subjectNameFlags"))
                .as("common name and mail in the subject, mail in the names, nothing from the client")
                .isEqualTo(String.valueOf(0x64000000L));
        Element user = PolicyShape.policy(policies, "MailUser");
        assertThat(PolicyShape.text(user, "autoEnroll"))
                .as("its keys are archived, so they are made here")
                .isEqualTo("false");
        assertThat(PolicyShape.text(user, "privateKeyFlags")).isEqualTo("16");
        assertThat(answer).contains("https://localhost:").contains(TOKEN).contains(SIGNED_TOKEN);
    }

    @Test
    void templatesHaveIdentifiersThatWindowsCanRead() throws Exception {
        String answer = post(POLICY, WindowsMessages.getPolicies(ANN));

        List<String> arcs =
                ARC.matcher(answer).results().map(found -> found.group(1)).toList();
        assertThat(arcs).hasSizeGreaterThan(3).doesNotHaveDuplicates();
        assertThat(arcs.stream().flatMap(all -> Arrays.stream(all.substring(1).split("\\.", -1))))
                .allSatisfy(arc -> assertThat(Long.parseLong(arc)).isLessThan(1 << 28));
        String again = post(POLICY, WindowsMessages.getPolicies(BOB));
        assertThat(ARC.matcher(again).results().map(found -> found.group(1)).toList())
                .as("the same for everybody")
                .containsAll(arcs);
    }

    @Test
    void aFilterLeavesOneTemplate() throws Exception {
        String identifier = office.authority.templateIdentifier("MailSign");
        String filtered = WindowsMessages.getPolicies(ANN)
                .replace(
                        "<requestFilter xsi:nil=\"true\"></requestFilter>",
                        "<requestFilter><policyOIDs><oid>" + identifier + "</oid></policyOIDs></requestFilter>");

        Element policies = parse(post(POLICY, filtered));

        assertThat(PolicyShape.texts(policies, "commonName")).containsExactly("MailSign");
    }

    @Test
    void aWrongPasswordIsAFault() throws IOException {
        String answer = post(POLICY, WindowsMessages.getPolicies(WindowsMessages.password("ann@example.org", "wrong")));

        assertThat(answer).endsWith("500").contains("FailedAuthentication").contains("s:Sender");
    }

    @Test
    void aRequestIsAnsweredByTheCertificateAndAFullResponse() throws IOException {
        String answer = post(TOKEN, WindowsMessages.issue(ANN, request("ann", "MailSign")));

        assertThat(answer).contains(">Issued<");
        keep(answer, "ann");
        assertThat(office.run("openssl verify -CAfile root.pem -untrusted issuing.pem ann.pem"))
                .contains("OK");
        assertThat(office.run("openssl x509 -in ann.pem -noout -ext subjectAltName"))
                .contains("ann@example.org");
        assertThat(office.run(
                        "openssl cms -verify -purpose any -inform DER -in ann.p7 -CAfile root.pem -out response && "
                                + "openssl asn1parse -inform DER -in response; openssl x509 -in ann.pem -noout -fingerprint -sha1"
                                + " | tr -d ':'"))
                .contains("Issued")
                .contains("1.3.6.1.4.1.311.21.17")
                .satisfies(said -> {
                    String hash = said.substring(said.lastIndexOf('=') + 1).strip();
                    assertThat(said).contains("[HEX DUMP]:" + hash);
                });
        assertThat(office.run("openssl x509 -in ann.pem -outform DER | openssl asn1parse -inform DER"))
                .as("the template stands in the certificate")
                .contains("1.3.6.1.4.1.311.21.7");
    }

    @Test
    void theTemplateMayBeNamedByItsIdentifierOrBesideTheRequest() throws IOException {
        office.run("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout id.key -subj /CN=x"
                + " -addext 1.3.6.1.4.1.311.21.7=ASN1:SEQUENCE:t -config ext.cnf -outform DER -out id.p10");
        Files.writeString(folder.resolve("ext.cnf"), """
                [req]
                distinguished_name = n
                req_extensions = e
                [n]
                [e]
                1.3.6.1.4.1.311.21.7 = ASN1:SEQUENCE:t
                [t]
                id = OID:%s
                major = INTEGER:1
                """.formatted(office.authority.templateIdentifier("MailSign")));
        office.run("openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout id.key -subj /CN=x"
                + " -config ext.cnf -outform DER -out id.p10; openssl req -new -newkey ec -pkeyopt"
                + " ec_paramgen_curve:P-256 -nodes -keyout no.key -subj /CN=x -outform DER -out no.p10");

        String byIdentifier = post(TOKEN, WindowsMessages.issue(ANN, read("id.p10")));
        String beside = post(TOKEN, WindowsMessages.issue(ANN, read("no.p10")).replace("</RequestSecurityToken>", """
                <AdditionalContext xmlns="http://schemas.xmlsoap.org/ws/2006/12/authorization">
                <ContextItem Name="CertificateTemplate"><Value>SmartCardUser</Value></ContextItem></AdditionalContext>
                </RequestSecurityToken>"""));

        keep(byIdentifier, "id");
        keep(beside, "no");
        assertThat(office.book.held("ann@example.org").stream()
                        .map(issued -> issued.certificate().facts().template()))
                .containsExactlyInAnyOrder("MailSign", "SmartCardUser");
    }

    @Test
    void aRefusalIsAFaultWithTheSentenceOfTheRuleAndTheNumberOfWindows() throws IOException {
        String answer = post(TOKEN, WindowsMessages.issue(ANN, request("ann", "EnrollmentAgent")));

        assertThat(answer)
                .endsWith("500")
                .contains("EnrollmentAgent")
                .contains("<ErrorCode>" + 0x80094012 + "</ErrorCode>")
                .contains("<InvalidRequest>true</InvalidRequest>");
        assertThat(office.book.held("ann@example.org")).isEmpty();
        assertThat(post(TOKEN, WindowsMessages.issue(ANN, request("ann", "NoSuchThing"))))
                .contains("NoSuchThing")
                .contains("<ErrorCode>" + 0x80094800 + "</ErrorCode>");
    }

    @Test
    void whatNeedsConsentIsPendingUntilItIsThere() throws IOException {
        office.template("MailSign", "Consented", Map.of("manager-approval", "yes"));

        String first = post(TOKEN, WindowsMessages.issue(ANN, request("ann", "Consented")));

        String id = office.desk.pending(10).getFirst().id();
        assertThat(first)
                .endsWith("200")
                .contains("waits for consent")
                .contains(">" + id + "<")
                .contains("<Reference URI=");
        assertThat(post(TOKEN, WindowsMessages.query(ANN, id))).contains("waits for consent");
        assertThat(post(TOKEN, WindowsMessages.query(BOB, id)))
                .as("nobody else's business")
                .endsWith("500");

        office.desk.approve(id, "test", "");

        keep(post(TOKEN, WindowsMessages.query(ANN, id)), "ann");
        assertThat(office.run("openssl x509 -in ann.pem -noout -ext subjectAltName"))
                .contains("ann@example.org");
    }

    @Test
    void aDeniedRequestIsAFaultThatSaysWhy() throws IOException {
        office.template("MailSign", "Consented", Map.of("manager-approval", "yes"));
        byte[] request = request("ann", "Consented");
        post(TOKEN, WindowsMessages.issue(ANN, request));
        String id = office.desk.pending(10).getFirst().id();

        office.desk.deny(id, "test", "not for you");

        assertThat(post(TOKEN, WindowsMessages.query(ANN, id)))
                .contains("not for you")
                .contains("<ErrorCode>" + 0x80094014 + "</ErrorCode>");
    }

    @Test
    void theOldCertificateSignsItsRenewal() throws Exception {
        keep(post(TOKEN, WindowsMessages.issue(ANN, request("ann", "MailSign"))), "ann");
        request("new", "MailSign");
        sign("ann", "new", "-md sha1");

        String answer = post(
                TOKEN,
                WindowsMessages.request(
                        ANN, "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Renew", read("new.p10s")));

        keep(answer, "new");
        assertThat(office.book.held("ann@example.org")).hasSize(2);
        assertThat(post(TOKEN, WindowsMessages.issue(BOB, read("new.p10s"))))
                .as("somebody else sends it")
                .endsWith("500")
                .contains("signed by");
        assertThat(post(
                        TOKEN,
                        WindowsMessages.request(
                                ANN,
                                "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Renew",
                                request("x", "MailSign"))))
                .as("nothing signed it")
                .contains("<ErrorCode>" + 0x8009400E + "</ErrorCode>");
    }

    @Test
    void aRevokedCertificateRenewsNothing() throws IOException {
        keep(post(TOKEN, WindowsMessages.issue(ANN, request("ann", "MailSign"))), "ann");
        request("new", "MailSign");
        sign("ann", "new", "");
        String fingerprint = office.book
                .held("ann@example.org")
                .getFirst()
                .certificate()
                .facts()
                .fingerprint();
        office.book
                .revoking(fingerprint, RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();

        assertThat(post(TOKEN, WindowsMessages.issue(ANN, read("new.p10s")))).endsWith("500");
        assertThat(office.book.held("ann@example.org")).hasSize(1);
    }

    @Test
    void aMessageSignedByTheOldCertificateNeedsNoPassword() throws Exception {
        office.run("openssl req -new -newkey rsa:3072 -nodes -keyout rsa.key -subj /CN=ann -addext"
                + " 1.3.6.1.4.1.311.20.2=ASN1:BMP:MailUser -outform DER -out rsa.p10");
        keep(post(TOKEN, WindowsMessages.issue(ANN, read("rsa.p10"))), "rsa");
        byte[] next = request("next", "MailSign");
        String message = WindowsMessages.issue(WindowsMessages.signature(Instant.now(), read("rsa.der")), next);
        PrivateKey key = key("rsa", "RSA");

        String signed = WindowsMessages.sign(message, key, certificate("rsa"), true, "_0", "_1");

        keep(post(SIGNED_TOKEN, signed), "next");
        assertThat(post(SIGNED_TOKEN, signed))
                .as("a second time")
                .endsWith("500")
                .contains("used before");
        String other = WindowsMessages.sign(message, key, certificate("rsa"), false, "_0", "_2");
        assertThat(post(SIGNED_TOKEN, other.replace("urn:uuid:5a1c", "urn:uuid:6b2d")))
                .as("a header that is not signed may differ")
                .endsWith("200");
    }

    @Test
    void aMessageThatWasChangedOrBentIsRefused() throws Exception {
        keep(post(TOKEN, WindowsMessages.issue(ANN, request("ann", "MailSign"))), "ann");
        PrivateKey key = key("ann", "EC");
        String now = WindowsMessages.getPolicies(WindowsMessages.signature(Instant.now(), read("ann.der")));
        String old = WindowsMessages.getPolicies(
                WindowsMessages.signature(Instant.now().minus(Duration.ofHours(1)), read("ann.der")));
        String good = WindowsMessages.sign(now, key, certificate("ann"), false, "_0", "_2");

        assertThat(post(POLICY, WindowsMessages.sign(old, key, certificate("ann"), false, "_0")))
                .contains("clocks");
        assertThat(post(POLICY, WindowsMessages.sign(now, key, certificate("ann"), false, "_2")))
                .as("the time is not signed")
                .contains("must cover the time");
        assertThat(post(POLICY, good.replace("0001-01-01", "0002-01-01")))
                .as("the body was changed")
                .contains("is not good");
        // The signed body moved into a header, another one in its place.
        String body = good.substring(good.indexOf("<s:Body"), good.indexOf("</s:Envelope>"));
        String wrapped = good.replace(body, body.replace("u:Id=\"_2\"", "").replace("0001-", "0003-"))
                .replace("</s:Header>", "<w xmlns=\"urn:w\">" + body + "</w></s:Header>");
        assertThat(post(POLICY, wrapped)).contains("out of place");
        String twice = good.replace("</s:Header>", body + "</s:Header>");
        assertThat(post(POLICY, twice)).endsWith("500").contains("one name");
        office.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout eve.key -subj /CN=ann"
                + " -addext keyUsage=digitalSignature -outform DER -out eve.der");
        String foreign = WindowsMessages.getPolicies(WindowsMessages.signature(Instant.now(), read("eve.der")));
        assertThat(post(POLICY, WindowsMessages.sign(foreign, key("eve", "EC"), certificate("eve"), false, "_0")))
                .contains("not a good one of this authority");
        assertThat(post(POLICY, good))
                .as("the good one was not used up by the bad ones")
                .endsWith("200");
    }

    @Test
    void anAgentSignsForOthers() throws IOException {
        office.templates.grant("EnrollmentAgent", TemplateGrant.parse("user ann@example.org: read enroll"), "test");
        office.template("SmartCardUser", "Deputy", Map.of("authorized-signatures", "1", "no-duplicates", "no"));
        byte[] own = request("ann", "EnrollmentAgent");
        post(TOKEN, WindowsMessages.issue(ANN, own));
        office.desk.approve(office.desk.pending(1).getFirst().id(), "test", "");
        keep(post(TOKEN, WindowsMessages.issue(ANN, own)), "ann");
        request("bob@example.org", "Deputy");
        office.run("mv bob@example.org.p10 card.p10");
        sign("ann", "card", "-md sha1");
        String weak = post(TOKEN, WindowsMessages.issue(ANN, read("card.p10s")));
        sign("ann", "card", "");

        String answer = post(TOKEN, WindowsMessages.issue(ANN, read("card.p10s")));

        keep(answer, "card");
        assertThat(office.book.held("bob@example.org")).hasSize(1);
        assertThat(weak).as("an agent signs with SHA-256").endsWith("500");
        request("bob@example.org", "Deputy");
        office.run("mv bob@example.org.p10 own.p10");
        sign("ann", "own", "");
        assertThat(post(TOKEN, WindowsMessages.issue(BOB, read("own.p10"))))
                .as("without the agent it waits")
                .contains("waits for consent");
        keep(post(TOKEN, WindowsMessages.issue(BOB, read("own.p10s"))), "own");
        request("cyd@example.org", "Deputy");
        office.people.account("cyd@example.org", "third");
        office.run("mv cyd@example.org.p10 cyd.p10");
        sign("ann", "cyd", "");
        assertThat(post(TOKEN, WindowsMessages.issue(BOB, read("cyd.p10s"))))
                .as("what was signed for one does not serve another")
                .endsWith("500")
                .contains("does not name bob@example.org");
    }

    @Test
    void agentsSignARequestThatWaitsUntilThereAreEnough() throws IOException {
        AgentSignatures signatures = new AgentSignatures(
                office.desk, office.rules.journal(), office.own, office.auditLog, java.time.Clock.systemUTC());
        office.templates.grant("EnrollmentAgent", TemplateGrant.parse("users: read enroll"), "test");
        office.template("SmartCardUser", "Deputy", Map.of("authorized-signatures", "2", "no-duplicates", "no"));
        for (String agent : List.of("ann", "bob")) {
            String login = agent.equals("ann") ? ANN : BOB;
            byte[] own = request(agent, "EnrollmentAgent");
            post(TOKEN, WindowsMessages.issue(login, own));
            office.desk.approve(office.desk.pending(1).getFirst().id(), "test", "");
            keep(post(TOKEN, WindowsMessages.issue(login, own)), agent);
        }
        office.people.account("cyd@example.org", "third");
        String cyd = WindowsMessages.password("cyd@example.org", "third");
        byte[] card = request("card", "Deputy");
        post(TOKEN, WindowsMessages.issue(cyd, card));
        String id = office.desk.pending(1).getFirst().id();
        Files.writeString(folder.resolve("text"), signatures.text(id).orElseThrow());

        assertThat(signatures.sign(id, signed("ann", "text", ""), "test"))
                .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Pending.class));
        assertThat(signatures.sign(id, signed("ann", "text", ""), "test"))
                .as("the same agent once more")
                .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Pending.class));
        assertThat(signatures.sign(id, signed("bob", "text", "-md sha1"), "test"))
                .as("by SHA-1")
                .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Refused.class));
        Files.writeString(
                folder.resolve("other"), signatures.text(id).orElseThrow().replace("cyd@", "eve@"));
        byte[] other = signed("bob", "other", "");
        assertThatThrownBy(() -> signatures.sign(id, other, "test")).hasMessageContaining("not the text");
        assertThat(signatures.sign(id, signed("bob", "text", ""), "test"))
                .hasValueSatisfying(outcome -> assertThat(outcome).isInstanceOf(Outcome.Granted.class));

        keep(post(TOKEN, WindowsMessages.query(cyd, id)), "card");
        assertThat(signatures.text(id)).as("it waits no more").isEmpty();
    }

    private byte[] signed(String signer, String file, String more) throws IOException {
        office.run("openssl cms -sign -binary -nodetach -in " + file + " -signer " + signer + ".pem -inkey " + signer
                + ".key -outform DER -out " + file + ".p7s " + more);
        return read(file + ".p7s");
    }

    @Test
    void aRequestInCmcIsUnderstood() throws Exception {
        byte[] request = request("ann", "MailSign");

        String answer = post(TOKEN, WindowsMessages.issue(ANN, CmcRequests.of(request, key("ann", "EC"))));

        keep(answer, "ann");
        assertThat(office.book
                        .held("ann@example.org")
                        .getFirst()
                        .certificate()
                        .facts()
                        .status())
                .isEqualTo(CertificateStatus.ACTIVE);
    }

    @Test
    void aMachineWithoutACertificateShowsAOneUseSecret() throws IOException {
        EnrollmentSecret secret = office.secrets.make("bob@example.org", "MailSign", Duration.ofHours(1), "test");
        String login = WindowsMessages.password(secret.reference(), secret.secret());

        assertThat(post(POLICY, WindowsMessages.getPolicies(login)))
                .contains("MailSign")
                .doesNotContain("MailUser");
        byte[] request = request("bob", "MailSign");
        keep(post(TOKEN, WindowsMessages.issue(login, request)), "bob");
        assertThat(post(TOKEN, WindowsMessages.issue(login, request)))
                .as("the same key again")
                .endsWith("200");
        assertThat(post(TOKEN, WindowsMessages.issue(login, request("eve", "MailSign"))))
                .as("another key")
                .endsWith("500");
    }

    @Test
    void hostileXmlIsRefusedAtOnce() throws IOException {
        String bomb = "<!DOCTYPE a [<!ENTITY b \"" + "x".repeat(1000) + "\"><!ENTITY c \"" + "&b;".repeat(1000)
                + "\">]>" + WindowsMessages.getPolicies(ANN).replace("0001-01-01T00:00:00", "&c;");
        Files.writeString(folder.resolve("hidden.txt"), "hidden content");
        String outside = "<!DOCTYPE a [<!ENTITY b SYSTEM \"file://" + folder.resolve("hidden.txt") + "\">]>"
                + WindowsMessages.getPolicies(ANN).replace("0001-01-01T00:00:00", "&b;");
        String deep = WindowsMessages.getPolicies(ANN)
                .replace("0001-01-01T00:00:00", "<a>".repeat(5000) + "</a>".repeat(5000));

        for (String hostile : List.of(bomb, outside, deep, "", "<a/>", "no xml at all")) {
            Instant begun = Instant.now();
            assertThat(post(POLICY, hostile))
                    .endsWith("500")
                    .contains("<ErrorCode>" + 0x80070057 + "</ErrorCode>")
                    .doesNotContain("hidden content");
            assertThat(Duration.between(begun, Instant.now())).isLessThan(Duration.ofSeconds(2));
        }
    }
}
