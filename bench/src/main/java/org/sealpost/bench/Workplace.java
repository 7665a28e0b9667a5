package org.sealpost.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.policy.TrustPolicy;
import org.sealpost.protection.CryptoProviders;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.Smime;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.KeyStore;
import org.sealpost.store.TrustStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;

/** An organisation with an authority on a database of its own, with the providers and parts that the server uses. */
final class Workplace implements AutoCloseable {
    static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    static final MailAddress BOB = MailAddress.parse("bob@example.org");

    final KeyVault vault = new KeyVault(KeyVault.newKey());
    final KeyStore keys;
    final CertificateAuthority authority;
    final Smime smime;
    final Database database;
    final CertificateStore certificates;

    Workplace() {
        CryptoProviders.install();
        Path folder = newFolder();
        this.database = SqliteDatabase.open(folder.resolve("sealpost.db"));
        Migrations.run(database, "store");
        Clock clock = Clock.systemUTC();
        this.certificates = new CertificateStore(database, clock);
        this.keys = new KeyStore(database, vault, certificates, clock);
        PkiConfig config =
                new PkiConfig(new Domain("example.org"), "Example Hospital", URI.create("http://pki.example.org"));
        this.authority = CertificateAuthority.setUp(config, certificates, keys, use -> {}, clock.instant());
        PathValidation paths = new PathValidation(new TrustStore(database, clock), certificates);
        this.smime = new Smime(
                folder,
                question -> TrustPolicy.decide(paths.examine(question, false)).verdict());
    }

    /** A key and a certificate as enrollment gives them to a person. */
    Certificate enroll(MailAddress address) {
        return enroll(address, Templates.MAIL_USER);
    }

    /** The same, with a key of the kind that the template wants. */
    Certificate enroll(MailAddress address, CertificateTemplate template) {
        KeyPair pair = KeyPairs.generate(template.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), address.key(), pair.getPrivate());
        return authority
                .issue(
                        CertificateRequest.mail(
                                template, address.localPart(), List.of(address), pair.getPublic(), address.key()),
                        Instant.now())
                .certificate();
    }

    static Content mail(int sizeBytes) {
        String line = "The quick brown fox jumps over the lazy dog.\r\n";
        String text = "From: alice@example.org\r\nTo: bob@example.org\r\nSubject: Results\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=us-ascii\r\n\r\n" + line.repeat(sizeBytes / line.length());
        return Content.of(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        database.close();
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("sealpost-bench");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
