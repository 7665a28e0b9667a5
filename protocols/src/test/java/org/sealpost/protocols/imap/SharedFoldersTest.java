package org.sealpost.protocols.imap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Domain;
import org.sealpost.mailbox.PublicFolders;
import org.sealpost.protocols.session.Client;
import org.sealpost.protocols.session.Engine;
import org.sealpost.protocols.session.Limits;

class SharedFoldersTest {
    private Server server;
    private Client ann;
    private Client bob;

    @BeforeEach
    void open() throws IOException {
        server = new Server(Engine.SQLITE.emptied(), Limits.DEFAULT);
        server.people.group("sales@example.org", "bob@example.org");
        ann = server.client("ann@example.org");
        bob = server.client("bob@example.org");
        ann.ok("CREATE Projects.Bridge");
        ann.send("t APPEND Projects.Bridge {22+}\r\nSubject: steel\r\n\r\nHi\r\n");
        ann.until("t OK");
    }

    @AfterEach
    void close() throws IOException {
        ann.close();
        bob.close();
        server.close();
    }

    @Test
    void nobodySeesWhatIsNotShared() throws Exception {
        assertThat(bob.ok("LIST \"\" *")).noneMatch(line -> line.contains("Shared"));
        assertThat(bob.imap("SELECT Shared.ann.Projects.Bridge"))
                .last()
                .asString()
                .startsWith("t NO");
        assertThat(bob.imap("STATUS Shared.ann.Projects.Bridge (MESSAGES)"))
                .last()
                .asString()
                .startsWith("t NO");
        assertThat(bob.imap("SELECT Shared.ann.INBOX")).last().asString().startsWith("t NO");
    }

    @Test
    void whoMayReadReadsAndNoMore() throws Exception {
        ann.ok("SETACL Projects.Bridge bob@example.org lr");

        assertThat(bob.ok("LIST \"\" *")).contains("* LIST (\\HasNoChildren) \".\" \"Shared.ann.Projects.Bridge\"");
        assertThat(bob.ok("STATUS Shared.ann.Projects.Bridge (MESSAGES)"))
                .contains("* STATUS \"Shared.ann.Projects.Bridge\" (MESSAGES 1)");
        List<String> selected = bob.ok("SELECT Shared.ann.Projects.Bridge");
        assertThat(selected).contains("* 1 EXISTS");
        assertThat(selected.getLast()).contains("[READ-ONLY]");
        assertThat(bob.ok("FETCH 1 (BODY[TEXT])")).contains("Hi");
        assertThat(bob.imap("STORE 1 +FLAGS (\\Deleted)")).last().asString().startsWith("t NO");
        assertThat(bob.imap("EXPUNGE")).last().asString().startsWith("t NO");
        assertThat(bob.imap("UID MOVE 1 Trash")).last().asString().startsWith("t NO");
        assertThat(bob.imap("APPEND Shared.ann.Projects.Bridge {4+}\r\nabcd"))
                .last()
                .asString()
                .startsWith("t NO");
        bob.ok("COPY 1 Archive");
        bob.ok("CLOSE");
        assertThat(bob.imap("DELETE Shared.ann.Projects.Bridge"))
                .last()
                .asString()
                .startsWith("t NO");
        assertThat(bob.imap("SETACL Shared.ann.Projects.Bridge bob@example.org lrswa"))
                .last()
                .asString()
                .startsWith("t NO");
        assertThat(ann.ok("STATUS Projects.Bridge (MESSAGES)")).contains("* STATUS \"Projects.Bridge\" (MESSAGES 1)");
    }

    /** One right is not another: James asks only whether there is any right to change anything. */
    @Test
    void eachRightAllowsWhatItNames() throws Exception {
        ann.ok("SETACL Projects.Bridge bob@example.org lrs");

        bob.ok("SELECT Shared.ann.Projects.Bridge");
        bob.ok("STORE 1 +FLAGS (\\Seen)");
        assertThat(bob.imap("STORE 1 +FLAGS (\\Flagged)")).last().asString().startsWith("t NO");
        assertThat(bob.imap("STORE 1 +FLAGS (\\Deleted)")).last().asString().startsWith("t NO");
        assertThat(bob.imap("EXPUNGE")).last().asString().startsWith("t NO");
        assertThat(bob.imap("APPEND Shared.ann.Projects.Bridge {4+}\r\nabcd"))
                .last()
                .asString()
                .startsWith("t NO");
        ann.ok("SETACL Projects.Bridge bob@example.org lrswite");
        bob.ok("STORE 1 +FLAGS (\\Flagged \\Deleted)");
        bob.ok("EXPUNGE");
        assertThat(ann.ok("STATUS Projects.Bridge (MESSAGES)")).contains("* STATUS \"Projects.Bridge\" (MESSAGES 0)");
    }

