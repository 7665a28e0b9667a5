package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.access.SharedKeys;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.MemberKeys.MemberLid;

/** Shared mailboxes as administrators make and change them. */
class SharedCommandsTest {
    private static final MailAddress INFO = MailAddress.parse("info@example.org");

    private final Desk desk = new Desk();

    @BeforeEach
    void setUp() {
        for (String name : List.of("ann", "bob", "carol")) {
            desk.done("user", "add", name);
        }
        desk.done("shared", "add", "info", "--name", "Information");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void everyKeyIsClosedToEveryMemberAndToNobodyElse() {
        desk.done("shared", "join", "info", "ann", "--right", "read,send-on-behalf");
        desk.done("shared", "join", "info", "bob", "--right", "send-as");

        assertThat(openers()).containsExactly("ann@example.org");
        assertThat(desk.done("shared", "show", "info"))
                .contains(
                        "ann@example.org: read, send-on-behalf",
                        "bob@example.org: send-as",
                        "read by: ann@example.org");
        assertThat(desk.done("shared", "list")).contains("info@example.org", "Information");
        assertThat(desk.done("audit", "show", "info@example.org"))
                .contains("ann@example.org shares the mailbox: read, send-on-behalf", "admin tester");
    }

    @Test
    void aGroupIsAllItsPeopleAndFollowsThem() {
        desk.done("group", "add", "desk", "ann");
        desk.done("shared", "join", "info", "desk", "--right", "work");
        assertThat(openers()).containsExactly("ann@example.org");

        desk.done("group", "join", "desk", "bob");
        desk.done("group", "leave", "desk", "ann");
        desk.house.gateway().sharing().pass();

        assertThat(openers()).containsExactly("bob@example.org");
    }

    @Test
    void whoIsRemovedSharesNothingAnyMore() {
        desk.done("shared", "join", "info", "ann");

        desk.done("user", "remove", "ann");

        assertThat(openers()).isEmpty();
        assertThat(desk.done("shared", "show", "info")).doesNotContain("ann");
    }

    @Test
    void aMemberWhoGetsAnotherCertificateOpensTheKeysWithIt() {
        desk.done("shared", "join", "info", "ann");
        String before = lids().getFirst().fingerprint();

        desk.done("cert", "revoke", before, "--reason", "SUPERSEDED");
        desk.house.gateway().sharing().pass();

        assertThat(lids())
                .singleElement()
                .satisfies(lid -> assertThat(lid.fingerprint()).isNotEqualTo(before));
    }

    @Test
    void whereTheServerGaveTheKeyUpAMembersKeyLetsOthersIn() {
        desk.done("shared", "join", "info", "ann");
        desk.done("key", "release", "info", "--kept-elsewhere");

        desk.done("shared", "join", "info", "bob");

        assertThat(openers()).containsExactly("ann@example.org", "bob@example.org");
        assertThat(desk.house.gateway().sharing().openers(INFO))
                .extracting(SharedKeys.Opener::server)
                .containsOnly(false);
        desk.done("key", "release", "ann", "--kept-elsewhere");
        desk.done("key", "release", "bob", "--kept-elsewhere");
        assertThat(desk.mistake("shared", "join", "info", "carol")).contains("nobody here opens the key");
        desk.done("shared", "leave", "info", "ann");
        assertThat(openers()).containsExactly("bob@example.org");
    }

    @Test
    void mistakesAreToldWithWhatWasExpected() {
        assertThat(desk.mistake("shared", "join", "info", "ann", "--right", "everything"))
                .contains("expected read, work, send-on-behalf or send-as");
        assertThat(desk.mistake("shared", "join", "info", "nobody")).contains("no person or group");
        assertThat(desk.mistake("shared", "join", "info", "info")).contains("is a shared mailbox itself");
        assertThat(desk.mistake("shared", "join", "ann", "bob")).contains("is no shared mailbox");
        assertThat(desk.mistake("shared", "leave", "info", "bob")).contains("does not share");
        assertThat(desk.mistake("shared", "key", "info", "bob", "--out", "x")).contains("does not share");
        assertThat(desk.mistake("shared", "show", "ann")).contains("is no shared mailbox");
        assertThat(desk.mistake("user", "remove", "info")).contains("sealpost shared remove");
        assertThat(desk.mistake("shared", "add", "ann")).isNotEmpty();
        assertThat(desk.mistake("storage", "open", "user info@example.org")).contains("is not stored sealed");
    }

    @Test
    void itEndsWithItsMembersAndItsAddressIsFreeOnlyForTheSame() {
        desk.done("shared", "join", "info", "ann");
        desk.done("shared", "folder", "info", "Orders.2026");

        desk.done("shared", "remove", "info", "--with-mail");

        assertThat(desk.done("shared", "list")).contains("none");
        assertThat(desk.mistake("user", "add", "info")).contains("there was an account");
    }

    private List<String> openers() {
        return lids().stream().map(MemberLid::member).distinct().toList();
    }

    private List<MemberLid> lids() {
        return desk.house.gateway().sharing().openers(INFO).stream()
                .flatMap(key -> key.members().stream())
                .toList();
    }
}
