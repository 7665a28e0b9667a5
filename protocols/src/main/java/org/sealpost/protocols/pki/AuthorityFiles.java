package org.sealpost.protocols.pki;

import java.time.Clock;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.door.CertsOnly;
import org.sealpost.protocols.enroll.Answer;

/** Certificates and lists of the authorities, by the names that stand in what they issue. */
final class AuthorityFiles {
    private static final Pattern FILE = Pattern.compile("/pki/([a-z][a-z0-9-]{0,40})\\.(crt|cer|p7c|crl|delta\\.crl)");

    private final CertificateAuthority authority;
    private final CrlIssuer crls;
    private final Clock clock;

    AuthorityFiles(CertificateAuthority authority, CrlIssuer crls, Clock clock) {
        this.authority = authority;
        this.crls = crls;
        this.clock = clock;
    }

    Answer answer(String path) {
        Matcher file = FILE.matcher(path);
        Optional<AuthorityRecord> found = file.matches()
                ? authority.records().stream()
                        .filter(one -> one.name().equals(file.group(1)))
                        .findFirst()
                : Optional.empty();
        return found.flatMap(one -> content(one, file.group(2)))
                .map(content -> Answer.of(200, type(file.group(2)), content))
                .orElseGet(() -> Answer.text(404, "not here"));
    }

    private Optional<byte[]> content(AuthorityRecord record, String ending) {
        return switch (ending) {
            case "crl" -> crls.current(record.name(), clock.instant()).map(Crl::der);
            case "delta.crl" -> crls.delta(record.name(), clock.instant()).map(Crl::der);
            // RFC 5280 section 4.2.2.1: all that may help, those between two keys and those given to others, too.
            case "p7c" ->
                record.certificate().map(own -> CertsOnly.of(record.published().toList()));
            default -> record.certificate();
        };
    }

    private static String type(String ending) {
        return switch (ending) {
            case "crl", "delta.crl" -> "application/pkix-crl";
            case "p7c" -> "application/pkcs7-mime";
            default -> "application/pkix-cert";
        };
    }
}
