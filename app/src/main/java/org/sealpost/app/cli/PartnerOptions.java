package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.PartnerBook;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.path.PathCertificate;
import picocli.CommandLine.Option;

/** What is agreed with a partner, as it is typed. */
final class PartnerOptions {
    private static final int SHA256_BYTES = 32;

    /** In lower case, as it is typed. */
    enum Revocation {
        hard,
        soft
    }

    /** What a sender without proof is told. */
    enum Refusal {
        wait,
        refuse
    }

    @Option(
            names = "--anchor",
            paramLabel = "FILE",
            description = "The certificate of an authority under which the partner's certificates stand: PEM or DER.")
    private List<Path> anchors = List.of();

    @Option(
            names = "--pin",
            paramLabel = "SHA256",
            description = "SHA-256 of the public key of a server of the partner: hexadecimal or base64.")
    private List<String> pins = List.of();

    @Option(names = "--pin-of", paramLabel = "FILE", description = "Pin the key of this certificate.")
    private List<Path> pinned = List.of();

    @Option(
            names = "--server",
            paramLabel = "NAME",
            description = "A name that the partner's certificates may bear instead of the domain's.")
    private List<Domain> servers = List.of();

    @Option(
            names = "--client-usage",
            paramLabel = "RULE",
            description = "require: a certificate shown by a client must be meant for clients; accept-server: one for"
                    + " servers will do (as public authorities issue them).")
    private @Nullable String clientUsage;

    @Option(
            names = "--revocation",
            paramLabel = "MODE",
            description = "hard: a certificate about which nobody can be asked does not count; soft: it counts.")
    private @Nullable Revocation revocation;

    @Option(
            names = "--without-proof",
            paramLabel = "WORD",
            description = "What a sender without proof hears: wait (454, comes again) or refuse (550).")
    private @Nullable Refusal refusal;

    @Option(
            names = "--or-encrypted-after",
            paramLabel = "TIME",
            description =
                    "If no server of the partner proved itself for this time (1m to 4d), a message goes all the same,"
                            + " encrypted to its recipient; or never.")
    private @Nullable String orEncrypted;

    @Option(names = "--contact", paramLabel = "TEXT", description = "Whom to call there.")
    private @Nullable String contact;

    List<PartnerAnchor> anchors(Session session, PartnerBook book) {
        return anchors.stream()
                .flatMap(file -> ForeignFiles.read(session, file, "").certificates().stream())
                .map(certificate -> Mistake.told(() -> book.anchor(certificate)))
                .toList();
    }

    List<String> pins(Session session) {
        Stream<String> files = pinned.stream().map(file -> {
            PathCertificate certificate = ForeignFiles.one(ForeignFiles.read(session, file, ""), file);
            return PathValidation.keyFingerprint(certificate);
        });
        return Stream.concat(pins.stream().map(PartnerOptions::pin), files).toList();
    }

    List<Domain> servers() {
        return servers;
    }

    /** Hexadecimal with or without colons, or base64 as {@code openssl} and HPKP write it. */
    static String pin(String text) {
        String plain = text.replace("sha256//", "").replace(":", "");
        if (plain.toLowerCase(Locale.ROOT).matches("[0-9a-f]{64}")) {
            return plain.toLowerCase(Locale.ROOT);
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(plain);
            if (bytes.length == SHA256_BYTES) {
                return HexFormat.of().formatHex(bytes);
            }
        } catch (IllegalArgumentException e) {
            throw noPin(text);
        }
        throw noPin(text);
    }

    private static Mistake noPin(String text) {
        return new Mistake(
                "expected the SHA-256 of a public key, 64 hexadecimal digits or 44 characters of base64: " + text);
    }

    /** The terms with what was typed. */
    PartnerTerms terms(PartnerTerms before) {
        PartnerTerms terms = before;
        if (clientUsage != null) {
            terms = terms.withClientUsage(clientUsage(clientUsage));
        }
        if (revocation != null) {
            terms = terms.withRevocation(revocation == Revocation.hard ? RevocationMode.HARD : RevocationMode.SOFT);
        }
        if (refusal != null) {
            terms = terms.withRefusal(
                    refusal == Refusal.wait ? PartnerTerms.Refusal.WAIT : PartnerTerms.Refusal.RETURN);
        }
        if (orEncrypted != null) {
            terms = terms.withOrEncryptedAfter(EncryptedAfter.read(orEncrypted));
        }
        return contact == null ? terms : terms.withContact(contact);
    }

    private static PartnerTerms.ClientUsage clientUsage(String text) {
        return switch (text) {
            case "require" -> PartnerTerms.ClientUsage.REQUIRE;
            case "accept-server" -> PartnerTerms.ClientUsage.ACCEPT_SERVER;
            default -> throw new Mistake("expected --client-usage require or accept-server: " + text);
        };
    }
}
