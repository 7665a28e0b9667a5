package org.sealpost.protocols.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.protocols.session.TestTls;

/** The directory as ldapsearch of OpenLDAP sees it. */
class LdapDoorTest {
    private static final InetSocketAddress ANY = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final String BASE = "dc=example,dc=org";

    private final People people = new People();
    private Optional<LdapDoor> door = Optional.empty();

    @AfterEach
    void close() {
        door.ifPresent(LdapDoor::close);
    }

    @Test
    void findsAPersonByMailAddressWithBothCertificateAttributes() throws Exception {
        start(true);

        String answer =
                search(List.of(), "(mail=ann@example.org)", "mail", "userCertificate;binary", "userSMIMECertificate");

        assertThat(answer)
                .contains(
                        "dn: uid=ann,ou=Legal,dc=example,dc=org", "mail: ann@example.org", "mail: office@example.org");
        byte[] certificate = value(answer, "userCertificate;binary");
        byte[] message = value(answer, "userSMIMECertificate;binary");
        assertThat(certificate).isEqualTo(People.certificate());
        assertThat(new String(message, StandardCharsets.ISO_8859_1))
                .as("the same certificate inside a PKCS #7 message")
                .contains(new String(certificate, StandardCharsets.ISO_8859_1));
    }

    @Test
    void answersTheQueriesOfAddressBooks() throws Exception {
        start(true);

        String thunderbird = "(|(displayName=*kova*)(mail=*kova*)(cn=*kova*)(givenName=*kova*)(sn=*kova*))";
        String outlook = "(&(mail=*)(|(mail=ann*)(cn=ann*)(sn=ann*)(givenName=ann*)(displayName=ann*)))";
        String certificates = "(&(mail=ann@example.org)(userCertificate=*))";

        assertThat(search(List.of(), thunderbird, "cn")).contains("uid=ann");
        assertThat(search(List.of(), outlook, "cn")).contains("uid=ann");
        assertThat(search(List.of(), certificates, "cn")).contains("uid=ann");
        assertThat(search(List.of(), "(mail=bob@partner.example)", "o")).contains("ou=Contacts", "o: Partner Ltd");
        assertThat(search(List.of(), "(mail=nobody@example.org)", "cn"))
                .contains("result: 0 Success")
                .doesNotContain("dn:");
    }

    @Test
    void wantsALoginUnlessAnonymousLookUpsAreAllowed() throws Exception {
        start(false);

        List<String> right = List.of("-D", "ann@example.org", "-w", "secret");
        List<String> byDn = List.of("-D", "uid=ann,ou=Legal,dc=example,dc=org", "-w", "secret");
        List<String> wrong = List.of("-D", "ann@example.org", "-w", "guess");

        assertThat(search(List.of(), "(mail=ann@example.org)", "cn")).contains("Insufficient access", "log in first");
        assertThat(search(right, "(mail=ann@example.org)", "cn")).contains("uid=ann");
        assertThat(search(byDn, "(mail=ann@example.org)", "cn")).contains("uid=ann");
        assertThat(search(wrong, "(mail=ann@example.org)", "cn")).contains("Invalid credentials");
    }

    @Test
    void whatAPersonKeepsForTheOwnMailOnlyThatPersonSees() throws Exception {
        start(true);
        List<String> ann = List.of("-D", "ann@example.org", "-w", "secret");
        String base = "ou=Private,uid=ann,ou=Legal,dc=example,dc=org";
        List<String> there = List.of("-D", "ann@example.org", "-w", "secret", "-b", base);
        List<String> paged = List.of("-D", "ann@example.org", "-w", "secret", "-b", base, "-E", "pr=1/noprompt");

        assertThat(search(there, "(mail=eve@elsewhere.example)", "cn"))
                .contains("dn: mail=eve@elsewhere.example," + base, "cn: Eve Elsewhere");
        assertThat(search(paged, "(objectClass=*)", "ou")).contains("dn: " + base, "dn: mail=eve@elsewhere.example");
        assertThat(search(ann, "(mail=eve@elsewhere.example)", "cn"))
                .as("apart from what the organisation knows")
                .doesNotContain("dn:");
        assertThat(search(List.of("-b", base), "(objectClass=*)", "cn"))
                .as("nobody else")
                .doesNotContain("dn:");
        assertThat(search(
                        List.of("-D", "ann@example.org", "-w", "secret", "-b", "", "-s", "base"),
                        "(objectClass=*)",
                        "+",
                        "*"))
                .contains("namingContexts: " + base);
    }

