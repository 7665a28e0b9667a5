package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.app.doctor.Doctor;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.ldap.CertsOnly;

/** People from an OpenLDAP server, and their certificates back to it. */
class SyncTest {
    private final Slapd slapd = new Slapd("");
    private final Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
        slapd.close();
    }

    @BeforeEach
    void fill() {
        slapd.add("dn: ou=Legal," + Slapd.BASE + "\nobjectClass: organizationalUnit\nou: Legal\n");
        slapd.add("dn: ou=People," + Slapd.BASE + "\nobjectClass: organizationalUnit\nou: People\n");
        slapd.add(person("ann", "Ann Kovac", "ou=Legal") + "title: Head notary\n");
        slapd.add(person("bob", "Bob Lind", "ou=People"));
        slapd.add("dn: cn=team,ou=People," + Slapd.BASE
                + "\nobjectClass: groupOfNames\nobjectClass: extensibleObject\ncn: team\nmail: team@example.org\n"
                + "member: cn=ann,ou=Legal," + Slapd.BASE + "\nmember: cn=bob,ou=People," + Slapd.BASE + "\n");
    }

    private static String person(String name, String display, String place) {
        return "dn: cn=" + name + "," + place + "," + Slapd.BASE + "\nobjectClass: inetOrgPerson\ncn: " + name
                + "\nsn: "
                + name + "\ndisplayName: " + display + "\nmail: " + name + "@example.org\nuserPassword: secret of "
                + name
                + "\n";
    }

    private void addSource(String... further) {
        Path password = desk.file("bind.txt", Slapd.PASSWORD + "\n");
        String[] command = {
            "directory",
            "sync",
            "add",
            "old",
            slapd.url(),
            "--base",
            Slapd.BASE,
            "--bind",
            Slapd.ADMINISTRATOR,
            "--bind-password-file",
            password.toString()
        };
        desk.done(java.util.stream.Stream.concat(java.util.Arrays.stream(command), java.util.Arrays.stream(further))
                .toArray(String[]::new));
    }

    private String sync(String... options) {
        return desk.done(java.util.stream.Stream.concat(
                        java.util.stream.Stream.of("directory", "sync", "run", "old"), java.util.Arrays.stream(options))
                .toArray(String[]::new));
    }

    private Account account(String address) {
        return desk.house
                .directory()
                .account(MailAddress.parse(address + "@example.org"))
                .orElseThrow();
    }

    @Test
    void takesPeopleWithUnitsAndGroupsAndASecondRunChangesNothing() {
        addSource();

        assertThat(sync("--dry-run")).contains("would add unit Legal", "would add user ann@example.org", "none made");
        assertThat(desk.house.directory().accounts()).isEmpty();
        assertThat(sync()).contains("add user ann@example.org", "add group team@example.org");
        assertThat(sync()).contains("0 changes");

        assertThat(account("ann").unit()).isEqualTo("Legal");
        assertThat(account("ann").person().title()).contains("Head notary");
        assertThat(account("bob").unit()).isEmpty();
        assertThat(desk.done("group", "show", "team")).contains("ann@example.org", "bob@example.org");
        assertThat(desk.house
                        .certificates()
                        .published(account("ann").address(), desk.house.clock().instant()))
                .hasSize(1);
        assertThat(desk.done("audit", "show", "ann@example.org")).contains("sync old");
    }

    @Test
    void followsRenamesMovesAndDisabling() {
        addSource();
        sync();
        slapd.modify(
                "dn: cn=ann,ou=Legal," + Slapd.BASE
                        + "\nchangetype: modify\nreplace: mail\nmail: anna@example.org\n-\nreplace: displayName\ndisplayName: Anna\n");
        slapd.rename("cn=ann,ou=Legal," + Slapd.BASE, "cn=anna", "ou=People," + Slapd.BASE);
        // As directories do by themselves that keep references whole.
        slapd.modify("dn: cn=team,ou=People," + Slapd.BASE
                + "\nchangetype: modify\nreplace: member\nmember: cn=anna,ou=People," + Slapd.BASE
                + "\nmember: cn=bob,ou=People," + Slapd.BASE + "\n");

        assertThat(sync("--changes"))
                .contains("change user ann@example.org", "name Anna", "moves to the domain itself", "anna@example.org");

        assertThat(account("anna").address()).hasToString("ann@example.org");
        assertThat(account("anna").displayName()).isEqualTo("Anna");
        assertThat(desk.house
                        .certificates()
                        .published(account("ann").address(), desk.house.clock().instant())
                        .getFirst()
                        .facts()
                        .addresses())
                .as("the certificate names the new address, too")
                .contains(MailAddress.parse("anna@example.org"));
        assertThat(sync("--changes")).contains("0 changes");
    }

    @Test
    void whoIsListedNoMoreIsDisabledAndComesBackAsTheSamePersonOnly() {
        addSource("--login");
        sync();
        slapd.delete("cn=bob,ou=People," + Slapd.BASE);

        assertThat(sync()).contains("disable bob@example.org");
        assertThat(account("bob").enabled()).isFalse();
        assertThat(desk.house
                        .certificates()
                        .published(account("bob").address(), desk.house.clock().instant()))
                .isEmpty();

        slapd.add(person("bob", "Another Bob", "ou=People"));
        assertThat(sync()).contains("not done", "was the address of another entry of this list before");
        assertThat(account("bob").enabled()).isFalse();
    }

    @Test
    void stopsIfTooManyWouldVanishUntilSomebodyAllowsIt() {
        for (String name : List.of("carl", "dan", "eve")) {
            slapd.add(person(name, name, "ou=People"));
        }
        addSource("--vanish-percent", "20");
        sync();
        for (String name : List.of("carl", "dan", "eve")) {
            slapd.delete("cn=" + name + ",ou=People," + Slapd.BASE);
        }

        assertThat(desk.mistake("directory", "sync", "run", "old"))
                .contains("3 of 6 would vanish", "more than 20 percent", "Nothing was changed");
        assertThat(account("carl").enabled()).isTrue();
        assertThat(desk.done("directory", "sync", "list")).contains("stopped");
        assertThat(sync("--allow-vanishing")).contains("disable carl@example.org");
    }

    @Test
    void passwordsAreCheckedThereAndNeverKept() {
        addSource("--login");
        sync();

        assertThat(desk.house.logins().login("ann@example.org", "secret of ann".toCharArray(), "test", "here"))
                .isPresent();
        assertThat(desk.house.logins().login("ann@example.org", "wrong".toCharArray(), "test", "here"))
                .isEmpty();
        assertThat(desk.house.logins().login("ann@example.org", new char[0], "test", "here"))
                .as("a bind without a password proves nothing")
                .isEmpty();
        MailAddress ann = TrialHouse.address("ann");
        desk.house.editor().changePassword(ann, desk.house.keeping().passwords().hash("old".toCharArray()));
        assertThat(desk.house
                        .logins()
                        .prove("ann@example.org", "test", "here")
                        .verifier()
                        .text())
                .as("a password from before does not count beside it")
                .isEqualTo(desk.house.keeping().passwords().madeUp(ann.key()).text());
        desk.done("user", "disable", "ann");
        assertThat(desk.house.logins().login("ann@example.org", "secret of ann".toCharArray(), "test", "here"))
                .isEmpty();
    }

    @Test
    void writesCertificatesBackByDifferenceAndLeavesThoseOfOthersAlone() {
        String foreign = "MAo=";
        slapd.modify("dn: cn=ann,ou=Legal," + Slapd.BASE + "\nchangetype: modify\nadd: userSMIMECertificate\n"
                + "userSMIMECertificate:: " + foreign + "\n");
        addSource("--write-certificates");

        assertThat(sync()).contains("2 entries there got or lost certificates");
        Certificate first = published("ann");
        assertThat(slapd.read("(cn=ann)", "userCertificate", "userSMIMECertificate"))
                .contains(
                        "userCertificate;binary:: " + base64(first.der()),
                        "userSMIMECertificate:: " + base64(CertsOnly.of(first.der())),
                        "userSMIMECertificate:: " + foreign);
        assertThat(sync()).contains("0 entries there");
        assertThat(new Doctor(desk.house).examine())
                .as("what others put there stands in one attribute only")
                .filteredOn(one -> one.id().equals("SP-DIR-004"))
                .singleElement()
                .satisfies(one -> assertThat(one.consequence()).contains("ann@example.org"));

        desk.done("cert", "revoke", first.facts().fingerprint(), "--reason", "SUPERSEDED");
        assertThat(sync()).contains("1 entries there");
        Certificate second = published("ann");
        assertThat(slapd.read("(cn=ann)", "userCertificate", "userSMIMECertificate"))
                .contains("userCertificate;binary:: " + base64(second.der()), "userSMIMECertificate:: " + foreign)
                .doesNotContain(base64(first.der()), base64(CertsOnly.of(first.der())));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void namesGoOverTlsToTheServerThatWasMeantOnly(boolean startTls) {
        addSecure("old", startTls ? "ldap://localhost:" + slapd.port : "ldaps://localhost:" + slapd.securePort, true);
        addSecure("other", startTls ? "ldap://127.0.0.1:" + slapd.port : "ldaps://127.0.0.1:" + slapd.securePort, true);
        addSecure("unknown", "ldaps://localhost:" + slapd.securePort, false);

        assertThat(desk.mistake("directory", "sync", "run", "other"))
                .as("the certificate is for localhost")
                .contains("no connection");
        assertThat(desk.mistake("directory", "sync", "run", "unknown"))
                .as("nobody trusts the certificate")
                .contains("no connection");
        assertThat(desk.house.directory().accounts()).isEmpty();
        assertThat(sync()).contains("add user ann@example.org");
    }

    private void addSecure(String name, String url, boolean trusted) {
        List<String> command = new ArrayList<>(List.of(
                "directory",
                "sync",
                "add",
                name,
                url,
                "--base",
                Slapd.BASE,
                "--bind",
                Slapd.ADMINISTRATOR,
                "--bind-password-file",
                desk.file("bind.txt", Slapd.PASSWORD + "\n").toString()));
        if (trusted) {
            command.addAll(List.of("--ca", slapd.certificate().toString()));
        }
        desk.done(command.toArray(String[]::new));
    }

    private Certificate published(String name) {
        return desk.house
                .certificates()
                .published(account(name).address(), desk.house.clock().instant())
                .getFirst();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
