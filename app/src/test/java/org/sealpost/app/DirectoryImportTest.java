package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;

/** Many people from one file. */
class DirectoryImportTest {
    private static final String PEOPLE = """
            address,kind,given-name,surname,title,unit,aliases,members,organisation,password
            ann,user,Ann,"Kovač, Dr.",Head notary,Legal/Notaries,office,,,a good password
            bob,user,Bob,Lind,,,,,,
            team,group,,,,,,ann bob dora@partner.example,,
            dora@partner.example,contact,Dora,Dorn,,,,,Partner Ltd,
            """;

    private final Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void everybodyInTheFileIsThereWithACertificateAndTheSameFileAgainChangesNothing() {
        desk.file("people.csv", PEOPLE);

        String planned = desk.done("directory", "import", "people.csv", "--dry-run");
        assertThat(planned).contains("would add unit Legal/Notaries", "would add user ann@example.org", "none made");
        assertThat(desk.house.directory().accounts()).isEmpty();

        assertThat(desk.done("directory", "import", "people.csv")).contains("5 changes, 0 not done");
        assertThat(desk.done("directory", "import", "people.csv")).contains("0 changes, 0 not done");

        Account ann = desk.house
                .directory()
                .account(MailAddress.parse("office@example.org"))
                .orElseThrow();
        assertThat(ann.displayName()).isEqualTo("Ann Kovač, Dr.");
        assertThat(ann.unit()).isEqualTo("Legal/Notaries");
        assertThat(desk.done("directory", "search", "head not")).contains("ann@example.org", "yes");
        assertThat(desk.done("directory", "search", "team")).contains("group", "no");
        assertThat(desk.done("group", "show", "team")).contains("dora@partner.example");
        assertThat(desk.done("audit", "show", "ann@example.org")).contains("add account", "published");
        assertThat(desk.house.logins().login("ann@example.org", "a good password".toCharArray(), "test", "here"))
                .isPresent();
        assertThat(desk.house.logins().login("bob@example.org", "none".toCharArray(), "test", "here"))
                .as("who has no password has no login")
                .isEmpty();
    }

    @Test
    void aFileWithMistakesChangesNothingAndEachMistakeHasItsLine() {
        desk.file("people.csv", """
                address,kind,unit
                ann,user,
                not an address@@,user,
                carl,robot,
                """);

        assertThat(desk.mistake("directory", "import", "people.csv"))
                .contains("line 3: ", "line 4: kind is user, group or contact: robot", "nothing was imported");
        assertThat(desk.house.directory().accounts()).isEmpty();
        desk.file("wrong.csv", "adress\nann\n");
        assertThat(desk.mistake("directory", "import", "wrong.csv")).contains("line 1", "unknown: [adress]");
        desk.file("open.csv", "address,name\nann,\"Ann\n");
        assertThat(desk.mistake("directory", "import", "open.csv")).contains("line 2: a quote is not closed");
    }

    @Test
    void whatCannotBeDoneIsToldAndTheRestIsDone() {
        desk.done("group", "add", "ann");
        desk.file("people.csv", "address;name\nann;Ann\nbob;Bob\nbob;Bob again\nx@elsewhere.example;X\n");

        assertThat(desk.mistake("directory", "import", "people.csv"))
                .contains(
                        "leave out line 2: ann@example.org is the address of another kind of entry",
                        "leave out line 4: bob@example.org is listed twice",
                        "add user x@elsewhere.example: elsewhere.example is not one of our domains",
                        "1 changes, 3 not done");
        assertThat(desk.done("user", "show", "bob")).contains("name: Bob");
    }

