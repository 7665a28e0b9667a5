package org.sealpost.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import javax.mail.Flags;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.StoredMail.Lying;
import org.sealpost.mailbox.StoredMail.Progress;
import org.sealpost.mailbox.StoredMail.Standing;
import org.sealpost.store.database.Database;

/** Mail that is given another form where it lies, on each engine. */
class StoredMailTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final Date WHEN = Date.from(Instant.parse("2020-02-02T02:02:02Z"));

    @ParameterizedTest
    @EnumSource(Engine.class)
    void aMessageIsReplacedUnderTheNextUidAndKeepsFlagsKeywordsAndDate(Engine engine) throws Exception {
        try (MailboxLayer mailboxes = layer(engine.emptied())) {
            append(mailboxes, "Subject: one\r\n\r\nfirst\r\n");
            append(mailboxes, "Subject: two\r\n\r\nsecond\r\n");
            StoredMail stored = mailboxes.storedMail();
            stored.begin(ANN, "sealed");
            Lying first = stored.next(ANN, 1).getFirst();

            stored.replace(ANN, first, content("Subject: one\r\n\r\nFIRST, sealed\r\n"));

            List<MessageResult> found = messages(mailboxes);
            assertThat(found).extracting(one -> one.getUid().asLong()).containsExactly(2L, 3L);
            MessageResult replaced = found.get(1);
            assertThat(text(replaced.getFullContent().getInputStream())).contains("FIRST, sealed");
            assertThat(replaced.getInternalDate()).isEqualTo(WHEN);
            assertThat(replaced.getFlags().contains(Flags.Flag.FLAGGED)).isTrue();
            assertThat(replaced.getFlags().contains("$Kept")).isTrue();
            assertThat(mailboxes.usedBytes(ANN))
                    .isEqualTo("Subject: two\r\n\r\nsecond\r\n".length()
                            + "Subject: one\r\n\r\nFIRST, sealed\r\n".length());
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whoWasCutOffGoesOnWhereTheyStopped(Engine engine) throws Exception {
        Database database = engine.emptied();
        try (MailboxLayer before = layer(database)) {
            for (int i = 0; i < 5; i++) {
                append(before, "Subject: " + i + "\r\n\r\nx\r\n");
            }
            StoredMail stored = before.storedMail();
            stored.begin(ANN, "sealed");
            stored.leave(ANN, stored.next(ANN, 1).getFirst(), false);
            stored.leave(ANN, stored.next(ANN, 1).getFirst(), true);
        }

        try (MailboxLayer after = layer(database)) {
            StoredMail stored = after.storedMail();

            assertThat(stored.next(ANN, 10)).extracting(Lying::uid).containsExactly(3L, 4L, 5L);
            assertThat(stored.progress())
                    .extracting(Progress::messages, Progress::unchecked, Progress::leftAlone)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(5L, 3L, 1L));
            assertThat(stored.standing(false)).containsExactly(new Standing(ANN, "sealed", true));
            stored.next(ANN, 10).forEach(lying -> stored.leave(ANN, lying, false));
            stored.done(ANN);
            assertThat(stored.standing(false)).isEmpty();
            assertThat(stored.standing(true)).containsExactly(new Standing(ANN, "sealed", false));
            append(after, "Subject: copied in\r\n\r\nx\r\n");
            assertThat(stored.standing(true)).containsExactly(new Standing(ANN, "sealed", true));
            assertThat(stored.progress(ANN)).isPresent();
            stored.begin(ANN, "sealed for others");
            assertThat(stored.next(ANN, 10)).as("another form: all again").hasSize(6);
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatSomebodyTookAwayInTheMeantimeStaysAway(Engine engine) throws Exception {
        try (MailboxLayer mailboxes = layer(engine.emptied())) {
            append(mailboxes, "Subject: gone\r\n\r\nx\r\n");
            StoredMail stored = mailboxes.storedMail();
            stored.begin(ANN, "sealed");
            Lying lying = stored.next(ANN, 1).getFirst();
            inbox(mailboxes).delete(List.of(messages(mailboxes).getFirst().getUid()), mailboxes.open(ANN));

            stored.replace(ANN, lying, content("Subject: back\r\n\r\nx\r\n"));

            assertThat(messages(mailboxes)).isEmpty();
            assertThat(mailboxes.usedBytes(ANN)).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatAProgramPutsIntoAFolderIsGivenTheFormOfItsOwner(Engine engine) throws Exception {
        try (MailboxLayer mailboxes = layer(engine.emptied())) {
            mailboxes.formedBy((owner, given, draft) -> content("Subject: for " + owner + "\r\n\r\nsealed\r\n"));

            append(mailboxes, "Subject: draft\r\n\r\nreadable\r\n");

            assertThat(text(messages(mailboxes).getFirst().getFullContent().getInputStream()))
                    .isEqualTo("Subject: for ann@example.org\r\n\r\nsealed\r\n");
        }
    }

    @ParameterizedTest
    @EnumSource(Engine.class)
    void whatIsWrittenOnStillIsToldByItsFolderOrItsFlag(Engine engine) throws Exception {
        try (MailboxLayer mailboxes = layer(engine.emptied())) {
            List<Boolean> drafts = new ArrayList<>();
            mailboxes.formedBy((owner, given, draft) -> {
                drafts.add(draft);
                return given;
            });

            MailboxSession session = mailboxes.open(ANN);
            append(inbox(mailboxes), session, new Flags(), "Subject: sent\r\n\r\nx\r\n");
            append(inbox(mailboxes), session, new Flags(Flags.Flag.DRAFT), "Subject: on\r\n\r\nx\r\n");
            MessageManager folder =
                    mailboxes.folders().getMailbox(MailboxPath.forUser(session.getUser(), "Drafts"), session);
            append(folder, session, new Flags(), "Subject: and on\r\n\r\nx\r\n");

            assertThat(drafts).containsExactly(false, true, true);
        }
    }

    private static MailboxLayer layer(Database database) {
        return new MailboxLayer(
                database,
                Engine.contents(database, Clock.systemUTC()),
                new People().account("ann@example.org"),
                Clock.systemUTC());
    }

    private static void append(MailboxLayer mailboxes, String message) throws Exception {
        Flags flags = new Flags(Flags.Flag.FLAGGED);
        flags.add("$Kept");
        append(inbox(mailboxes), mailboxes.open(ANN), flags, message);
    }

    private static void append(MessageManager folder, MailboxSession session, Flags flags, String message)
            throws Exception {
        folder.appendMessage(
                MessageManager.AppendCommand.builder()
                        .withInternalDate(WHEN)
                        .withFlags(flags)
                        .build(message),
                session);
    }

    private static MessageManager inbox(MailboxLayer mailboxes) throws Exception {
        MailboxSession session = mailboxes.open(ANN);
        return mailboxes.folders().getMailbox(MailboxPath.inbox(session), session);
    }

    private static List<MessageResult> messages(MailboxLayer mailboxes) throws Exception {
        Iterator<MessageResult> found =
                inbox(mailboxes).getMessages(MessageRange.all(), FetchGroup.FULL_CONTENT, mailboxes.open(ANN));
        List<MessageResult> all = new ArrayList<>();
        found.forEachRemaining(all::add);
        return all;
    }

    private static Content content(String text) {
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String text(InputStream in) throws IOException {
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII);
        }
    }
}
