package org.sealpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.backup.Journal;
import org.sealpost.app.backup.Locks;
import org.sealpost.app.config.Configuration;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Spool;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.pkcs11.Token;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.RootKeyFile;
import org.sealpost.store.AuditStore;
import org.sealpost.store.BackupBook;
import org.sealpost.store.BroughtStore;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ComputerStore;
import org.sealpost.store.ContentSpool;
import org.sealpost.store.ContentStore;
import org.sealpost.store.CorrespondentStore;
import org.sealpost.store.CrlStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.EnrollmentSecretStore;
import org.sealpost.store.EnrollmentStore;
import org.sealpost.store.KeyLids;
import org.sealpost.store.KeyStore;
import org.sealpost.store.LostSerials;
import org.sealpost.store.PasswordStore;
import org.sealpost.store.PolicyObjectStore;
import org.sealpost.store.PrivateContactStore;
import org.sealpost.store.PublicationStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.RecoveryStore;
import org.sealpost.store.RoleStore;
import org.sealpost.store.RuleStore;
import org.sealpost.store.SyncStore;
import org.sealpost.store.TemplateStore;
import org.sealpost.store.TokenKeyStore;
import org.sealpost.store.TrustStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.transport.Examiner;

/** All that lies in the data folder and the database, opened: one process at a time on one folder. */
final class Keeping implements AutoCloseable {
    static final String DATABASE = "sealpost.db";
    /** Lies in a data folder from the begin of a restore to its end. */
    static final String UNFINISHED = "restore-unfinished";

    private static final long SPOOL_IN_MEMORY_BYTES = 64L * 1024 * 1024;
    private static final long SPOOL_BYTES = 8L * 1024 * 1024 * 1024;

    private final Path data;
    private final Clock clock;
    private final FolderLock lock;
    private final KeyVault vault;
    private final Database database;
    private final BackupBook backups;
    private final Optional<Journal> journal;
    private final ContentStore contents;
    private final Spool spool;
    private final DirectoryStore directory;
    private final DirectoryEditor editor;
    private final ComputerStore computers;
    private final PublicationStore publications;
    private final SyncStore syncSources;
    private final PasswordStore passwords;
    private final AuditStore auditLog;
    private final RuleStore rules;
    private final CertificateStore certificates;
    private final BroughtStore brought;
    private final PrivateContactStore contacts;
    private final CorrespondentStore correspondents;
    private final LostSerials lostSerials;
    private final KeyLids lids;
    private final Optional<Token> token;
    private final KeyStore keys;
    private final RecoveryStore recoveries;
    private final TrustStore trust;
    private final CrlStore crls;
    private final RoleStore roles;
    private final TemplateStore templates;
    private final PolicyObjectStore policies;
    private final EnrollmentStore enrollments;
    private final EnrollmentSecretStore secrets;
    private final QueueStore queue;
    private final MailboxLayer mailboxes;

    private Keeping(Configuration configuration, FolderLock lock, KeyVault vault, Database database, Clock clock)
            throws IOException {
        this.data = configuration.data();
        this.clock = clock;
        this.lock = lock;
        this.vault = vault;
        this.database = database;
        Migrations.run(database, "store");
        Migrations.run(database, "mailbox");
        this.contents = new ContentStore(database, vault.purposeKey("content"), clock);
        this.spool = new ContentSpool(spoolFolder(), SPOOL_IN_MEMORY_BYTES, SPOOL_BYTES);
        this.directory = new DirectoryStore(database);
        this.editor = new DirectoryEditor(database);
        this.computers = new ComputerStore(database);
        this.publications = new PublicationStore(database);
        this.syncSources = new SyncStore(database);
        this.passwords = new PasswordStore(database, directory, vault, clock);
        this.auditLog = new AuditStore(database);
        this.rules = new RuleStore(database);
        this.backups = new BackupBook(database);
        this.journal =
                configuration.backup().journal().map(folder -> new Journal(folder, database, this::locks, clock));
        IssuanceJournal copy = journal.<IssuanceJournal>map(one -> one).orElse(IssuanceJournal.NONE);
        this.certificates = new CertificateStore(database, clock, copy);
        this.brought = new BroughtStore(database, clock, copy);
        this.contacts = new PrivateContactStore(database);
        this.correspondents = new CorrespondentStore(database);
        this.lostSerials = new LostSerials(database, copy);
        this.lids = new KeyLids(database, vault, copy);
        this.token = configuration.authority().token().map(Token::new);
        this.keys = new KeyStore(database, lids, certificates, clock, new TokenKeyStore(database, copy, clock), token);
        this.recoveries = new RecoveryStore(database, vault);
        this.trust = new TrustStore(database, clock);
        this.crls = new CrlStore(database);
        this.roles = new RoleStore(database);
        this.templates = new TemplateStore(database);
        this.policies = new PolicyObjectStore(database);
        this.enrollments = new EnrollmentStore(database);
        this.secrets = new EnrollmentSecretStore(database, vault);
        this.queue = new QueueStore(database, contents, DataFolders.node(data), clock);
        this.mailboxes = new MailboxLayer(database, contents, directory, clock);
    }

    static Keeping open(Configuration configuration, Clock clock) {
        return open(configuration, clock, false);
    }

