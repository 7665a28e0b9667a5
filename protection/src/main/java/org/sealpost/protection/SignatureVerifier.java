package org.sealpost.protection;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Author;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
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

    /**
     * @param header of the message, whose author must be the signer
     * @param reader the domain of the person for whom it is verified
     */
    Verification verify(HeaderSection header, Signed signed, Instant receivedAt, Optional<Domain> reader)
            throws IOException {
        if (signed.structure().signers().isEmpty()) {
            return Verification.unreadable("the signature has no signer");
        }
        List<NamedCertificate> certificates = signed.structure().certificates().stream()
                .map(NamedCertificate::of)
                .toList();
        SignedEntity entity = new SignedEntity(signed.entity());
        Verification worst = null;
        for (SignerInfo signer : signed.structure().signers()) {
            Verification one = switch (CmsVerifier.check(entity, signer, certificates)) {
                case CmsVerifier.Finding.Altered() -> Verification.failed(new SignatureCheck.Altered());
                case CmsVerifier.Finding.Weak(String why) -> Verification.failed(new SignatureCheck.Unsuitable(why));
                case CmsVerifier.Finding.Unreadable(String why) -> Verification.unreadable(why);
                case CmsVerifier.Finding.Intact intact ->
                    judge(header, intact, signed.structure(), new Circumstances(receivedAt, reader))
                            .with(Announcement.of(signer, encoded(intact.certificate()), certificates));
            };
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
            case SignatureCheck.OlderThanMessage older -> 2;
            default -> 3;
        };
    }

    /** What was signed, and the signature. */
    record Signed(Content entity, SignedStructure structure) {}

    /** Takes apart what {@link SmimeKind} found to be signed. */
    Signed read(OuterEntity outer) throws IOException {
        return switch (outer.kind()) {
            case CLEAR_SIGNED -> clearSigned(outer);
            case OPAQUE_SIGNED -> opaque(outer);
            default -> throw new UnreadableMessage("not signed with S/MIME");
        };
    }

    private Signed clearSigned(OuterEntity outer) throws IOException {
        MimePart signature = outer.parts().getLast();
        SignedStructure structure = structure(signature.header(), signature.bodyIn(outer.message()));
        if (structure.content().isPresent()) {
            // Whoever reads one of the two contents and checks the other is deceived.
            throw new UnreadableMessage("the signature carries a second content");
        }
        return new Signed(outer.parts().getFirst().in(outer.message()), structure);
    }

    private Signed opaque(OuterEntity outer) throws IOException {
        SignedStructure structure = structure(outer.header(), outer.body());
        Content entity = structure.content().orElseThrow(() -> new UnreadableMessage("nothing was signed"));
        return new Signed(entity, structure);
    }

    private SignedStructure structure(HeaderSection header, Content body) throws IOException {
        try (InputStream cms = TransferEncoding.decoded(header, body)) {
            return SignedStructure.read(cms, body.sizeBytes(), spoolFolder);
        }
    }

    /** Whether mail may be encrypted to the first of these certificates. */
    ChainVerdict forEncryption(List<byte[]> certificates, VerifiedFor asked) {
        return trust.judge(ChainQuestion.of(certificates, ChainPurpose.MAIL_ENCRYPTION, asked.receivedAt())
                .forReader(asked.reader()));
    }

    /** Whether the first of these certificates is good for signing mail. */
    ChainVerdict forSigning(List<byte[]> certificates, VerifiedFor asked) {
        return trust.judge(ChainQuestion.of(certificates, ChainPurpose.MAIL_SIGNING, asked.receivedAt())
                .forReader(asked.reader()));
    }

    /** When the message came, and for whom it is verified. */
    private record Circumstances(Instant receivedAt, Optional<Domain> reader) {}

    private Verification judge(
            HeaderSection header,
            CmsVerifier.Finding.Intact intact,
            SignedStructure structure,
            Circumstances circumstances) {
        Instant receivedAt = circumstances.receivedAt();
        List<byte[]> certificates = structure.certificates();
        Instant signedAt = intact.signedAt().orElse(receivedAt);
        boolean future = signedAt.isAfter(receivedAt.plus(CLOCK_TOLERANCE));
        // A signer cannot choose a time that has not come to make his certificate look good.
        Instant judgedAt = future ? receivedAt : signedAt;
        byte[] signer = encoded(intact.certificate());
        List<byte[]> chain = new ArrayList<>(List.of(signer));
        chain.addAll(certificates);
        ChainVerdict verdict = trust.judge(ChainQuestion.of(chain, ChainPurpose.MAIL_SIGNING, judgedAt)
                .seenAt(receivedAt)
                .with(structure.crls(), structure.ocspAnswers())
                .forReader(circumstances.reader()));
        SignatureCheck check = aged(check(intact.certificate(), verdict, header, signedAt), intact.signedAt(), header);
        return new Verification(
                check,
                Optional.of(signer),
                certificates,
                intact.signedAt(),
                intact.algorithms(),
                Optional.of(verdict),
                notices(header, intact.signedAt(), future),
                Announcement.NOTHING);
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
            case ChainVerdict.Untrusted untrusted ->
                new SignatureCheck.Untrusted(untrusted.issuer(), untrusted.fingerprint());
            case ChainVerdict.Distrusted(String why) -> new SignatureCheck.Unsuitable(why);
            case ChainVerdict.OutsideDates dates -> new SignatureCheck.Expired(signer, dates.notAfter());
            case ChainVerdict.Revoked revoked -> new SignatureCheck.Revoked(signer, revoked.at());
            case ChainVerdict.Unfit(String why) -> new SignatureCheck.Unsuitable(why);
            case ChainVerdict.TrustedUnchecked(String why)
            when own.isPresent() -> new SignatureCheck.RevocationUnknown(signer, signedAt);
            case ChainVerdict.RevocationUnavailable(String why)
            when own.isPresent() -> new SignatureCheck.RevocationUnknown(signer, signedAt);
            case ChainVerdict.Trusted _ when own.isPresent() -> new SignatureCheck.Valid(signer, signedAt);
            case ChainVerdict.Trusted _, ChainVerdict.TrustedUnchecked _, ChainVerdict.RevocationUnavailable _ ->
                new SignatureCheck.OtherAuthor(
                        signer, author.map(MailAddress::toString).orElse("nobody or several"));
        };
    }

    /** A message may be signed long after it was written, when it waited for a certificate; but not long before. */
    private static SignatureCheck aged(SignatureCheck check, Optional<Instant> signedAt, HeaderSection header) {
        boolean older = signedAt.isPresent()
                && date(header)
                        .filter(date -> signedAt.get().isBefore(date.minus(TIME_TOLERANCE)))
                        .isPresent();
        return older && check instanceof SignatureCheck.Valid(MailAddress signer, Instant at)
                ? new SignatureCheck.OlderThanMessage(signer, at)
                : check;
    }

    private static Optional<Instant> date(HeaderSection header) {
        return header.value("Date").flatMap(MessageDate::parse);
    }

    private static List<String> notices(HeaderSection header, Optional<Instant> signedAt, boolean future) {
        List<String> notices = new ArrayList<>();
        if (future) {
            notices.add("signed in the future by the signer's clock");
        }
        Optional<Instant> date = date(header);
        if (signedAt.isPresent()
                && date.isPresent()
                && Duration.between(date.get(), signedAt.get()).abs().compareTo(TIME_TOLERANCE) > 0) {
            notices.add("signed at another time than the message says: " + signedAt.get());
        }
        if (signedAt.isEmpty()) {
            notices.add("the signer told no time");
        }
        Author.otherAddressInName(header)
                .ifPresent(other -> notices.add("the name of the author looks like another address: " + other));
        return notices;
    }

    static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
