package org.sealpost.app.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.pki.TrustAnchors;
import org.sealpost.pki.TrustAnchors.Anchor;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost trust}. */
@Command(
        name = "trust",
        description = "Roots of others that are trusted besides our own.",
        synopsisSubcommandLabel = "COMMAND")
final class TrustCommand {
    private static final int LIMIT_BYTES = 1024 * 1024;
    private static final int SHORT = 16;

    private final Session session;

    TrustCommand(Session session) {
        this.session = session;
    }

    /** What a root is trusted for; in lower case, as it is typed. */
    enum Purpose {
        mail,
        tls,
        both
    }

    @Command(
            description =
                    "Trust a root: signatures under it count. A known root is from now on trusted for what is named here.")
    void add(
            @Parameters(paramLabel = "FILE", description = "One root certificate: PEM or DER.") Path file,
            @Option(
                            names = "--for",
                            required = true,
                            paramLabel = "PURPOSE",
                            description = "One of: ${COMPLETION-CANDIDATES}.")
                    Purpose purpose,
            @Mixin Form form) {
        X509Certificate root = read(file);
        Anchor anchor = new Anchor(
                encoded(root), purpose != Purpose.tls, purpose != Purpose.mail, "added by " + session.actor());
        try {
            TrustAnchors.requireRoot(root, session.house().clock().instant());
        } catch (IllegalArgumentException e) {
            throw new Mistake(file + ": " + e.getMessage());
        }
        session.record(
                fingerprint(anchor), "trust the root " + root.getSubjectX500Principal() + " for " + uses(anchor));
        session.house().trust().trust(anchor);
        if (form.isJson()) {
            session.json(facts(anchor));
        } else {
            session.say("trusted for " + uses(anchor) + ": " + root.getSubjectX500Principal());
            session.say("fingerprint: " + fingerprint(anchor) + " (compare it with what the other side tells you)");
        }
    }

    @Command(description = "List the roots of others that are trusted.")
    void list(@Mixin Form form) {
        List<Anchor> anchors = session.house().trust().anchors();
        if (form.isJson()) {
            session.json(anchors.stream().map(TrustCommand::facts).toList());
            return;
        }
        session.table(
                List.of("FINGERPRINT", "FOR", "UNTIL", "SOURCE", "NAME"),
                anchors.stream()
                        .map(anchor -> List.of(
                                fingerprint(anchor).substring(0, SHORT),
                                uses(anchor),
                                until(anchor).substring(0, 10),
                                anchor.source(),
                                name(anchor)))
                        .toList());
    }

    @Command(description = "Trust a root no longer. What was verified under it before stays as it was.")
    void remove(@Parameters(paramLabel = "FINGERPRINT") String fingerprint, @Mixin Form form) {
        List<Anchor> found = session.house().trust().anchors().stream()
                .filter(anchor -> fingerprint(anchor).startsWith(fingerprint.toLowerCase(Locale.ROOT)))
                .toList();
        if (found.size() != 1) {
            throw new Mistake(
                    found.isEmpty()
                            ? "no trusted root with the fingerprint " + fingerprint + "; see sealpost trust list"
                            : found.size() + " trusted roots start with " + fingerprint
                                    + "; give more of the fingerprint");
        }
        Anchor anchor = found.getFirst();
        session.record(fingerprint(anchor), "trust the root " + name(anchor) + " no longer");
        session.house().trust().distrust(fingerprint(anchor));
        if (form.isJson()) {
            session.json(facts(anchor));
        } else {
            session.say("no longer trusted: " + name(anchor));
        }
    }

    private X509Certificate read(Path file) {
        Path path = session.file(file);
        try {
            if (Files.size(path) > LIMIT_BYTES) {
                throw new Mistake(file + " has more than " + LIMIT_BYTES + " bytes; expected one certificate");
            }
            Collection<? extends java.security.cert.Certificate> all = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(path)));
            if (all.size() != 1) {
                throw new Mistake(file + " holds " + all.size() + " certificates; give the root alone");
            }
            return (X509Certificate) all.iterator().next();
        } catch (IOException e) {
            throw new Mistake("cannot read " + file + ": " + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new Mistake(file + " is not a certificate; expected PEM or DER");
        }
    }

    private static X509Certificate parsed(Anchor anchor) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(anchor.certificate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a trusted root cannot be read", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fingerprint(Anchor anchor) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(anchor.certificate()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String name(Anchor anchor) {
        return parsed(anchor).getSubjectX500Principal().getName();
    }

    private static String until(Anchor anchor) {
        return parsed(anchor).getNotAfter().toInstant().toString();
    }

    private static String uses(Anchor anchor) {
        return anchor.forMail() ? anchor.forTls() ? "mail and TLS" : "mail" : "TLS";
    }

    private static Map<String, Object> facts(Anchor anchor) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("fingerprint", fingerprint(anchor));
        facts.put("name", name(anchor));
        facts.put("forMail", anchor.forMail());
        facts.put("forTls", anchor.forTls());
        facts.put("notAfter", until(anchor));
        facts.put("source", anchor.source());
        return facts;
    }
}
