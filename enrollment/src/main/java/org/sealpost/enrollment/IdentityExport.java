package org.sealpost.enrollment;

import java.security.PrivateKey;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.TemplateCatalog;
import org.sealpost.pki.BroughtCertificates;
import org.sealpost.pki.door.Pkcs12;
import org.sealpost.pki.door.Pkcs12.Entry;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.KeyExportFacts;
import org.sealpost.policy.KeyExportPolicy;
import org.sealpost.policy.KeyExportVerdict;

/** Gives people their keys and certificates in a file, as far as the templates let keys go. Each key is on record. */
public final class IdentityExport {
    private final EnrollmentPki pki;
    private final BroughtCertificates brought;
    private final TemplateCatalog catalog;
    private final AuditLog auditLog;
    private final Clock clock;

    public IdentityExport(
            EnrollmentPki pki, BroughtCertificates brought, TemplateCatalog catalog, AuditLog auditLog, Clock clock) {
        this.pki = pki;
        this.brought = brought;
        this.catalog = catalog;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * What may be taken along, and what stays and why.
     *
     * @param entries newest first, each with the chain up to the root
     * @param certificates those of the entries, in the same order
     */
    public record Export(List<Entry> entries, List<CertificateFacts> certificates, List<Finding> left) {
        public Export {
            entries = List.copyOf(entries);
            certificates = List.copyOf(certificates);
            left = List.copyOf(left);
        }
    }

    /**
     * Collects the keys of an owner; each one that is given is recorded first.
     *
     * @param history whether old encryption keys come along, so that old mail opens elsewhere
     * @param form for the record: {@code PKCS #12, compatible}
     */
    public Export collect(String owner, boolean history, String form, String actor) {
        List<Entry> entries = new ArrayList<>();
        List<CertificateFacts> certificates = new ArrayList<>();
        List<Finding> left = new ArrayList<>();
        List<AuditEvent> events = new ArrayList<>();
        for (Owned one : owned(owner)) {
            CertificateFacts facts = one.certificate().facts();
            Optional<PrivateKey> key = pki.keys().find(one.keyId());
            Decision<KeyExportVerdict> decision = KeyExportPolicy.decide(new KeyExportFacts(
                    facts, catalog.find(facts.template()), key.isPresent(), history, clock.instant()));
            if (decision.verdict() == KeyExportVerdict.LEAVE) {
                left.addAll(decision.because());
                continue;
            }
            events.add(new AuditEvent(
                    clock.instant(),
                    AuditAction.USE_KEY,
                    actor,
                    owner,
                    "private key of certificate " + facts.fingerprint() + " given out as " + form,
                    decision.because()));
            String name = facts.template().isEmpty() ? "own" : facts.template();
            entries.add(
                    new Entry(owner + " " + name, key.orElseThrow(), one.chain().get()));
            certificates.add(facts);
        }
        if (!events.isEmpty()) {
            auditLog.append(events);
        }
        return new Export(entries, certificates, left);
    }

    /** {@code chain}: from the certificate on upwards, DER. */
    private record Owned(Certificate certificate, String keyId, Supplier<List<byte[]>> chain) {}

    /** What the house issued and what the owner brought, newest first. */
    private List<Owned> owned(String owner) {
        Stream<Owned> issued = pki.book().held(owner).stream()
                .map(one -> new Owned(
                        one.certificate(),
                        one.keyId(),
                        () -> chain(one.certificate(), pki.authority().chain(one.issuer()))));
        Stream<Owned> own = brought.broughtBy(owner).stream()
                .map(one -> new Owned(one.certificate(), one.keyId(), () -> chain(one.certificate(), one.chain())));
        return Stream.concat(issued, own)
                .sorted(Comparator.comparing(
                                (Owned one) -> one.certificate().facts().notBefore())
                        .reversed())
                .toList();
    }

    private static List<byte[]> chain(Certificate certificate, List<byte[]> above) {
        List<byte[]> chain = new ArrayList<>(List.of(certificate.der()));
        chain.addAll(above);
        return chain;
    }

    /** A PKCS #12 file of what was collected. */
    public static byte[] file(Export export, char[] password, Pkcs12.Form form) {
        return Pkcs12.write(export.entries(), password, form);
    }
}
