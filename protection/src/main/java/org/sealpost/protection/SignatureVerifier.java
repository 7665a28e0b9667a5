package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.SignatureCheck;

/**
 * Checks the signature of a message from the bytes up: is the content intact, is the certificate good, is the signer the
 * author. The first answer that is not good is the verdict; with several signers the worst counts.
 */
final class SignatureVerifier {
    /** RFC 5322 dates and signing times of honest programs differ by less. */
    private static final Duration TIME_TOLERANCE = Duration.ofHours(1);

    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    private final Path spoolFolder;
    private final ChainTrust trust;

    SignatureVerifier(Path spoolFolder, ChainTrust trust) {
        this.spoolFolder = spoolFolder;
        this.trust = trust;
    }

    Verification verify(Content message, Instant receivedAt) throws IOException {
        Signed signed = switch (SmimeKind.of(message)) {
            case CLEAR_SIGNED -> clearSigned(message);
            case OPAQUE_SIGNED -> opaque(message);
            default -> throw new UnreadableMessage("not signed with S/MIME");
        };
        if (signed.structure().signers().isEmpty()) {
            return Verification.unreadable("the signature has no signer");
        }
        Verification worst = null;
        for (SignerInfo signer : signed.structure().signers()) {
            Verification one = verify(message, signed, signer, receivedAt);
            if (worst == null || badness(one.check()) > badness(worst.check())) {
                worst = one;
            }
        }
        return java.util.Objects.requireNonNull(worst);
    }

    /** Good, good but for a look-up, not good. */
    private static int badness(SignatureCheck check) {
        return switch (check) {
            case SignatureCheck.Valid valid -> 0;
            case SignatureCheck.RevocationUnknown unknown -> 1;
            default -> 2;
        };
    }

    private record Signed(Content entity, SignedStructure structure) {}

    private Signed clearSigned(Content message) throws IOException {
        List<MimePart> parts = MimePart.of(message).parts();
        if (parts.size() != 2 || !parts.get(1).type().isPkcs7("pkcs7-signature")) {
            throw new UnreadableMessage("a signed message has two parts, the second of them the signature");
        }
        try (InputStream cms = SmimeKind.decoded(
                parts.get(1).header(), parts.get(1).bodyIn(message).open())) {
            SignedStructure structure = SignedStructure.read(cms, new Spool(spoolFolder));
            if (structure.content().isPresent()) {
                // Whoever reads one of the two contents and checks the other is deceived.
                throw new UnreadableMessage("the signature carries a second content");
            }
            return new Signed(parts.getFirst().in(message), structure);
        }
    }

    private Signed opaque(Content message) throws IOException {
        try (InputStream cms = SmimeKind.body(message)) {
            SignedStructure structure = SignedStructure.read(cms, new Spool(spoolFolder));
            Content entity = structure.content().orElseThrow(() -> new UnreadableMessage("nothing was signed"));
            return new Signed(entity, structure);
        }
    }

    private Verification verify(Content message, Signed signed, SignerInfo signer, Instant receivedAt)
            throws IOException {
        List<byte[]> encoded = signed.structure().certificates();
        List<X509Certificate> certificates =
                encoded.stream().map(Jca::certificate).toList();
        return switch (CmsVerifier.check(signed.entity(), signer, certificates)) {
            case CmsVerifier.Finding.Altered() -> Verification.failed(new SignatureCheck.Altered());
            case CmsVerifier.Finding.Weak(String why) -> Verification.failed(new SignatureCheck.Unsuitable(why));
            case CmsVerifier.Finding.Unreadable(String why) -> Verification.unreadable(why);
            case CmsVerifier.Finding.Intact intact -> judge(message, intact, encoded, receivedAt);
        };
    }

    private Verification judge(
            Content message, CmsVerifier.Finding.Intact intact, List<byte[]> certificates, Instant receivedAt) {
        Instant signedAt = intact.signedAt().orElse(receivedAt);
        boolean future = signedAt.isAfter(receivedAt.plus(CLOCK_TOLERANCE));
        // A signer cannot choose a time that has not come to make his certificate look good.
        Instant judgedAt = future ? receivedAt : signedAt;
        byte[] signer = encoded(intact.certificate());
        List<byte[]> chain = new ArrayList<>(List.of(signer));
        chain.addAll(certificates);
        ChainVerdict verdict = trust.judge(chain, ChainPurpose.MAIL_SIGNING, judgedAt);
        HeaderSection header = HeaderSection.of(message);
        SignatureCheck check = check(intact.certificate(), verdict, header, signedAt);
        return new Verification(
                check,
                Optional.of(signer),
                certificates,
                intact.signedAt(),
                intact.algorithms(),
                Optional.of(verdict),
                notices(header, intact.signedAt(), future));
    }

    private static SignatureCheck check(
            X509Certificate certificate, ChainVerdict verdict, HeaderSection header, Instant signedAt) {
        List<MailAddress> names = SignerNames.of(certificate);
        if (names.isEmpty()) {
            return new SignatureCheck.Unsuitable("the certificate names no mail address");
        }
        Optional<MailAddress> author = Author.of(header);
        Optional<MailAddress> own = author.flatMap(
                from -> names.stream().filter(from::isSameMailbox).findFirst());
        MailAddress signer = own.orElse(names.getFirst());
        return switch (verdict) {
            case ChainVerdict.Untrusted untrusted -> new SignatureCheck.Untrusted(untrusted.issuer());
            case ChainVerdict.OutsideDates dates -> new SignatureCheck.Expired(signer, dates.notAfter());
            case ChainVerdict.Revoked revoked -> new SignatureCheck.Revoked(signer, revoked.at());
            case ChainVerdict.Unfit(String why) -> new SignatureCheck.Unsuitable(why);
            case ChainVerdict.TrustedUnchecked(String why)
            when own.isPresent() -> new SignatureCheck.RevocationUnknown(signer, signedAt);
            case ChainVerdict.Trusted _ when own.isPresent() -> new SignatureCheck.Valid(signer, signedAt);
            case ChainVerdict.Trusted _, ChainVerdict.TrustedUnchecked _ ->
                new SignatureCheck.OtherAuthor(
                        signer, author.map(MailAddress::toString).orElse("nobody or several"));
        };
    }

    private static List<String> notices(HeaderSection header, Optional<Instant> signedAt, boolean future) {
        List<String> notices = new ArrayList<>();
        if (future) {
            notices.add("signed in the future by the signer's clock");
        }
        Optional<Instant> date = header.value("Date").flatMap(SignatureVerifier::date);
        if (signedAt.isPresent()
                && date.isPresent()
                && Duration.between(date.get(), signedAt.get()).abs().compareTo(TIME_TOLERANCE) > 0) {
            notices.add("signed at another time than the message says: " + signedAt.get());
        }
        if (signedAt.isEmpty()) {
            notices.add("the signer told no time");
        }
        return notices;
    }

    private static Optional<Instant> date(String field) {
        try {
            String plain = field.replaceAll("\\([^)]*\\)", "").strip();
            return Optional.of(ZonedDateTime.parse(plain, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
