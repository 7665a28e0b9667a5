package org.sealpost.identity;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateTemplate.AlternativeName;
import org.sealpost.identity.CertificateTemplate.Subject;
import org.sealpost.mail.MailAddress;

/**
 * The names for a certificate, all from the directory.
 *
 * @param commonName a display name or a host name; empty for a certificate without a subject
 * @param path domain and units from the outside in, for a subject that follows the directory: {@code example.org}, {@code
 *     Legal}; empty otherwise
 * @param emailInSubject the mail address that stands in the subject
 * @param addresses mail addresses of the subject alternative name, the main one first
 * @param userPrincipalName for Windows logon
 * @param hosts host names and IP addresses
 */
public record SubjectNames(
        Optional<String> commonName,
        List<String> path,
        Optional<MailAddress> emailInSubject,
        List<MailAddress> addresses,
        Optional<String> userPrincipalName,
        List<String> hosts) {
    public SubjectNames {
        path = List.copyOf(path);
        addresses = List.copyOf(addresses);
        hosts = List.copyOf(hosts);
    }

    /** A person's names as mail programs want them. */
    public static SubjectNames mail(String name, List<MailAddress> addresses) {
        return new SubjectNames(
                Optional.of(name), List.of(), addresses.stream().findFirst(), addresses, Optional.empty(), List.of());
    }

    public static SubjectNames hosts(String name, List<String> hosts) {
        return new SubjectNames(Optional.of(name), List.of(), Optional.empty(), List.of(), Optional.empty(), hosts);
    }

    /** The names that a template wants of somebody, without those that the directory does not have. */
    public static SubjectNames of(CertificateTemplate template, Enrollee enrollee) {
        CertificateTemplate.Naming naming = template.naming();
        boolean named =
                naming.subject() != Subject.NONE && !enrollee.displayName().isBlank();
        Optional<MailAddress> main = enrollee.addresses().stream().findFirst();
        return new SubjectNames(
                named ? Optional.of(enrollee.displayName()) : Optional.empty(),
                naming.subject() == Subject.DIRECTORY_PATH ? path(enrollee) : List.of(),
                naming.emailInSubject() ? main : Optional.empty(),
                wants(template, AlternativeName.EMAIL) ? enrollee.addresses() : List.of(),
                wants(template, AlternativeName.UPN) ? main.map(MailAddress::toString) : Optional.empty(),
                wants(template, AlternativeName.DNS) ? enrollee.hosts() : List.of());
    }

    /** What the template wants and the directory does not have, in words; then nothing can be issued (MS-WCCE 3.2.2.6.2.1.4.5). */
    public static List<String> missing(CertificateTemplate template, Enrollee enrollee) {
        List<String> missing = new ArrayList<>();
        CertificateTemplate.Naming naming = template.naming();
        if (naming.subject() != Subject.NONE && enrollee.displayName().isBlank()) {
            missing.add("display name");
        }
        boolean address = naming.emailInSubject()
                || wants(template, AlternativeName.EMAIL)
                || wants(template, AlternativeName.UPN);
        if (address && enrollee.addresses().isEmpty()) {
            missing.add("mail address");
        }
        if (wants(template, AlternativeName.DNS) && enrollee.hosts().isEmpty()) {
            missing.add("DNS name");
        }
        return missing;
    }

    private static boolean wants(CertificateTemplate template, AlternativeName name) {
        return template.naming().alternatives().contains(name);
    }

    private static List<String> path(Enrollee enrollee) {
        List<String> path = new ArrayList<>();
        path.add(enrollee.domain().name());
        if (!enrollee.unit().isEmpty()) {
            path.addAll(List.of(enrollee.unit().split("/", -1)));
        }
        return path;
    }
}
