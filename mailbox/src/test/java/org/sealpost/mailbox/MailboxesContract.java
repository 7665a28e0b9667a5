package org.sealpost.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxMetaData;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.database.Database;

/** What delivery may rely on, on each engine. */
abstract class MailboxesContract {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    private final People people = new People().account("ann@example.org", "a.smith@example.org");
    private final Database database;
    private final MailboxLayer mailboxes;

    MailboxesContract(Engine engine) {
        this.database = engine.emptied();
        this.mailboxes =
                new MailboxLayer(database, Engine.contents(database, Clock.systemUTC()), people, Clock.systemUTC());
    }

    @AfterEach
    void close() {
        mailboxes.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Subject: plain\r\n\r\nbody\r\n",
                "Subject: 8 bit\r\n\r\n\u00e4\u00f6\u00fc\u0000\u0001\r\n",
                "Subject: \u00e4\u00f6 in the header\r\n\r\n",
                "Subject: trailing blanks   \r\n\r\nline   \r\n   \r\n",
                "Subject: dots\r\n\r\n.\r\n..\r\n.x\r\n",
                "Subject: bare CR\r\n\r\na\rb\r\n",
                "Subject: bare LF\r\n\r\na\nb\n",
                "Subject: no end of line",
                "Subject: only a header\r\n",
                "\r\nno header\r\n",
                "",
                "no colon in here\r\nSubject: late\r\n\r\nbody\r\n",
                "Subject: odd\r\n\tfolding\r\n  and more\r\nSubject: twice\r\n\r\n",
                "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\npreamble\r\n--x\r\n\r\none\r\n--x\r\n\r\nno final boundary",
                "Content-Type: multipart/signed; boundary=\"b\"\r\n\r\n--b\r\n\r\nsigned  \r\n--b--\r\nepilogue\r\n",
                "Content-Type: broken; ; =\r\nContent-Transfer-Encoding: \u00ff\r\n\r\nx"
            })
    void contentStaysAsItIsByteForByte(String mail) throws Exception {
        byte[] bytes = mail.getBytes(StandardCharsets.ISO_8859_1);

        deliver("INBOX", bytes, "one");

        assertThat(read("INBOX")).singleElement().isEqualTo(bytes);
        assertThat(headerAndBody()).isEqualTo(bytes);
        assertThat(mailboxes.usedBytes(ANN)).isEqualTo(bytes.length);
    }

    @Test
    void longContentStaysAsItIs() throws Exception {
        byte[] bytes = new byte[5_000_000];
        new java.util.Random(7).nextBytes(bytes);

        deliver("INBOX", bytes, "long");

        assertThat(read("INBOX")).singleElement().isEqualTo(bytes);
    }

    @Test
    void aLongHeaderFieldStaysAsItIs() throws Exception {
        byte[] bytes = ("Subject: " + "x".repeat(300_000) + "\r\n\r\nbody\r\n").getBytes(StandardCharsets.US_ASCII);

        deliver("INBOX", bytes, "long header");

        assertThat(read("INBOX")).singleElement().isEqualTo(bytes);
    }

    @Test
    void noWordOfAMessageLiesReadableBesideIt() throws Exception {
        String file = """
                Subject: the-subject
                Content-Description: the-description
                Content-Type: application/pdf; name=the-name.pdf
                Content-Disposition: attachment; filename=the-file.pdf

                the-body
                """.replace("\n", "\r\n");

        deliver("INBOX", file.getBytes(StandardCharsets.US_ASCII), "file");

        List<String> kept = database.read(sql -> sql.list(
                "SELECT properties, listing FROM mailbox_message",
                row -> new String(row.getBytes(1), StandardCharsets.ISO_8859_1)
                        + new String(row.getBytes(2), StandardCharsets.ISO_8859_1)));
        assertThat(kept).singleElement().asString().hasSizeGreaterThan(100).doesNotContain("the-", "pdf");
        assertThat(read("INBOX")).singleElement().isEqualTo(file.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void theSameDeliveryTwiceIsOneMessage() throws Exception {
        deliver("INBOX", "Subject: once\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "same");
        deliver("INBOX", "Subject: once\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "same");

        assertThat(read("INBOX")).hasSize(1);
    }

    @Test
    void deliveriesAtTheSameTimeGetDenseUids() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> done = threads.invokeAll(IntStream.range(0, 100)
                    .<Callable<Boolean>>mapToObj(i -> () -> {
                        deliver("INBOX", ("Subject: " + i + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII), "d" + i);
                        return true;
                    })
                    .toList());
            assertThat(done).allMatch(future -> future.state() == Future.State.SUCCESS);
        }

        assertThat(uids("INBOX"))
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, 100).mapToObj(Long::valueOf).toList());
    }

    @Test
    void anAliasIsItsAccount() throws Exception {
        mailboxes.append(
                MailAddress.parse("A.Smith@Example.ORG"),
                "INBOX",
                Content.of("x".getBytes(StandardCharsets.US_ASCII)),
                "1");

        assertThat(read("INBOX")).hasSize(1);
    }

    @Test
    void missingFoldersAreMadeAndAllStandardFoldersWithThem() throws Exception {
        deliver("Lists.Security", "Subject: list\r\n\r\n".getBytes(StandardCharsets.US_ASCII), "1");

        assertThat(folderNames())
                .contains("INBOX", "Archive", "Drafts", "Junk", "Sent", "Trash", "Lists", "Lists.Security");
        assertThat(read("Lists.Security")).hasSize(1);
    }

    @Test
    void aFullMailboxRefusesForNowAndKeepsNothing() throws Exception {
        people.account("ann@example.org", 1_000);
        deliver("INBOX", new byte[900], "fits");

        assertThatThrownBy(() -> deliver("INBOX", new byte[101], "too much"))
                .isInstanceOfSatisfying(
                        MailFailure.class,
                        failure -> assertThat(failure.status()).isEqualTo(EnhancedStatus.MAILBOX_FULL));
        assertThat(mailboxes.usedBytes(ANN)).isEqualTo(900);
        deliver("INBOX", new byte[100], "too much");
        assertThat(mailboxes.usedBytes(ANN)).isEqualTo(1_000);
    }

    @Test
    void removingAnAccountLeavesNoBytesBehind() throws Exception {
        deliver("INBOX", new byte[100_000], "1");
        deliver("Archive", new byte[2_000_000], "2");

        mailboxes.removeAll(ANN);

        assertThat(mailboxes.usedBytes(ANN)).isZero();
        for (String table : List.of("mailbox", "mailbox_entry", "mailbox_message", "content", "content_chunk")) {
            assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM " + table)))
                    .as(table)
                    .isZero();
        }
    }

    @Test
    void headersAndFlagsAreReadWithoutTheBody() throws Exception {
        deliver("INBOX", ("Subject: s\r\n\r\n" + "x".repeat(1_000_000)).getBytes(StandardCharsets.US_ASCII), "1");
        database.<Integer>write(sql -> sql.update("DELETE FROM content_chunk"));

        MessageResult result = results("INBOX", FetchGroup.HEADERS).next();

        try (InputStream header = result.getHeaders().getInputStream()) {
            assertThat(new String(header.readAllBytes(), StandardCharsets.US_ASCII))
                    .isEqualTo("Subject: s\r\n\r\n");
        }
    }

    private void deliver(String folder, byte[] bytes, String id) {
        mailboxes.append(ANN, folder, Content.of(bytes), id);
    }

    private Iterator<MessageResult> results(String folder, FetchGroup group) throws Exception {
        MailboxSession session = mailboxes.open(ANN);
        MessageManager manager =
                mailboxes.folders().getMailbox(MailboxPath.forUser(session.getUser(), folder), session);
        return manager.getMessages(MessageRange.all(), group, session);
    }

    private List<byte[]> read(String folder) throws Exception {
        List<byte[]> contents = new ArrayList<>();
        Iterator<MessageResult> results = results(folder, FetchGroup.FULL_CONTENT);
        while (results.hasNext()) {
            try (InputStream in = results.next().getFullContent().getInputStream()) {
                contents.add(in.readAllBytes());
            }
        }
        return contents;
    }

    private byte[] headerAndBody() throws Exception {
        MessageResult result = results("INBOX", FetchGroup.FULL_CONTENT).next();
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        try (InputStream header =
                        results("INBOX", FetchGroup.HEADERS).next().getHeaders().getInputStream();
                InputStream body = result.getBody().getInputStream()) {
            header.transferTo(joined);
            body.transferTo(joined);
        }
        return joined.toByteArray();
    }

    private List<Long> uids(String folder) throws Exception {
        List<Long> uids = new ArrayList<>();
        results(folder, FetchGroup.MINIMAL)
                .forEachRemaining(result -> uids.add(result.getUid().asLong()));
        return uids;
    }

    private List<String> folderNames() {
        MailboxSession session = mailboxes.open(ANN);
        return mailboxes
                .folders()
                .search(MailboxQuery.privateMailboxesBuilder(session).build(), session)
                .map(MailboxMetaData::getPath)
                .map(MailboxPath::getName)
                .collectList()
                .blockOptional()
                .orElseThrow();
    }
}
