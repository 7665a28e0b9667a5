package org.sealpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityStep;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.KeyUses.KeyUse;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.pkcs11.Token;
import org.sealpost.protection.CryptoProviders;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.SigningKey;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** A small organisation with an authority, on a new database in a folder of its own, for tests. */
final class Household {
    static final PkiConfig CONFIG =
            new PkiConfig(new Domain("example.org"), "Example Hospital", URI.create("http://127.0.0.1:8085"));

    final Path folder;
    final Database database;
    final CertificateStore certificates;
    private final KeyVault vault;
    final KeyLids lids;
    final KeyStore keys;
    final CertificateAuthority authority;

    /** The one that {@link #issue} asks; the same with other offers, if a test wants it. */
    CertificateAuthority issuing;

    final List<String> keyUses = new ArrayList<>();

    Household() {
        this(openSqlite(newFolder()), CONFIG);
    }

    Household(PkiConfig config) {
        this(openSqlite(newFolder()), config);
    }

    Household(Database database) {
        this(database, CONFIG);
    }

    /** With a token that holds the keys of authorities. */
    static Household withToken(PkiConfig config, Token token) {
        return new Household(openSqlite(newFolder()), config, Optional.of(token));
    }

    private Household(Database database, PkiConfig config) {
        this(database, config, Optional.empty());
    }

    private Household(Database database, PkiConfig config, Optional<Token> token) {
        CryptoProviders.install();
        this.folder = newFolder();
        this.database = database;
        Migrations.run(database, "store");
        this.certificates = new CertificateStore(database, Clock.systemUTC());
        this.vault = new KeyVault(KeyVault.newKey());
        this.lids = new KeyLids(database, vault, IssuanceJournal.NONE);
        this.keys = keys(database, lids, certificates, token);
        this.authority = CertificateAuthority.setUp(config, certificates, keys, this::recordUse, Instant.now());
        this.issuing = authority;
    }

    /** As after a restart, with nothing remembered. */
    CertificateStore reopened() {
        return new CertificateStore(database, Clock.systemUTC());
    }

    /** As after a restart, with nothing remembered. */
    KeyStore reopenedKeys() {
        return keysWith(Optional.empty());
    }

    /** With what this address signs now. */
    SigningKey signer(MailAddress address) {
        return certificates.held(address.key()).stream()
                .flatMap(held -> keys.signer(address, held.certificate().facts().fingerprint(), Instant.now()).stream())
                .findFirst()
                .orElseThrow();
    }

    /** The keys as they are after a restart, with this token. */
    KeyStore keysWith(Optional<Token> token) {
        return keys(database, lids, certificates, token);
    }

    private static KeyStore keys(
            Database database, KeyLids lids, CertificateStore certificates, Optional<Token> token) {
        return new KeyStore(
                database,
                lids,
                certificates,
                Clock.systemUTC(),
                new TokenKeyStore(database, IssuanceJournal.NONE, Clock.systemUTC()),
                token);
    }

    private void recordUse(KeyUse use) {
        keyUses.add(use.certificate() + " " + use.use());
    }

    /** Does what was prepared, in both parts. */
    AuthorityRecord carryOut(AuthorityStep step) {
        step.before().makeNow();
        step.after().get().makeNow();
        return certificates.authorities().stream()
                .filter(one -> one.name().equals(step.authority()))
                .findFirst()
                .orElseThrow();
    }

    IssuedCertificates.Issued issue(CertificateTemplate template, String name, MailAddress address) {
        KeyPair pair = KeyPairs.generate(template.keyAlgorithm());
        keys.put(KeyPairs.id(pair.getPublic()), address.key(), pair.getPrivate());
        return issuing.issue(
                CertificateRequest.mail(template, name, List.of(address), pair.getPublic(), address.key()),
                Instant.now());
    }

    /** A message from a text block. */
    static Content mail(String text) {
        return Content.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Certificates as files for foreign programs. */
    Path rootFile() {
        return pem("root.pem", authority.rootCertificate());
    }

    Path issuingFile() {
        return pem("issuing.pem", authority.issuingCertificate());
    }

    Path pem(String name, byte[] der) {
        return write(name, armoured("CERTIFICATE", der).getBytes(StandardCharsets.US_ASCII));
    }

    Path keyFile(String name, String keyId) {
        byte[] encoded = keys.find(keyId).orElseThrow().getEncoded();
        return write(name, armoured("PRIVATE KEY", encoded).getBytes(StandardCharsets.US_ASCII));
    }

    Path write(String name, byte[] bytes) {
        try {
            return Files.write(folder.resolve(name), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String armoured(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static Database openSqlite(Path folder) {
        return SqliteDatabase.open(folder.resolve("sealpost.db"));
    }

    private static Path newFolder() {
        try {
            return TestFolders.make("household");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