    /** {@code restored}: by whoever is just rebuilding the house there. */
    @SuppressWarnings("IllegalCatch") // What was opened is closed again, whatever went wrong.
    static Keeping open(Configuration configuration, Clock clock, boolean restored) {
        Path data = configuration.data();
        FolderLock lock = FolderLock.of(data);
        try {
            if (!restored && Files.exists(data.resolve(UNFINISHED))) {
                throw new StartFailure("a restore into " + data + " was cut off; do it again");
            }
            KeyVault vault = vault(configuration);
            Database database = configuration.store().isSqlite()
                    ? SqliteDatabase.open(data.resolve(DATABASE))
                    : PostgresDatabase.open(configuration.store().url());
            try {
                return new Keeping(configuration, lock, vault, database, clock);
            } catch (IOException | RuntimeException e) {
                database.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw StartFailures.of(e);
        }
    }

    /** Whether a database elsewhere holds an authority already, whose keys only the lost key opens. */
    private static boolean isInUse(Configuration configuration) {
        if (configuration.store().isSqlite()) {
            return false;
        }
        try (Database database = PostgresDatabase.open(configuration.store().url())) {
            Migrations.run(database, "store");
            return !new CertificateStore(database, Clock.systemUTC())
                    .authorities()
                    .isEmpty();
        }
    }

    /** The key under which all others lie. It is made once; if it is missing beside data, nothing is made in its place. */
    private static KeyVault vault(Configuration configuration) throws IOException {
        Path file = rootKeyFile(configuration.data());
        if (Files.exists(file)) {
            return RootKeyFile.open(file, Optional.empty());
        }
        if (Files.exists(configuration.data().resolve(DATABASE)) || isInUse(configuration)) {
            throw new StartFailure("there is data in " + configuration.data()
                    + ", but not the key that opens it: restore " + file + " from the backup");
        }
        FolderLock.closeToOthers(configuration.data().resolve("keys"));
        return RootKeyFile.create(file, Optional.empty());
    }

    static Path rootKeyFile(Path data) {
        return data.resolve("keys").resolve("root.key");
    }

    @Override
    public void close() {
        journal.ifPresent(Journal::turnPage);
        mailboxes.close();
        token.ifPresent(Token::close);
        database.close();
        lock.close();
    }

    /** Writes down what the house does to itself at its very first start. */
    void recordSetUp(Domain subject, String outcome, Clock clock) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                "house",
                subject.name(),
                outcome,
                List.of(Finding.of(AdministrationRule.SET_UP))));
    }

    /** Mail for the first domain is accepted from the first start. */
    void setUpDomain(Domain domain) {
        if (!directory.isAccepted(domain)) {
            recordSetUp(domain, "accept mail for the domain", clock);
            editor.addDomain(domain);
        }
    }

    Path spoolFolder() {
        return data.resolve("spool");
    }

    Path rootKeyFile() {
        return rootKeyFile(data);
    }

    /** Under which the links to the console are made; from the vault, so that it need not be kept anywhere. */
    byte[] consoleKey() {
        return vault.purposeKey("console-token");
    }

    /** Under which marks on messages are sealed; the same on all nodes. */
    byte[] organizationKey() {
        return vault.purposeKey("organization-seal");
    }

    /** Under which proofs of possession are asked for; the same on all nodes. */
    byte[] challengeKey() {
        return vault.purposeKey("publish-challenge");
    }

    Database database() {
        return database;
    }

    /** In which keys of authorities lie, if one is configured. */
    Optional<Token> token() {
        return token;
    }

    KeyLids lids() {
        return lids;
    }

    RecoveryStore recoveries() {
        return recoveries;
    }

    BackupBook backups() {
        return backups;
    }

    Optional<Journal> journal() {
        return journal;
    }

    /** Who can open the backups that are made now. */
    Locks locks() {
        List<String> trusted = recoveries.facts(clock.instant()).trusted();
        List<AgentsLock.Agent> agents = recoveries.agents().stream()
                .filter(agent -> trusted.contains(agent.fingerprint()))
                .toList();
        int need = recoveries.terms().need();
        // Fewer agents than must agree could never open it; then only the passphrase counts.
        return agents.size() < need ? new Locks(backups.lock(), 0, List.of()) : new Locks(backups.lock(), need, agents);
    }

    ContentStore contents() {
        return contents;
    }

    Spool spool() {
        return spool;
    }

    DirectoryStore directory() {
        return directory;
    }

    DirectoryEditor editor() {
        return editor;
    }

    ComputerStore computers() {
        return computers;
    }

    PublicationStore publications() {
        return publications;
    }

    SyncStore syncSources() {
        return syncSources;
    }

    PasswordStore passwords() {
        return passwords;
    }

    AuditStore auditLog() {
        return auditLog;
    }

    RuleStore rules() {
        return rules;
    }

    LostSerials lostSerials() {
        return lostSerials;
    }

    CertificateStore certificates() {
        return certificates;
    }

    PrivateContactStore privateContacts() {
        return contacts;
    }

    CorrespondentStore correspondents() {
        return correspondents;
    }

    /** All certificates of recipients, whoever knows them. */
    Examiner.Known known() {
        return new Examiner.Known(certificates, contacts, correspondents);
    }

    BroughtStore brought() {
        return brought;
    }

    KeyStore keys() {
        return keys;
    }

    TrustStore trust() {
        return trust;
    }

    CrlStore foreignCrls() {
        return crls;
    }

    RoleStore roles() {
        return roles;
    }

    TemplateStore templates() {
        return templates;
    }

    PolicyObjectStore policies() {
        return policies;
    }

    EnrollmentStore enrollments() {
        return enrollments;
    }

    EnrollmentSecretStore secrets() {
        return secrets;
    }

    QueueStore queue() {
        return queue;
    }

    MailboxLayer mailboxes() {
        return mailboxes;
    }
}