    @Test
    void givesLargeAnswersInPages() throws Exception {
        start(true);

        String answer = search(List.of("-E", "pr=1/noprompt"), "(objectClass=inetOrgPerson)", "mail");
        String limited = search(List.of("-z", "1"), "(objectClass=inetOrgPerson)", "mail");

        assertThat(answer).contains("ann@example.org", "bob@partner.example", "cookie=");
        assertThat(limited).contains("Size limit exceeded");
    }

    @Test
    void pagesGoOnWhereTheLastOneEndedAndGiveEveryEntryOnce() throws Exception {
        start(true);

        List<String> one = names(search(List.of("-E", "pr=1/noprompt"), "(objectClass=*)", "1.1"));
        List<String> all = names(search(List.of(), "(objectClass=*)", "1.1"));

        assertThat(one).isEqualTo(all).doesNotHaveDuplicates();
        assertThat(all)
                .contains(
                        "dc=example,dc=org",
                        "ou=Legal,dc=example,dc=org",
                        "ou=People,dc=example,dc=org",
                        "cn=intranet,ou=Servers,dc=example,dc=org",
                        "cn=issuing,ou=Authorities,dc=example,dc=org",
                        "cn=team,ou=Groups,dc=example,dc=org");
    }

    @Test
    void tellsWhatIsKnownOfAPersonAndWhetherMailCanBeEncrypted() throws Exception {
        start(true);

        String ann = search(List.of(), "(proxyAddresses=smtp:ann@example.org)", "*", "+");
        String bob = search(List.of(), "(&(objectClass=person)(cn=*lind*))", "o", "sealpostCanReceiveEncrypted");

        assertThat(ann)
                .contains(
                        "givenName: Ann",
                        "sn: Kovac",
                        "title: Head notary",
                        "department: Deeds",
                        "telephoneNumber: +49 30 1234",
                        "o: Example",
                        "mailNickname: ann",
                        "proxyAddresses: SMTP:ann@example.org",
                        "proxyAddresses: smtp:office@example.org",
                        "sealpostCanReceiveEncrypted: TRUE",
                        "structuralObjectClass: inetOrgPerson",
                        "subschemaSubentry: cn=Subschema",
                        "entryUUID: ");
        assertThat(bob).contains("o: Partner Ltd", "sealpostCanReceiveEncrypted: FALSE");
        assertThat(search(List.of(), "(telephoneNumber=+49301234)", "cn")).contains("uid=ann");
        assertThat(search(List.of(), "(department=deeds)", "cn")).contains("uid=ann");
    }

    @Test
    void aGroupNamesTheEntriesOfItsMembersAndAComputerItsCertificate() throws Exception {
        start(true);

        assertThat(search(List.of(), "(member=uid=ANN, ou=Legal,dc=example,dc=org)", "*"))
                .contains(
                        "dn: cn=team,ou=Groups,dc=example,dc=org",
                        "member: uid=ann,ou=Legal,dc=example,dc=org",
                        "rfc822MailMember: someone@elsewhere.example");
        assertThat(search(List.of(), "(dNSHostName=wiki.example.org)", "userCertificate"))
                .contains("dn: cn=intranet,ou=Servers,dc=example,dc=org", "userCertificate;binary:: ");
    }

    @Test
    void everyEntryIsFoundUnderItsOwnName() throws Exception {
        LdapDoor running = start(true);

        for (String dn : names(search(List.of(), "(objectClass=*)", "1.1"))) {
            String answer = run(List.of(
                    "ldapsearch",
                    "-x",
                    "-LLL",
                    "-o",
                    "ldif-wrap=no",
                    "-H",
                    url(running),
                    "-b",
                    dn,
                    "-s",
                    "base",
                    "1.1"));
            assertThat(names(answer)).as(dn).containsExactly(dn);
        }
    }

    @Test
    void certificatesAndCrlsOfAuthoritiesNeedNoLogin() throws Exception {
        LdapDoor running = start(false);

        String answer = run(List.of(
                "ldapsearch",
                "-x",
                "-o",
                "ldif-wrap=no",
                "-H",
                url(running),
                "-b",
                "cn=issuing,ou=Authorities," + BASE,
                "(objectClass=pkiCA)",
                "certificateRevocationList",
                "crossCertificatePair",
                "cACertificate"));

        assertThat(value(answer, "certificateRevocationList;binary")).isEqualTo(OneAuthority.CRL);
        assertThat(value(answer, "cACertificate;binary")).isEqualTo(People.certificate());
        assertThat(value(answer, "crossCertificatePair;binary")).isEqualTo(OneAuthority.PAIR);
    }

