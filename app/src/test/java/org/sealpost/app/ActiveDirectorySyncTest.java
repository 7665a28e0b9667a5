package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;

/** The attributes of Active Directory, as its schema has them, served by slapd: no Windows takes part in this test. */
class ActiveDirectorySyncTest {
    private static final String SCHEMA = """
            attributetype ( 1.2.840.113556.1.4.2 NAME 'objectGUID' EQUALITY octetStringMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
            attributetype ( 1.2.840.113556.1.2.120 NAME 'uSNChanged' EQUALITY integerMatch ORDERING integerOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
            attributetype ( 1.2.840.113556.1.4.8 NAME 'userAccountControl' EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
            attributetype ( 1.2.840.113556.1.2.210 NAME 'proxyAddresses' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            attributetype ( 1.2.840.113556.1.2.146 NAME 'company' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            attributetype ( 1.2.840.113556.1.2.141 NAME 'department' EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
            objectclass ( 1.2.840.113556.1.5.9 NAME 'user' SUP inetOrgPerson STRUCTURAL MAY ( objectGUID $ uSNChanged $ userAccountControl $ proxyAddresses $ company $ department ) )
            objectclass ( 1.2.840.113556.1.5.8 NAME 'group' SUP top STRUCTURAL MUST cn MAY ( member $ mail $ displayName $ objectGUID $ uSNChanged ) )
            """;

    private final Slapd slapd = new Slapd(SCHEMA);
    private final Desk desk = new Desk();

    @AfterEach
    void close() {
        desk.close();
        slapd.close();
    }

    @Test
    void readsItsAttributesAndFollowsItsChangeNumbers() {
        slapd.add("dn: cn=Ann Kovac," + Slapd.BASE + "\nobjectClass: user\ncn: Ann Kovac\nsn: Kovac\ngivenName: Ann\n"
                + "mail: ann@example.org\nproxyAddresses: SMTP:ann@example.org\nproxyAddresses: smtp:office@example.org\n"
                + "proxyAddresses: X400:c=US\ncompany: Example\ndepartment: Deeds\nuserAccountControl: 512\n"
                + "uSNChanged: 9\nobjectGUID:: " + guid(1) + "\n");
        slapd.add("dn: cn=Bob," + Slapd.BASE + "\nobjectClass: user\ncn: Bob\nsn: Bob\nmail: bob@example.org\n"
                + "userAccountControl: 514\nuSNChanged: 9\nobjectGUID:: " + guid(2) + "\n");
        slapd.add("dn: cn=Team," + Slapd.BASE + "\nobjectClass: group\ncn: Team\nmail: team@example.org\n"
                + "member: cn=Ann Kovac," + Slapd.BASE + "\nuSNChanged: 10\nobjectGUID:: " + guid(3) + "\n");
        desk.file("bind.txt", Slapd.PASSWORD + "\n");
        desk.done(
                "directory",
                "sync",
                "add",
                "ad",
                slapd.url(),
                "--base",
                Slapd.BASE,
                "--preset",
                "ad",
                "--bind",
                Slapd.ADMINISTRATOR,
                "--bind-password-file",
                "bind.txt");

        desk.done("directory", "sync", "run", "ad");

        assertThat(desk.done("user", "show", "ann"))
                .contains("aliases: [office@example.org]", "organisation: Example", "department: Deeds");
        assertThat(desk.done("user", "show", "bob")).contains("enabled: false");
        assertThat(desk.done("group", "show", "team")).contains("ann@example.org");

        slapd.modify("dn: cn=Bob," + Slapd.BASE + "\nchangetype: modify\nreplace: userAccountControl\n"
                + "userAccountControl: 512\n-\nreplace: uSNChanged\nuSNChanged: 11\n");
        assertThat(desk.done("directory", "sync", "run", "ad", "--changes")).contains("enabled again");
        assertThat(desk.house
                        .directory()
                        .account(MailAddress.parse("bob@example.org"))
                        .orElseThrow()
                        .enabled())
                .isTrue();
    }

    private static String guid(int last) {
        byte[] bytes = new byte[16];
        bytes[0] = (byte) 0xfe;
        bytes[15] = (byte) last;
        return Base64.getEncoder().encodeToString(bytes);
    }
}
