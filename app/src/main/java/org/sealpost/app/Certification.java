package org.sealpost.app;

import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.AgentSignatures;
import org.sealpost.enrollment.AuditedKeyUses;
import org.sealpost.enrollment.AuthorityAdministration;
import org.sealpost.enrollment.DeviceSecrets;
import org.sealpost.enrollment.Enrollees;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentLoop;
import org.sealpost.enrollment.EnrollmentPki;
import org.sealpost.enrollment.EnrollmentPulse;
import org.sealpost.enrollment.EnrollmentRules;
import org.sealpost.enrollment.GivenCertificates;
import org.sealpost.enrollment.IdentityExport;
import org.sealpost.enrollment.PublicCertificates;
import org.sealpost.enrollment.Revocation;
import org.sealpost.enrollment.TemplateAdministration;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.LintFault;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateLint;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.KeyPool;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.RegistrationAuthority;
import org.sealpost.pki.Templates;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.pki.pkcs11.Token;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.store.GivenTlsStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certification authority of a house and all that hangs on it: enrolment, revocation, CRL, OCSP, the server's names. */
public final class Certification implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Certification.class);
    private static final int KEYS_KEPT_READY = 6;

    private final Configuration configuration;
    private final Keeping keeping;
    private final Clock clock;
    private final PkiConfig config;
    private final CertificateAuthority authority;
    private final CrlIssuer crls;
    private final OcspResponder ocsp;
    private final TlsIdentity tls;
    private final KeyPool keyPool;
    private final TemplateAdministration templates;
    private final EnrollmentLoop enrollment;
    private final EnrollmentDesk desk;
    private final EnrollmentPulse pulse;
    private final OpenPgpServices openPgp;
    private final Revocation revocation;
    private final AuthorityAdministration administration;
    private final OwnCertificates own;
    private final IdentityExport export;
    private final DeviceSecrets secrets;
    private final RegistrationAuthority registration;
    private final PublicTls publicTls;
    private final GivenCertificates given;
    private final AgentSignatures signatures;

    /** Opens the authority, or makes it if there is none. */
    Certification(Configuration configuration, Keeping keeping, Clock clock) {
        this.configuration = configuration;
        this.keeping = keeping;
        this.clock = clock;
        this.config = new PkiConfig(
                configuration.domain(),
                PkiConfig.organisation(configuration.domain()),
                URI.create(configuration.authority().url()),
                configuration.authority().plan());
        this.authority = openAuthority()
                .offering(template -> Optional.of(keeping.templates().offering(template)));
        this.crls = new CrlIssuer(authority, keeping.certificates());
        this.ocsp = new OcspResponder(authority, keeping.certificates(), keeping.keys());
        this.tls = new TlsIdentity(authority, keeping.certificates(), keeping.keys());
        this.keyPool = new KeyPool(Templates.MAIL_USER.keyAlgorithm(), KEYS_KEPT_READY);
        EnrollmentPki pki =
                new EnrollmentPki(authority, keeping.certificates(), keeping.certificates(), keeping.keys(), keyPool);
        EnrollmentRules rules = new EnrollmentRules(
                keeping.templates(), keeping.policies(), keeping.enrollments(), keeping.recoveries());
        this.templates = new TemplateAdministration(rules, keeping.auditLog(), clock);
        templates.setUp("issuing");
        Enrollees enrollees = new Enrollees(keeping.directory(), keeping.computers());
        this.enrollment = new EnrollmentLoop(enrollees, rules, pki, keeping.auditLog(), clock);
        this.desk = new EnrollmentDesk(enrollees, rules, pki, enrollment, keeping.auditLog(), clock);
        this.openPgp = new OpenPgpServices(configuration, keeping, enrollees, rules, clock);
        this.pulse = new EnrollmentPulse(enrollment, Optional.of(openPgp.enrollment()));
        this.revocation = new Revocation(
                keeping.certificates(), keeping.certificates(), crls, enrollment, keeping.auditLog(), clock);
        this.administration = new AuthorityAdministration(pki, keeping.lostSerials(), crls, keeping.auditLog(), clock);
        this.own = new OwnCertificates(authority, keeping.certificates(), clock);
        this.secrets = new DeviceSecrets(keeping.secrets(), desk, keeping.auditLog(), clock);
        this.registration = new RegistrationAuthority(authority, keeping.certificates(), keeping.keys(), clock);
        this.signatures = new AgentSignatures(desk, keeping.enrollments(), own, keeping.auditLog(), clock);
        this.publicTls = PublicTls.of(configuration, keeping, tls, clock);
        this.given = new GivenCertificates(
                new GivenTlsStore(keeping.database()), keeping.keys(), tls, keeping.auditLog(), clock);
        this.export = new IdentityExport(pki, keeping.brought(), keeping.templates(), keeping.auditLog(), clock);
    }

    private CertificateAuthority openAuthority() {
        AuditedKeyUses uses = new AuditedKeyUses(keeping.auditLog(), clock);
        if (CertificateAuthority.isSetUp(keeping.certificates())) {
            return CertificateAuthority.open(config, keeping.certificates(), keeping.keys(), uses);
        }
        keeping.recordSetUp(
                configuration.domain(),
                config.plan().rootOutside()
                        ? "ask for the certificate of the issuing authority; its root is made elsewhere"
                        : "make the certification authority",
                clock);
        return CertificateAuthority.setUp(config, keeping.certificates(), keeping.keys(), uses, clock.instant());
    }

    @Override
    public void close() {
        pulse.close();
        keyPool.close();
    }

    /** Makes sure that the server's certificate names the host, all domains and this machine; the new one is used at once. */
    void certifyHosts() {
        if (!authority.awaited().isEmpty()) {
            tls.useInterim(HostNames.of(configuration, keeping.directory()), clock.instant());
            return;
        }
        try {
            ensureHostCertificate();
        } catch (AuthorityFailure e) {
            // The authority may come back; mail goes on with what there is.
            if (!tls.useHeld(clock.instant())) {
                throw e;
            }
            LOG.error("ALARM: the server keeps its old certificate: {}", e.getMessage());
        }
    }

    private void ensureHostCertificate() {
        Set<String> names = HostNames.of(configuration, keeping.directory());
        tls.ensure(names, clock.instant())
                .ifPresent(fingerprint -> keeping.auditLog()
                        .append(new AuditEvent(
                                clock.instant(),
                                AuditAction.ISSUE,
                                "house",
                                fingerprint,
                                "server certificate for " + String.join(", ", names),
                                List.of(Finding.of(
                                        AdministrationRule.ROUTINE,
                                        "the server needs a certificate over its names")))));
    }

    void enroll(MailAddress address) {
        enrollment.run(address);
        openPgp.enrollment().reconcile(address.key());
    }

    /** Everybody's certificates, and the server's own, by the clock. */
    void enrollAll() {
        certifyHosts();
        enrollment.runAll();
        openPgp.enrollment().reconcileAll();
    }

    /** Lets a certificate on hold count again. */
    public boolean release(Certificate certificate, String actor) {
        return revocation.release(certificate.facts().fingerprint(), actor);
    }

    boolean revoke(Certificate certificate, RevocationReason reason, String actor) {
        return revocation.revoke(certificate.facts().fingerprint(), reason, actor);
    }

    public TemplateAdministration templates() {
        return templates;
    }

    public EnrollmentLoop enrollment() {
        return enrollment;
    }

    public List<Issued> withSerial(BigInteger serial) {
        return keeping.certificates().withSerial(serial);
    }

    /** The certificate of ours with this fingerprint, and for whom it was issued. */
    public Optional<Issued> issued(String fingerprint) {
        return keeping.certificates().issued(fingerprint);
    }

    /** All that was issued to an owner, newest first, in any status. */
    public List<Issued> history(String owner) {
        return keeping.certificates().held(owner);
    }

    /** The names of the authorities that may issue templates, in the order in which they are asked. */
    public List<String> issuingAuthorities() {
        return authority.records().stream()
                .filter(AuthorityRecord::issues)
                .map(AuthorityRecord::line)
                .distinct()
                .toList();
    }

    /** The authorities that wait for their certificates, as long as nobody issues any; empty in a house that works. */
    public List<AuthorityRecord> awaited() {
        return authority.awaited();
    }

    /** What an authority asks for that waits, PKCS #10 in PEM. */
    public static String request(AuthorityRecord awaiting) {
        return awaiting.of(AuthorityRecord.Kind.REQUEST)
                .map(request -> Certificates.pem("CERTIFICATE REQUEST", request.der()))
                .findFirst()
                .orElseThrow();
    }

    /** Takes the certificate of an authority that waited for it, with those above it; everybody gets theirs in the background. */
    public AuthorityRecord install(String line, List<byte[]> certificates, String actor) {
        AuthorityRecord done = administration.install(line, certificates, actor);
        certifyHosts();
        pulse.everybody();
        return done;
    }

    /** Adds authorities, rolls them over, takes over others. */
    public AuthorityAdministration administration() {
        return administration;
    }

    /** All authorities, in the order in which they are asked for templates. */
    public List<AuthorityRecord> authorities() {
        return authority.records();
    }

    /** What others have to trust, DER: every root that is ours or above one of ours, the newest key of each first. */
    public List<byte[]> roots() {
        return authority.records().stream()
                .filter(AuthorityRecord::isRoot)
                .sorted(Comparator.comparingInt(AuthorityRecord::place)
                        .thenComparing(Comparator.comparingInt(AuthorityRecord::generation)
                                .reversed()))
                .map(one -> one.certificate().orElseThrow())
                .toList();
    }

    /** Until when the CRL of an authority is good; empty if there is none. */
    public Optional<Instant> listEnd(String authority) {
        return keeping.certificates().latestCrl(authority).map(IssuedCertificates.Crl::nextUpdate);
    }

    /** OpenPGP keys, beside certificates. */
    public OpenPgpServices openPgp() {
        return openPgp;
    }

    public EnrollmentPulse pulse() {
        return pulse;
    }

    public EnrollmentDesk desk() {
        return desk;
    }

    /** Signatures of enrolment agents under requests that wait. */
    public AgentSignatures signatures() {
        return signatures;
    }

    /** Keys and certificates in a file, for those whose they are. */
    public IdentityExport export() {
        return export;
    }

    /** Secrets with which devices ask for certificates. */
    public DeviceSecrets secrets() {
        return secrets;
    }

    /** The certificate of a public authority, for outsiders. */
    public PublicCertificates publicCertificates() {
        return publicTls.certificates();
    }

    /** Certificates for the server that an administrator gets from outside. */
    public GivenCertificates given() {
        return given;
    }

    /** Shows what came from outside before. To be called before doors open. */
    void openCertificates() {
        publicTls.certificates().open();
        given.open();
    }

    PublicTls publicTls() {
        return publicTls;
    }

    RegistrationAuthority registration() {
        return registration;
    }

    Revocation revocation() {
        return revocation;
    }

    /** The current CRL of the first authority that issues, DER. */
    byte[] crl() {
        return authority.records().stream()
                .filter(AuthorityRecord::issues)
                .min(Comparator.comparing(AuthorityRecord::isRoot))
                .flatMap(one -> crls.current(one.name(), clock.instant()))
                .map(IssuedCertificates.Crl::der)
                .orElseThrow(() -> new AuthorityFailure("no authority is active and has its key here"));
    }

    OwnCertificates own() {
        return own;
    }

    /** In which keys of authorities lie, if one is configured. */
    public Optional<Token> token() {
        return keeping.token();
    }

    /** What is wrong with any certificate; a key that was revoked here as compromised is known. */
    public List<LintFault> lint(byte[] certificate, CertificateLint.Kind kind) {
        String keyId = KeyPairs.id(KeyPairs.certified(certificate));
        return CertificateLint.examine(certificate, kind, keeping.certificates().keyHistory(keyId));
    }

    /** Where outsiders find the CRLs, by the name of the authority; of those whose key is here. */
    public Map<String, URI> crlUrls() {
        Map<String, URI> urls = new LinkedHashMap<>();
        authority.records().stream()
                .filter(one -> one.keyHere() && one.certificate().isPresent())
                .forEach(one -> urls.put(one.name(), URI.create(config.crlUrl(one.name()))));
        return urls;
    }

    /** The certificate that TLS clients are shown, once the doors are open. */
    public Optional<X509Certificate> serverCertificate() {
        return tls.certificate();
    }

    CertificateAuthority authority() {
        return authority;
    }

    CrlIssuer crls() {
        return crls;
    }

    OcspResponder ocsp() {
        return ocsp;
    }

    /** What outsiders hear of our certificates. */
    public OwnStatus ownStatus() {
        return new OwnStatus(authority, crls, ocsp);
    }

    /** Who the server is in TLS. */
    public TlsIdentity tls() {
        return tls;
    }
}
