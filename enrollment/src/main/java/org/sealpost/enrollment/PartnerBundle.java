package org.sealpost.enrollment;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.SpokenCode;
import org.sealpost.mail.Domain;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.path.PathCertificate;

/**
 * What an organisation gives to another so that both become partners: lines of text and the certificates of its authorities
 * (PEM). A file comes by mail, and anybody may have changed it; the code is compared by telephone.
 *
 * @param contact whom to call, "" if nobody is named
 */
public record PartnerBundle(
        List<Domain> domains, List<Domain> servers, List<PathCertificate> authorities, String contact) {
    public static final int LIMIT_BYTES = 1024 * 1024;

    private static final String MAGIC = "Sealpost partner 1";
    private static final int PEM_COLUMNS = 64;

    public PartnerBundle {
        domains = List.copyOf(domains);
        servers = List.copyOf(servers);
        authorities = List.copyOf(authorities);
        if (domains.isEmpty() || authorities.isEmpty()) {
            throw new IllegalArgumentException("a partner's file names at least one domain and one authority");
        }
        if (contact.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a contact is one line");
        }
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none, or a certificate in it is none of an authority
     */
    public static PartnerBundle read(byte[] file) {
        if (file.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a partner's file has at most " + LIMIT_BYTES + " bytes");
        }
        List<String> lines = new String(file, StandardCharsets.UTF_8).lines().toList();
        if (lines.isEmpty() || !lines.getFirst().equals(MAGIC)) {
            throw new IllegalArgumentException("expected a partner's file, which begins with: " + MAGIC);
        }
        ForeignFile certificates = ForeignFile.read(file, new char[0]);
        if (!certificates.unreadable().isEmpty()
                || !certificates.certificates().stream().allMatch(PathCertificate::isAuthority)) {
            throw new IllegalArgumentException("expected certificates of authorities only");
        }
        return new PartnerBundle(
                PartnerBook.domains(values(lines, "domain")),
                values(lines, "server").stream().map(Domain::new).toList(),
                certificates.certificates(),
                values(lines, "contact").stream().findFirst().orElse(""));
    }

    private static List<String> values(List<String> lines, String key) {
        String start = key + ": ";
        return lines.stream()
                .takeWhile(line -> !line.startsWith("-----"))
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(start.length()).strip())
                .toList();
    }

    /** As a file. */
    public String text() {
        List<String> lines = new ArrayList<>(List.of(MAGIC));
        domains.forEach(domain -> lines.add("domain: " + domain));
        servers.forEach(server -> lines.add("server: " + server));
        if (!contact.isEmpty()) {
            lines.add("contact: " + contact);
        }
        for (PathCertificate authority : authorities) {
            lines.add("-----BEGIN CERTIFICATE-----");
            lines.add(Base64.getMimeEncoder(PEM_COLUMNS, "\n".getBytes(StandardCharsets.US_ASCII))
                    .encodeToString(authority.der()));
            lines.add("-----END CERTIFICATE-----");
        }
        return String.join("\n", lines) + "\n";
    }

    /**
     * What both sides read to each other: it depends on everything that will be believed, and on nothing else. 99 bits, so nobody
     * finds another file with the same.
     */
    public String code() {
        TreeSet<String> all = new TreeSet<>();
        domains.forEach(domain -> all.add("domain " + domain));
        servers.forEach(server -> all.add("server " + server));
        authorities.forEach(authority -> all.add("authority " + authority.fingerprint()));
        return SpokenCode.of(Fingerprint.of(String.join("\n", all).getBytes(StandardCharsets.US_ASCII)));
    }

    /** The authorities as a partner has them. */
    public List<PartnerAnchor> anchors(PartnerBook book) {
        return authorities.stream().map(book::anchor).toList();
    }
}