    @Test
    void percentWalksDownLevelByLevel() throws Exception {
        ann.ok("SETACL Projects.Bridge bob@example.org lr");

        assertThat(bob.ok("LIST \"\" %")).contains("* LIST (\\Noselect \\HasChildren) \".\" \"Shared\"");
        assertThat(bob.ok("LIST \"\" Shared.%")).contains("* LIST (\\Noselect \\HasChildren) \".\" \"Shared.ann\"");
        assertThat(bob.ok("LIST Shared.ann. %"))
                .contains("* LIST (\\Noselect \\HasChildren) \".\" \"Shared.ann.Projects\"");
        assertThat(bob.ok("LIST \"\" Shared.ann.Projects.%"))
                .contains("* LIST (\\HasNoChildren) \".\" \"Shared.ann.Projects.Bridge\"");
    }

    @Test
    void anyoneAndGroupsCanBeNamed() throws Exception {
        try (Client carol = server.client("carol@example.org")) {
            ann.ok("SETACL Projects.Bridge sales@example.org lr");
            bob.ok("SELECT Shared.ann.Projects.Bridge");
            assertThat(carol.imap("SELECT Shared.ann.Projects.Bridge"))
                    .last()
                    .asString()
                    .startsWith("t NO");

            ann.ok("SETACL Projects.Bridge anyone lr");
            carol.ok("SELECT Shared.ann.Projects.Bridge");

            assertThat(ann.ok("GETACL Projects.Bridge").getFirst()).contains("\"anyone\" \"lr\"");
            ann.ok("DELETEACL Projects.Bridge anyone");
            assertThat(carol.imap("STATUS Shared.ann.Projects.Bridge (MESSAGES)"))
                    .last()
                    .asString()
                    .startsWith("t NO");
        }
    }

    @Test
    void publicFoldersBelongToNobody() throws Exception {
        PublicFolders folders = server.mailboxes.publicFolders();
        Domain domain = new Domain("example.org");
        folders.make(domain, "News");
        folders.grant(domain, "News", "anyone", "lr");
        folders.grant(domain, "News", "ann@example.org", "lrswipte");

        ann.send("t APPEND Public.News {15+}\r\nSubject: new\r\n\r\n");
        ann.until("t OK");

        assertThat(bob.ok("LIST \"\" *")).contains("* LIST (\\HasNoChildren) \".\" \"Public.News\"");
        assertThat(bob.ok("SELECT Public.News")).contains("* 1 EXISTS");
        assertThat(bob.imap("APPEND Public.News {4+}\r\nabcd"))
                .last()
                .asString()
                .startsWith("t NO");
        bob.ok("SUBSCRIBE Public.News");
        assertThat(bob.ok("LSUB \"\" *")).anyMatch(line -> line.contains("Public.News"));
    }

    @Test
    void publicFoldersOfAnotherDomainAreNotSeen() throws Exception {
        PublicFolders folders = server.mailboxes.publicFolders();
        folders.make(new Domain("example.org"), "News");
        folders.grant(new Domain("example.org"), "News", "anyone", "lr");
        server.people.account("zoe@other.example", "secret");

        try (Client zoe = server.client("zoe@other.example")) {
            assertThat(zoe.ok("LIST \"\" *")).noneMatch(line -> line.contains("Public"));
            assertThat(zoe.imap("SELECT Public.News")).last().asString().startsWith("t NO");
        }
    }

    @Test
    void whoHasARemovedPublicFolderOpenIsTold() throws Exception {
        PublicFolders folders = server.mailboxes.publicFolders();
        Domain domain = new Domain("example.org");
        folders.make(domain, "News.2026");
        folders.grant(domain, "News.2026", "anyone", "lrip");
        ann.send("t APPEND Public.News.2026 {15+}\r\nSubject: new\r\n\r\n");
        ann.until("t OK");
        bob.ok("SELECT Public.News.2026");
        assertThat(folders.list(domain))
                .extracting(PublicFolders.PublicFolder::name)
                .containsExactly("News", "News.2026");
        assertThat(folders.find(domain, "News.2026").orElseThrow().messages()).isEqualTo(1);
        assertThat(folders.find(domain, "News.2026").orElseThrow().rights()).containsEntry("anyone", "ilpr");

        folders.remove(domain, "News.2026");

        assertThat(bob.send("t NOOP").line()).startsWith("* BYE");
        assertThat(folders.list(domain))
                .extracting(PublicFolders.PublicFolder::name)
                .containsExactly("News");
    }

    @Test
    void newMailInASharedFolderIsSeenByIdle() throws Exception {
        ann.ok("SETACL Projects.Bridge bob@example.org lr");
        bob.ok("SELECT Shared.ann.Projects.Bridge");
        bob.send("t IDLE");
        bob.until("+");

        ann.send("t APPEND Projects.Bridge {18+}\r\nSubject: second\r\n\r\n");
        ann.until("t OK");

        assertThat(bob.until("* 2 EXISTS")).isNotEmpty();
        bob.send("DONE").until("t OK");
    }
}
