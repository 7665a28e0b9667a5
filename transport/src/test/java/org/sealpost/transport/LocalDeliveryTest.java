package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Mailboxes;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.TrustRule;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.KeyAccess;
import org.sealpost.protection.SigningKey;
import org.sealpost.protection.Smime;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.CorrespondentStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** What a person gets whose mail came in a form that the mail program may not read. OpenSSL is the sender. */
class LocalDeliveryTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final MailAddress DORA = MailAddress.parse("dora@example.org");
    private static final String OPEN_PGP = """
            From: pat@partner.example
            Content-Type: multipart/%s; protocol="application/pgp-%s"; boundary=x

            --x
            Content-Type: %s

            %s
            --x
            Content-Type: %s

            -----BEGIN PGP MESSAGE-----

            jA0ECQMCKgqkJpdND+X/0jwBXZP3aoqQopzmUJPC/K4w1+mTgpHdeLU5w386sBfF
            0OV5t3Z1NbzMi7bQ1jVHcpY//LHL09ERmuh74LM=
            =7vwE
            -----END PGP MESSAGE-----
            --x--
            """;

    /** With one file, a.txt, that says hello. */
    private static final String TNEF = "eJ8+IgEAAgKQBgAAAAAAAAACEIABAAYAAABhLnR4dAAAAAIPgAYABQAAAGhlbGxvAAA=";

    private final List<AuditEvent> events = new ArrayList<>();
    private final List<String> delivered = new ArrayList<>();
    private final List<String> folders = new ArrayList<>();
    private AuthenticationResults sender = AuthenticationResults.NONE;
    private ChainVerdict verdict = new ChainVerdict.Trusted();
    private Path folder = Path.of("");
    private Optional<Database> opened = Optional.empty();

    @BeforeEach
    void folder() throws IOException {
        folder = TestFolders.make("local-delivery");
    }

    @AfterEach
    void close() {
        opened.ifPresent(Database::close);
    }

    @Test
    void anOpaqueSignatureIsVerifiedAndTakenOffForAnyMailProgramToRead() throws Exception {
        String got = deliver(opaque("the blood count"), BOB);

        assertThat(got)
                .contains("X-Sealpost-Smime-Status: signed/verified\r\n")
                .contains("smime=pass", "pat@partner.example", "Subject: Befund\r\n", "Content-Type: text/plain")
                .contains("\r\n\r\nthe blood count")
                .doesNotContain("pkcs7");
        assertThat(rules("VERIFY"))
                .containsExactly(
                        "SIGNATURE_FOUND", "PATH_IS_WHOLE", "OPAQUE_SIGNATURE_UNWRAPPED", "WHOLE_MESSAGE_SIGNED");
    }

    @Test
    void theAuditLineTellsWhyAChainIsNotTrusted() throws Exception {
        verdict = new ChainVerdict.Untrusted("CN=Pat", "", "no root of ours");

        deliver(opaque("the blood count"), DORA);

        assertThat(events.stream()
                        .filter(event -> event.action() == AuditAction.VERIFY)
                        .flatMap(event -> event.because().stream()))
                .contains(Finding.of(TrustRule.NO_PATH_TO_TRUSTED_ROOT, "CN=Pat", "no root of ours"));
    }

    @Test
    void anOpaqueSignatureStaysForThoseWhoseDevicesHoldTheKey() throws Exception {
        String got = deliver(opaque("the blood count"), DORA);

        assertThat(got).contains("smime=pass", "pkcs7-mime", "signed-data").doesNotContain("\r\n\r\nthe blood count");
        assertThat(rules("VERIFY")).contains("SIGNATURE_FOUND").doesNotContain("OPAQUE_SIGNATURE_UNWRAPPED");
    }

    @Test
    void aTripleWrapIsOpenedForThePersonAndEachLayerIsWrittenDown() throws Exception {
        String got = deliver(tripleWrap("the blood count"), BOB);

        assertThat(got)
                .contains("smime=pass", "encrypted with AES-256-CBC", "encrypted+signed/verified", "the blood count")
                .doesNotContain("enveloped-data");
        assertThat(rules("DECRYPT")).containsExactly("CUSTODY_OF_THE_HOUSE");
        assertThat(rules("VERIFY"))
                .contains("MESSAGE_WAS_ENCRYPTED", "SIGNATURE_OUTSIDE_ENCRYPTION", "WHOLE_MESSAGE_SIGNED");
    }

    @Test
    void aSignatureAroundAnEnvelopeThatStaysClosedIsNotCalledTheAuthors() throws Exception {
        String got = deliver(tripleWrap("the blood count"), DORA);

        assertThat(got)
                .contains("smime=none", "X-Sealpost-Smime-Status: unknown", "enveloped-data")
                .doesNotContain("the blood count", "smime=pass");
    }

    @Test
    void openPgpIsDeliveredAsItIsAndNotCalledDamaged() {
        String sealed = OPEN_PGP.formatted(
                "encrypted", "encrypted", "application/pgp-encrypted", "Version: 1", "application/octet-stream");
        String signed =
                OPEN_PGP.formatted("signed", "signature", "text/plain", "the blood count", "application/pgp-signature");

        for (String mail : List.of(sealed, signed)) {
            String sent = mail.replace("\n", "\r\n");
            String got = deliver(sent, BOB);

            assertThat(got).contains("smime=none").endsWith(sent);
        }
        assertThat(events).extracting(AuditEvent::outcome).noneMatch(outcome -> outcome.contains("damaged"));
        assertThat(rules("VERIFY")).isEmpty();
    }

    @Test
    void whatTheDnsSaysOfTheSenderStandsInFrontAndTheSuspectedGoesToJunk() {
        sender = new AuthenticationResults(
                List.of("spf=fail smtp.mailfrom=partner.example", "dmarc=fail header.from=partner.example"), true);

        String got = deliver("From: pat@partner.example\r\n\r\ntext\r\n", BOB);

        assertThat(got)
                .contains("Authentication-Results: mail.example.org; spf=fail smtp.mailfrom=partner.example;\r\n"
                        + "\tdmarc=fail header.from=partner.example;\r\n\tsmime=none");
        assertThat(folders).containsExactly("Junk");
        assertThat(events.getLast().outcome()).endsWith(", folder Junk");
    }

    /** A13: a program that shows opened mail must not tell anybody by itself. */
    @Test
    void openedMailAsksForNoReadReceiptAndReadableMailMay() throws Exception {
        String asks = "Disposition-Notification-To: pat@partner.example\r\n";

        String opened = deliver(asks + tripleWrap("the blood count"), BOB);
        String readable = deliver(asks + "From: pat@partner.example\r\n\r\ntext\r\n", BOB);

        assertThat(opened).contains("the blood count").doesNotContain("Disposition-Notification-To");
        assertThat(readable).contains(asks);
        assertThat(rules("DECIDE")).containsExactly("RECEIPT_REQUEST_TAKEN_OUT");
    }

    /** A27. */
    @Test
    void theFilesOfOutlookStandInUnsignedMailAndSignedMailStaysAsItIs() {
        String mail = "From: pat@partner.example\r\nContent-Type: application/ms-tnef\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + TNEF + "\r\n";
        String signed = "From: pat@partner.example\r\nContent-Type: multipart/signed; boundary=b;"
                + " protocol=\"application/pkcs7-signature\"\r\n\r\n--b\r\n" + mail
                + "\r\n--b\r\nContent-Type: application/pkcs7-signature\r\n\r\nbroken\r\n--b--\r\n";

        String unpacked = deliver(mail, BOB);
        String kept = deliver(signed, BOB);
        String damaged = deliver(mail.replace(TNEF, "AAAAAAAA"), BOB);

        assertThat(unpacked).contains("filename*=utf-8''a.txt", "aGVsbG8=").doesNotContain("ms-tnef");
        assertThat(kept).endsWith(signed);
        assertThat(damaged).contains("ms-tnef", "AAAAAAAA");
        assertThat(rules("DECIDE")).containsExactly("TNEF_IS_UNPACKED", "TNEF_UNREADABLE");
    }

    private List<String> rules(String action) {
        return events.stream()
                .filter(event -> event.action().name().equals(action))
                .flatMap(event -> event.because().stream())
                .map(finding -> finding.rule().name())
                .toList();
    }

    private String deliver(String message, MailAddress recipient) {
        local().deliver(mail(message, recipient), recipient, List.of(), Change.none());
        return delivered.getLast();
    }

    private MailObject mail(String message, MailAddress... recipients) {
        return new MailObject(
                "q" + delivered.size(),
                new Envelope(Optional.of(MailAddress.parse("pat@partner.example")), List.of(recipients)),
                Content.of(message.getBytes(StandardCharsets.ISO_8859_1)),
                new Origin.Received("partner.example", sender),
                new SessionSecurity.Plain(),
                Instant.now());
    }

    private LocalDelivery local() {
        Database database = opened.orElseGet(this::database);
        return new LocalDelivery(
                new DirectoryStore(database),
                mailboxes(),
                new Smime(folder, question -> verdict),
                new LocalDelivery.Keys(
                        new DomainGateway(new CertificateStore(database, Clock.systemUTC()), keys()),
                        new CorrespondentStore(database)),
                audit(),
                "mail.example.org",
                Clock.systemUTC());
    }

    private Database database() {
        Database database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        opened = Optional.of(database);
        DirectoryEditor editor = new DirectoryEditor(database);
        editor.addDomain(BOB.domain());
        editor.addAccount(new Account(BOB, "Bob", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
        editor.addAccount(new Account(DORA, "Dora", "", List.of(), Custody.DEVICE, 0, true), "no password");
        return database;
    }

    /** Signed by Pat with an opaque signature. */
    private String opaque(String text) throws Exception {
        return opaque(text, "/CN=Pat");
    }

    private String opaque(String text, String subject) throws Exception {
        Files.writeString(folder.resolve("text"), "Content-Type: text/plain\r\n\r\n" + text + "\r\n");
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout key -out cert.pem -subj " + subject + " -days 30"
                + " -addext subjectAltName=email:pat@partner.example -addext basicConstraints=critical,CA:FALSE");
        openssl("cms -sign -nodetach -in text -signer cert.pem -inkey key -out signed -from pat@partner.example"
                + " -subject Befund");
        return Files.readString(folder.resolve("signed"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
    }

    @Test
    void whoSignsWellIsLearnedWithWhatTheProgramReadsAndAnotherIssuerIsAnnounced() throws Exception {
        String first = deliver(opaque("the blood count"), BOB);
        CorrespondentStore correspondents = new CorrespondentStore(opened.orElseThrow());
        aMinuteAgo(correspondents);
        String again = deliver(opaque("the blood count", "/CN=Pat/O=Other"), BOB);

        List<Correspondents.Correspondent> known = correspondents.find(PAT);
        assertThat(known).hasSize(2);
        assertThat(known.getFirst().ciphers()).contains("AES-256-CBC");
        assertThat(rules("PUBLISH"))
                .containsExactly("CERTIFICATE_LEARNED", "CERTIFICATE_LEARNED", "ISSUER_HAS_CHANGED");
        assertThat(first).doesNotContain("X-Sealpost-Notice");
        assertThat(again).contains("X-Sealpost-Notice: the certificate of pat@partner.example comes from another");
    }

    @Test
    void everyReaderOfTheMessageIsToldOfTheOtherIssuerAndItIsLearnedOnce() throws Exception {
        deliver(opaque("the blood count"), BOB);
        aMinuteAgo(new CorrespondentStore(opened.orElseThrow()));
        MailObject mail = mail(opaque("the blood count", "/CN=Pat/O=Other"), BOB, DORA);
        LocalDelivery local = local();

        for (MailAddress reader : List.of(BOB, DORA)) {
            local.deliver(mail, reader, List.of(), Change.none());

            assertThat(delivered.getLast())
                    .as(reader.toString())
                    .contains("X-Sealpost-Notice: the certificate of pat@partner.example");
        }
        assertThat(rules("PUBLISH"))
                .containsExactly("CERTIFICATE_LEARNED", "CERTIFICATE_LEARNED", "ISSUER_HAS_CHANGED");
        assertThat(deliver(opaque("the blood count", "/CN=Pat/O=Other"), DORA)).doesNotContain("X-Sealpost-Notice");
    }

    /** Signing times have whole seconds, and tests are fast. */
    private static void aMinuteAgo(CorrespondentStore correspondents) {
        Correspondents.Correspondent one = correspondents.find(PAT).getFirst();
        correspondents
                .learning(new Correspondents.Correspondent(
                        PAT,
                        one.certificate(),
                        one.ciphers(),
                        one.signedAt().minusSeconds(60),
                        one.learnedAt(),
                        one.queueId()))
                .makeNow();
    }

    @Test
    void aSignatureUnderAnUnknownIssuerTeachesNothing() throws Exception {
        verdict = new ChainVerdict.Untrusted("CN=Pat", "", "no root of ours");

        deliver(opaque("the blood count"), BOB);

        assertThat(new CorrespondentStore(opened.orElseThrow()).find(PAT)).isEmpty();
        assertThat(rules("PUBLISH")).isEmpty();
    }

    /** Signed by Pat, encrypted to Bob, and signed by Pat again. */
    private String tripleWrap(String text) throws Exception {
        opaque(text);
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout bob.key -out bob.pem -subj /CN=Bob -days 30");
        openssl("cms -sign -in text -signer cert.pem -inkey key -out inner");
        openssl("cms -encrypt -aes-256-cbc -in inner -out sealed bob.pem");
        openssl("cms -sign -in sealed -signer cert.pem -inkey key -out outer -from pat@partner.example");
        return Files.readString(folder.resolve("outer"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
    }

    private void openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ")));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("openssl.txt").toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("openssl.txt")))
                .isZero();
    }

    private Mailboxes mailboxes() {
        return new Mailboxes() {
            @Override
            public Change appending(MailAddress account, Place place, Content content, String deliveryId) {
                return () -> {
                    folders.add(place.folder());
                    delivered.add(new String(content.bytes(1 << 20), StandardCharsets.ISO_8859_1));
                };
            }

            @Override
            public boolean has(MailAddress account, String folder) {
                return false;
            }

            @Override
            public long usedBytes(MailAddress account) {
                return 0;
            }

            @Override
            public void removeAll(MailAddress account) {
                delivered.clear();
            }
        };
    }

    private KeyAccess keys() {
        return new KeyAccess() {
            @Override
            public List<DecryptionKey> decryptionKeys(MailAddress account) {
                return Files.exists(folder.resolve("bob.key")) ? List.of(bobs()) : List.of();
            }

            @Override
            public List<CertificateFacts> signing(MailAddress account) {
                return List.of();
            }

            @Override
            public Optional<SigningKey> signer(MailAddress account, String fingerprint, Instant now) {
                return Optional.empty();
            }
        };
    }

    private DecryptionKey bobs() {
        try (InputStream in = Files.newInputStream(folder.resolve("bob.pem"))) {
            X509Certificate certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            String pem = Files.readString(folder.resolve("bob.key")).replaceAll("-----[^-]*-----", "");
            PrivateKey key = KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
            return new DecryptionKey("bob", certificate, () -> key);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private AuditLog audit() {
        return new AuditLog() {
            @Override
            public void append(List<AuditEvent> more, Change change) {
                change.makeNow();
                events.addAll(more);
            }

            @Override
            public List<AuditLine> find(String subject, int limit) {
                return List.of();
            }
        };
    }
}