    @Test
    void newPasswordsStandInAFileThatNobodyElseReads() throws IOException {
        desk.file("people.csv", "address\nann\n");

        desk.done("directory", "import", "people.csv", "--passwords", "passwords.txt");

        String line = Files.readString(desk.folder.resolve("passwords.txt")).strip();
        assertThat(Files.getPosixFilePermissions(desk.folder.resolve("passwords.txt")))
                .hasSize(2);
        assertThat(desk.house.logins().login("ann", line.split(" ", 2)[1].toCharArray(), "test", "here"))
                .isEmpty();
        assertThat(desk.house.logins().login("ann@example.org", line.split(" ", 2)[1].toCharArray(), "test", "here"))
                .isPresent();
    }

    @Test
    void whatWasExportedAsLdifCanBeImportedIntoAnEmptyHouse() {
        desk.file("people.csv", PEOPLE);
        desk.done("directory", "import", "people.csv");
        String ldif = desk.done("directory", "export");

        try (Desk other = new Desk()) {
            other.file("all.ldif", ldif);
            other.done("directory", "import", "all.ldif");

            assertThat(other.house.directory().search("", 100))
                    .isEqualTo(desk.house.directory().search("", 100));
            assertThat(other.done("directory", "import", "all.ldif")).contains("0 changes, 0 not done");
        }
    }

    @Test
    void certificatesOfContactsComeAlongAndThoseThatNameSomebodyElseAreLeftOut() {
        desk.file("people.csv", PEOPLE);
        desk.done("directory", "import", "people.csv");
        // For another house the notary is somebody outside.
        String ann = desk.done("directory", "export", "--certificates")
                .lines()
                .collect(Collectors.joining("\n"))
                .replace("\n ", "");
        String certificate = ann.lines()
                .dropWhile(line -> !line.startsWith("mail: ann@example.org"))
                .filter(line -> line.startsWith("userCertificate;binary:: "))
                .findFirst()
                .orElseThrow();

        try (Desk other = new Desk("elsewhere.example")) {
            other.file("contacts.ldif", contact("ann", certificate) + contact("eve", certificate));
            String told = other.done("directory", "import", "contacts.ldif");

            assertThat(told)
                    .contains("2 changes, 0 not done; certificates of contacts published: 1")
                    .contains("certificate not taken: mail=eve@example.org")
                    .contains("does not name eve@example.org");
            assertThat(other.house
                            .certificates()
                            .published(
                                    MailAddress.parse("ann@example.org"),
                                    other.house.clock().instant()))
                    .hasSize(1);
            assertThat(other.done("directory", "import", "contacts.ldif")).contains("0 changes, 0 not done");
        }
    }

    @Test
    void anLdifFileThatNamesAnotherFileInPlaceOfAValueIsRefused() {
        desk.file("secret.txt", "nobody's business");
        desk.file("curious.ldif", """
                dn: mail=eve@partner.example,dc=example,dc=org
                objectClass: inetOrgPerson
                c
                 n:< file://%s
                sn: eve
                mail: eve@partner.example

                """.formatted(desk.folder.resolve("secret.txt")));

        assertThat(desk.mistake("directory", "import", "curious.ldif"))
                .contains("cn: expected the value itself")
                .doesNotContain("nobody's business");
        assertThat(desk.house.directory().search("eve", 10)).isEmpty();
    }

    private static String contact(String name, String certificate) {
        return """
                dn: mail=%1$s@example.org,dc=elsewhere,dc=example
                objectClass: inetOrgPerson
                cn: %1$s
                sn: %1$s
                mail: %1$s@example.org
                %2$s

                """.formatted(name, certificate);
    }

    @Test
    void allPeopleOfALongFileHavePublishedCertificates() {
        String rows = IntStream.range(0, 30)
                .mapToObj(i -> "user" + i + ",Person " + i)
                .collect(Collectors.joining("\n"));
        desk.file("people.csv", "address,name\n" + rows + "\n");

        desk.done("directory", "import", "people.csv");

        assertThat(desk.house.directory().accounts())
                .hasSize(30)
                .allSatisfy(account -> assertThat(desk.house
                                .certificates()
                                .published(account.address(), desk.house.clock().instant()))
                        .hasSize(1));
    }
}