    @Test
    void outsidersGetCertificatesUnderAnExactAddressAndNothingElse() throws Exception {
        start(Anonymous.CERTIFICATES, new Guests(100, Duration.ofMinutes(1)));

        String exact = search(List.of(), "(mail=ann@example.org)", "*", "+");

        assertThat(exact)
                .contains(
                        "dn: mail=ann@example.org,ou=Certificates,dc=example,dc=org", "userSMIMECertificate;binary:: ")
                .doesNotContain("Kovac", "Legal", "Deeds", "office@");
        assertThat(search(List.of(), "(mail=nobody@example.org)", "cn")).contains("result: 0 Success");
        assertThat(search(List.of(), "(mail=bob@partner.example)", "cn"))
                .as("somebody without a certificate looks like nobody")
                .contains("result: 0 Success")
                .doesNotContain("dn:");
        assertThat(search(List.of(), "(cn=ann*)", "cn")).contains("Insufficient access");
    }

    @Test
    void aDomainIsPublishedByItsSwitchAlone() throws Exception {
        start(false);
        String before = search(List.of(), "(mail=ann@example.org)", "userCertificate");

        people.domainPublished = true;
        people.version++;

        assertThat(before).contains("Insufficient access");
        assertThat(search(List.of(), "(mail=ann@example.org)", "userCertificate"))
                .contains("userCertificate;binary:: ");
        assertThat(search(List.of(), "(cn=ann*)", "cn")).contains("Insufficient access");
    }

    @Test
    void aSessionEndsWhenTheLoginCountsNoMore() throws Exception {
        LdapDoor running = start(false);

        try (LDAPConnection client =
                new LDAPConnection("127.0.0.1", running.ldapPort().orElseThrow())) {
            client.bind("ann@example.org", "secret");
            SearchResult before = client.search(BASE, SearchScope.SUB, "(mail=ann@example.org)", "cn");
            people.loginCounts = false;

            assertThat(before.getEntryCount()).isEqualTo(1);
            assertThatThrownBy(() -> client.search(BASE, SearchScope.SUB, "(mail=ann@example.org)", "cn"))
                    .isInstanceOf(LDAPException.class);
            assertThat(client.isConnected()).isFalse();
        }
    }

    @Test
    void tellsWhoLoggedInAndWhatTheAttributesAre() throws Exception {
        LdapDoor running = start(false);

        String who = run(List.of("ldapwhoami", "-x", "-H", url(running), "-D", "ann@example.org", "-w", "secret"));
        try (LDAPConnection client =
                new LDAPConnection("127.0.0.1", running.ldapPort().orElseThrow())) {
            com.unboundid.ldap.sdk.schema.Schema schema = Objects.requireNonNull(client.getSchema());

            assertThat(who).contains("u:ann@example.org");
            assertThat(Objects.requireNonNull(schema.getAttributeType("userSMIMECertificate"))
                            .getOID())
                    .isEqualTo("2.16.840.1.113730.3.1.40");
            assertThat(Objects.requireNonNull(schema.getObjectClass("inetOrgPerson"))
                            .getOptionalAttributes(schema, true))
                    .extracting(attribute -> attribute.getNameOrOID())
                    .contains("userCertificate", "title", "telephoneNumber");
            assertThat(schema.getObjectClasses()).allSatisfy(kind -> {
                assertThat(kind.getRequiredAttributes(schema, true)).doesNotContainNull();
                assertThat(kind.getSuperiorClasses(schema, true)).doesNotContainNull();
            });
        }
    }

    @Test
    void aSearchThatTakesTooLongIsCutOff() throws Exception {
        LdapConfig config =
                new LdapConfig(Optional.of(ANY), Optional.empty(), Anonymous.ADDRESS_BOOK, 1_000, Duration.ofNanos(1));
        LdapDoor running = new LdapDoor(
                config, LdapDoorTest::tls, new AddressBook(people.sources(), Clock.systemUTC()), people.login());
        running.start();
        door = Optional.of(running);

        assertThat(search(List.of(), "(objectClass=inetOrgPerson)", "cn")).contains("Time limit exceeded");
    }

    @Test
    void refusesChangesAndTellsHowToMakeThem() throws Exception {
        LdapDoor running = start(true);

        String answer = run(List.of("ldapdelete", "-x", "-H", url(running), "uid=ann,ou=Legal,dc=example,dc=org"));

        assertThat(answer).contains("unwilling to perform", "sealpost command");
    }

