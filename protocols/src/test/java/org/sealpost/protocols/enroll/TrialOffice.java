package org.sealpost.protocols.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.sealpost.enrollment.AuditedKeyUses;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.enrollment.Enrollees;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentLoop;
import org.sealpost.enrollment.EnrollmentPki;
import org.sealpost.enrollment.EnrollmentRules;
import org.sealpost.enrollment.Revocation;
import org.sealpost.enrollment.TemplateAdministration;
import org.sealpost.mail.Domain;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyPool;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.policy.RecoveryAgents;
import org.sealpost.protection.KeyVault;
import org.sealpost.protocols.pki.PkiDoor;
import org.sealpost.protocols.session.People;
import org.sealpost.protocols.windows.WindowsEnrollment;
import org.sealpost.store.AuditStore;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.ComputerStore;
import org.sealpost.store.EnrollmentSecretStore;
import org.sealpost.store.EnrollmentStore;
import org.sealpost.store.KeyStore;
import org.sealpost.store.PolicyObjectStore;
import org.sealpost.store.TemplateStore;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;

/** A whole authority with its enrolment doors, of ann@example.org and bob@example.org, and a shell beside it. */
public final class TrialOffice implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;
    private static final KeyPool POOL = new KeyPool("RSA-3072", 2);

    public final Path folder;
    public final People people =
            new People().account("ann@example.org", "secret").account("bob@example.org", "hidden");
    public final CertificateStore book;
    public final KeyStore keys;
    public final AuditStore auditLog;
    public final CertificateAuthority authority;
    public final CrlIssuer crls;
    public final TemplateAdministration templates;
    public final EnrollmentDesk desk;
    public final EnrollmentPki enrollmentPki;
    public final EnrollmentRules rules;
    public final OwnCertificates own;
    public final DeviceSecrets secrets;
    public final SqliteDatabase database;
    private final EnrollmentDoor door;
    private final PkiDoor pki;

    public TrialOffice(Path folder) throws IOException {
        Clock clock = Clock.systemUTC();
        this.folder = folder;
        this.database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        this.book = new CertificateStore(database, clock);
        KeyVault vault = new KeyVault(KeyVault.newKey());
        this.keys = new KeyStore(database, vault, book, clock);
        this.auditLog = new AuditStore(database);
        AuditedKeyUses uses = new AuditedKeyUses(auditLog, clock);
        this.authority = CertificateAuthority.setUp(
                new PkiConfig(new Domain("example.org"), "Example", URI.create("http://pki.example.org")),
                book,
                keys,
                uses,
                clock.instant());
        this.crls = new CrlIssuer(authority, book);
        this.enrollmentPki = new EnrollmentPki(authority, book, book, keys, POOL);
        this.rules = new EnrollmentRules(
                new TemplateStore(database),
                new PolicyObjectStore(database),
                new EnrollmentStore(database),
                RecoveryAgents.NONE);
        this.templates = new TemplateAdministration(rules, auditLog, clock);
        templates.setUp("issuing");
        Enrollees enrollees = new Enrollees(people, new ComputerStore(database));
        EnrollmentLoop loop = new EnrollmentLoop(enrollees, rules, enrollmentPki, auditLog, clock);
        this.desk = new EnrollmentDesk(enrollees, rules, enrollmentPki, loop, auditLog, clock);
        this.own = new OwnCertificates(authority, book, clock);
        TlsIdentity tls = new TlsIdentity(authority, book, keys);
        tls.ensure(Set.of("localhost", "127.0.0.1"), clock.instant());
        Map<String, EnrollmentService> secure = new LinkedHashMap<>();
        InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.secrets = new DeviceSecrets(new EnrollmentSecretStore(database, vault), desk, auditLog, clock);
        RegistrationAuthority registration = new RegistrationAuthority(authority, book, keys, clock);
        Applicants applicants = new Applicants(people, own);
        secure.put(EstService.PATH, new EstService(desk, applicants, own, authority, registration));
        secure.putAll(new WindowsEnrollment(
                        desk,
                        secrets,
                        applicants,
                        new WindowsEnrollment.House(new Domain("example.org"), authority, registration, own),
                        clock)
                .services());
        this.door = new EnrollmentDoor(anyPort, tls.keyManager(), own, secure);
        Revocation revocation = new Revocation(book, book, crls, loop, auditLog, clock);
        Crls lists =
                (issuer, serial) -> crls.of(issuer, serial, clock.instant()).map(IssuedCertificates.Crl::der);
        CmpService cmp = new CmpService(
                desk,
                secrets,
                own,
                book,
                new CmpService.Authority(
                        registration,
                        revocation,
                        () -> crls.current("issuing", clock.instant())
                                .orElseThrow()
                                .der(),
                        lists,
                        1));
        this.pki = new PkiDoor(
                anyPort,
                authority,
                crls,
                new OcspResponder(authority, book, keys),
                clock,
                Map.of(
                        CmpService.PATH,
                        cmp,
                        ScepService.PATH,
                        new ScepService(desk, secrets, own, registration, lists)));
        Files.write(folder.resolve("root.der"), authority.rootCertificate());
        Files.write(folder.resolve("issuing.der"), authority.issuingCertificate());
        run("for c in root issuing; do openssl x509 -inform DER -in $c.der -out $c.pem; done");
    }

    /** Offers a copy of a template with some fields changed. */
    public void template(String from, String name, Map<String, String> changes) {
        templates.copy(from, name, Optional.empty(), 3, "test");
        templates.change(name, changes, "test");
        templates.offer("issuing", name, true, "test");
    }

    /** {@code https://localhost:port}. */
    public String secure() {
        return "https://localhost:" + door.address().getPort();
    }

    /** {@code http://127.0.0.1:port}. */
    public String plain() {
        return "http://127.0.0.1:" + pki.address().getPort();
    }

    /** What a shell in the folder of the office says to a command; $EST and $HTTP are the doors. */
    public String run(String command) throws IOException {
        Path output = Files.createTempFile(folder, "peer", ".out");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        if (door != null) {
            builder.environment().put("EST", secure() + EstService.PATH);
            builder.environment().put("DOOR", secure());
            builder.environment().put("HTTP", plain());
        }
        Process process = builder.start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String said = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(process.isAlive()).as(command + "\n" + said).isFalse();
        return said;
    }

    @Override
    public void close() {
        door.close();
        pki.close();
        database.close();
    }
}
