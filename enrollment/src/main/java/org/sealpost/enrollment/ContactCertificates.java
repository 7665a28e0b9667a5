package org.sealpost.enrollment;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.Roster;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateReader;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Publishes the certificates of people outside that a list brings along, so that mail to them can be encrypted. */
public final class ContactCertificates {
    private final CertificateRepository certificates;
    private final AuditLog auditLog;
    private final Clock clock;

    public ContactCertificates(CertificateRepository certificates, AuditLog auditLog, Clock clock) {
        this.certificates = certificates;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param published how many are new
     * @param left one word for each that cannot be used: it names somebody else, is over, or cannot be read
     */
    public record Report(int published, List<String> left) {
        public Report {
            left = List.copyOf(left);
        }
    }

    /** Publishes what is new for the contacts on the list; the same list again publishes nothing. */
    public Report publish(List<Roster.Listed> listed, String actor) {
        int published = 0;
        List<String> left = new ArrayList<>();
        for (Roster.Listed one : listed) {
            // People here get their certificates from enrolment, or show that they hold the key.
            if (!(one.entry() instanceof Contact contact) || one.certificates().isEmpty()) {
                continue;
            }
            Set<String> known = certificates.find(contact.address()).stream()
                    .map(certificate -> certificate.facts().fingerprint())
                    .collect(Collectors.toSet());
            List<byte[]> fresh = one.certificates().stream()
                    .filter(der -> !known.contains(Fingerprint.of(der)))
                    .toList();
            for (byte[] der : fresh) {
                published += publish(der, contact.address(), one.where(), actor, left);
            }
        }
        return new Report(published, left);
    }

    private int publish(byte[] der, MailAddress holder, String where, String actor, List<String> left) {
        List<Certificate> usable;
        try {
            usable = CertificateReader.read(der, "imported by " + actor).stream()
                    .filter(certificate ->
                            certificate.facts().addresses().stream().anyMatch(holder::isSameMailbox))
                    .filter(certificate -> certificate.facts().isUsableFor(CertificateUse.ENCRYPT, clock.instant()))
                    .toList();
        } catch (IllegalArgumentException e) {
            left.add(where + ": " + e.getMessage());
            return 0;
        }
        if (usable.isEmpty()) {
            left.add(where + ": its certificate does not name " + holder + ", or cannot be encrypted to now");
        }
        for (Certificate certificate : usable) {
            Change publishing = () -> certificates.publish(certificate, holder);
            auditLog.append(
                    List.of(new AuditEvent(
                            clock.instant(),
                            AuditAction.ADMINISTER,
                            actor,
                            holder.toString(),
                            "publish certificate " + certificate.facts().fingerprint(),
                            List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                    publishing);
        }
        return usable.size();
    }
}