    @Test
    void answersInsideTlsAndByStartTls() throws Exception {
        LdapDoor running = new LdapDoor(
                new LdapConfig(
                        Optional.of(ANY),
                        Optional.of(ANY),
                        Anonymous.ADDRESS_BOOK,
                        LdapConfig.DEFAULT_SIZE_LIMIT,
                        LdapConfig.DEFAULT_TIME_LIMIT),
                TestTls::server,
                new AddressBook(people.sources(), Clock.systemUTC()),
                people.login());
        running.start();
        door = Optional.of(running);
        List<String> ask = List.of("-b", BASE, "(objectClass=inetOrgPerson)", "userCertificate");

        List<String> secure = new ArrayList<>(List.of(
                "ldapsearch",
                "-x",
                "-H",
                "ldaps://127.0.0.1:" + running.ldapsPort().orElseThrow()));
        secure.addAll(ask);
        List<String> upgraded = new ArrayList<>(List.of("ldapsearch", "-x", "-ZZ", "-H", url(running)));
        upgraded.addAll(ask);

        assertThat(run(secure)).contains("dn: uid=ann", "userCertificate;binary", "numEntries: 2");
        assertThat(run(upgraded)).contains("dn: uid=ann", "userCertificate;binary", "numEntries: 2");
    }

    @Test
    void answersManyQuestionsOnOneConnectionOneAfterTheOther() throws Exception {
        LdapDoor running = start(true);

        try (LDAPConnection client =
                new LDAPConnection("127.0.0.1", running.ldapPort().orElseThrow())) {
            for (int i = 0; i < 50; i++) {
                SearchResult all = client.search(BASE, SearchScope.SUB, "(objectClass=inetOrgPerson)");
                SearchResult one = client.search(BASE, SearchScope.SUB, "(mail=ANN@example.org)", "cn");
                assertThat(all.getEntryCount()).isEqualTo(2);
                assertThat(one.getSearchEntries()).singleElement().satisfies(entry -> {
                    assertThat(entry.getAttributeValue("cn")).isEqualTo("Ann Kovac");
                    assertThat(entry.hasAttribute("mail")).isFalse();
                });
            }
        }
    }

    @Test
    void tellsItsNamingContexts() throws Exception {
        LdapDoor running = start(false);

        String answer = run(List.of("ldapsearch", "-x", "-LLL", "-H", url(running), "-b", "", "-s", "base", "+", "*"));

        assertThat(answer).contains("namingContexts: " + BASE, "supportedLDAPVersion: 3");
    }

    @Test
    void noAddressTakesAllTheRoomAndNobodyStaysForNothing() throws Exception {
        int port = start(Anonymous.ADDRESS_BOOK, new Guests(2, Duration.ofSeconds(2)))
                .ldapPort()
                .orElseThrow();

        try (Socket one = connect(port);
                Socket two = connect(port);
                Socket third = connect(port)) {
            assertThat(third.getInputStream().readAllBytes()).as("turned away").isEmpty();
            // Those who were silent for too long are told so (RFC 4511 section 4.4.1) before they are hung up on.
            assertThat(one.getInputStream().readAllBytes()).isNotEmpty();
            assertThat(two.getInputStream().readAllBytes()).isNotEmpty();
        }

        assertThat(search(List.of(), "(mail=ann@example.org)", "cn")).contains("uid=ann");
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    private LdapDoor start(boolean anonymous) throws Exception {
        return start(anonymous ? Anonymous.ADDRESS_BOOK : Anonymous.NONE, new Guests(100, Duration.ofMinutes(1)));
    }

    private LdapDoor start(Anonymous anonymous, Guests guests) throws Exception {
        LdapConfig config = new LdapConfig(
                Optional.of(ANY),
                Optional.empty(),
                anonymous,
                LdapConfig.DEFAULT_SIZE_LIMIT,
                LdapConfig.DEFAULT_TIME_LIMIT);
        LdapDoor started = new LdapDoor(
                config,
                LdapDoorTest::tls,
                new AddressBook(people.sources(), Clock.systemUTC()),
                people.login(),
                guests);
        started.start();
        door = Optional.of(started);
        return started;
    }

    private String search(List<String> options, String filter, String... attributes) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("ldapsearch", "-x", "-o", "ldif-wrap=no", "-H", url(door.orElseThrow()), "-b", BASE));
        command.addAll(options);
        command.add(filter);
        command.addAll(Arrays.asList(attributes));
        return run(command);
    }

    private static String url(LdapDoor running) {
        return "ldap://127.0.0.1:" + running.ldapPort().orElseThrow();
    }

    private static String run(List<String> command) throws Exception {
        List<String> bounded = new ArrayList<>(List.of("timeout", "30"));
        bounded.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(bounded).redirectErrorStream(true);
        builder.environment().put("LDAPTLS_REQCERT", "never");
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static List<String> names(String ldif) {
        return ldif.lines()
                .filter(line -> line.startsWith("dn: "))
                .map(line -> line.substring("dn: ".length()))
                .toList();
    }

    private static byte[] value(String ldif, String attribute) {
        String line = ldif.lines()
                .filter(one -> one.startsWith(attribute + ":: "))
                .findFirst()
                .orElseThrow();
        return Base64.getDecoder().decode(line.substring(attribute.length() + 3));
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
