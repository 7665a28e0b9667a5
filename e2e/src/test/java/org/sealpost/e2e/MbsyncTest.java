package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** mbsync keeps a copy of a mailbox on somebody's laptop: changes go both ways, and when nothing changed nothing moves. */
class MbsyncTest {
    private static final Demo DEMO = Demo.start();

    private final Path folder = newFolder();

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    @Test
    void aMailboxIsTheSameOnBothSidesAndASecondRunDoesNothing() throws IOException {
        try (TlsClient imap = TlsClient.imap(DEMO, Demo.address("bob"), DEMO.password("bob"))) {
            append(imap, "INBOX", "first");
            append(imap, "INBOX", "second");
            imap.imap("CREATE Projects");
            append(imap, "Projects", "third");

            synchronise();
            assertThat(subjects("INBOX")).containsExactlyInAnyOrder("first", "second");
            assertThat(subjects("Projects")).containsExactly("third");

            imap.imap("SELECT INBOX");
            imap.imap("STORE 1 +FLAGS (\\Flagged)");
            Files.writeString(
                    folder.resolve("mail/INBOX/new/1.local"),
                    "From: bob@sealpost.example\nSubject: written on the laptop\n\nHello\n");
            Path seen = file("INBOX", "second");
            Files.move(seen, folder.resolve("mail/INBOX/cur").resolve(bare(seen) + ":2,S"));
            synchronise();
            assertThat(file("INBOX", "first").getFileName().toString()).endsWith(":2,F");
            assertThat(headers(imap)).contains("Subject: written on the laptop");
            assertThat(imap.imap("FETCH 2 FLAGS").toString()).contains("\\Seen");

            imap.imap("STORE 1 +FLAGS (\\Deleted)");
            imap.imap("EXPUNGE");
            Files.delete(file("INBOX", "second"));
            synchronise();
            assertThat(subjects("INBOX")).containsExactly("written on the laptop");
            assertThat(imap.imap("STATUS INBOX (MESSAGES)")).anyMatch(line -> line.contains("MESSAGES 1"));

            List<String> before = files();
            String state =
                    imap.imap("STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)").toString();
            synchronise();

            assertThat(files()).isEqualTo(before);
            assertThat(imap.imap("STATUS INBOX (MESSAGES UIDNEXT HIGHESTMODSEQ)")
                            .toString())
                    .isEqualTo(state);
        }
    }

    private static void append(TlsClient imap, String box, String subject) throws IOException {
        String mail = "From: pat@partner.example\r\nSubject: " + subject + "\r\n\r\nHello\r\n";
        imap.imap("APPEND " + box + " {" + mail.length() + "}");
        imap.send((mail + "\r\n").getBytes(StandardCharsets.US_ASCII));
        String answer = imap.line();
        while (!answer.startsWith("t ")) {
            answer = imap.line();
        }
        assertThat(answer).startsWith("t OK");
    }

    private static String headers(TlsClient imap) throws IOException {
        return String.join("\n", imap.imap("FETCH 1:* BODY.PEEK[HEADER.FIELDS (SUBJECT)]"));
    }

    private void synchronise() {
        Run run = Run.of("mbsync", "-V", "-c", folder.resolve("mbsyncrc").toString(), "-a");
        assertThat(run.exit()).as(run.text()).isZero();
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("mail"))) {
            return files.map(Path::toString)
                    .filter(name -> name.contains("/cur/") || name.contains("/new/"))
                    .sorted()
                    .toList();
        }
    }

    private List<String> subjects(String box) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("mail").resolve(box))) {
            return files.filter(MbsyncTest::isMessage).map(MbsyncTest::subject).toList();
        }
    }

    private Path file(String box, String subject) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("mail").resolve(box))) {
            return files.filter(MbsyncTest::isMessage)
                    .filter(file -> subject(file).equals(subject))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static boolean isMessage(Path file) {
        return Files.isRegularFile(file) && file.toString().matches(".*/(cur|new)/[^/]+");
    }

    private static String subject(Path file) {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.startsWith("Subject: "))
                    .findFirst()
                    .orElse("Subject: none")
                    .substring("Subject: ".length())
                    .strip();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String bare(Path file) {
        return file.getFileName().toString().replaceAll(":2,.*", "");
    }

    private static Path newFolder() {
        try {
            Path folder = TestFolders.make("mbsync");
            Files.createDirectories(folder.resolve("mail"));
            Path settings = Files.createFile(
                    folder.resolve("mbsyncrc"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(settings, """
                    IMAPAccount server
                    Host localhost
                    Port %d
                    User %s
                    Pass "%s"
                    SSLType IMAPS
                    SystemCertificates no
                    CertificateFile %s

                    IMAPStore far
                    Account server

                    MaildirStore near
                    Path %s/mail/
                    Inbox %s/mail/INBOX
                    SubFolders Verbatim

                    Channel all
                    Far :far:
                    Near :near:
                    Patterns *
                    Create Both
                    Expunge Both
                    SyncState *
                    """.formatted(
                            DEMO.port("imaps"), Demo.address("bob"), DEMO.password("bob"), DEMO.ca(), folder, folder));
            return folder;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
