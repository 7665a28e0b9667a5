package org.sealpost.pki.revocation;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPRequest;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.Request;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.ocsp.TBSRequest;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.path.Algorithms;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.NameKey;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.Signatures;

/** An answer of an OCSP responder (RFC 6960), judged for one certificate: may the signer speak for the issuer, and until when. */
final class OcspAnswer {
    static final int LIMIT_BYTES = 64 * 1024;

    private static final String OCSP_SIGNING = "1.3.6.1.5.5.7.3.9";
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final int SINGLES_LIMIT = 64;
    private static final int SIGNERS_LIMIT = 8;
    private static final Set<String> HASHES = Set.of("1.3.14.3.2.26", "2.16.840.1.101.3.4.2.1");

    /** An answer without an end is good for that long; RFC 6960 section 4.2.2.1 leaves it to us. */
    private static final Duration WITHOUT_END = Duration.ofHours(1);

    private final PathCertificate certificate;
    private final PathCertificate issuer;
    private final Instant at;
    private final Instant seenAt;
    private final Predicate<PathCertificate> signerStands;

    /**
     * @param at the time for which it is asked; seenAt the time at which the answer must be fresh
     * @param signerStands whether a delegated signer was not revoked
     */
    OcspAnswer(
            PathCertificate certificate,
            PathCertificate issuer,
            Instant at,
            Instant seenAt,
            Predicate<PathCertificate> signerStands) {
        this.certificate = certificate;
        this.issuer = issuer;
        this.at = at;
        this.seenAt = seenAt;
        this.signerStands = signerStands;
    }

    /** A finding, or NotChecked with the reason why the answer says nothing. */
    @SuppressWarnings("IllegalCatch") // Whatever the parser throws on hostile bytes becomes a reason.
    RevocationFinding judge(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            return new RevocationFinding.NotChecked("an OCSP answer has at most " + LIMIT_BYTES + " bytes");
        }
        try {
            OCSPResponse response = OCSPResponse.getInstance(der);
            int status = response.getResponseStatus().getIntValue();
            if (status != 0 || response.getResponseBytes() == null) {
                return new RevocationFinding.NotChecked("the OCSP responder answers with its error " + status);
            }
            if (!response.getResponseBytes().getResponseType().equals(OCSPObjectIdentifiers.id_pkix_ocsp_basic)) {
                return new RevocationFinding.NotChecked("an OCSP answer of an unknown kind");
            }
            return judge(BasicOCSPResponse.getInstance(
                    response.getResponseBytes().getResponse().getOctets()));
        } catch (IOException | GeneralSecurityException | ParseException | RuntimeException | StackOverflowError e) {
            return new RevocationFinding.NotChecked("the OCSP answer cannot be read");
        }
    }

    private RevocationFinding judge(BasicOCSPResponse response)
            throws IOException, GeneralSecurityException, ParseException {
        Optional<SingleResponse> about = single(response);
        if (about.isEmpty()) {
            return new RevocationFinding.NotChecked("the OCSP answer is about another certificate");
        }
        if (hasUnknownCritical(response.getTbsResponseData().getResponseExtensions())
                || hasUnknownCritical(about.get().getSingleExtensions())) {
            return new RevocationFinding.NotChecked("the OCSP answer has a critical extension that nobody knows");
        }
        if (!isAuthentic(response)) {
            return new RevocationFinding.NotChecked(
                    "the OCSP answer is not signed by somebody who may speak for the issuer");
        }
        Instant from = about.get().getThisUpdate().getDate().toInstant();
        Instant until = about.get().getNextUpdate() == null
                ? from.plus(WITHOUT_END)
                : about.get().getNextUpdate().getDate().toInstant();
        if (until.isBefore(seenAt) || from.minus(SKEW).isAfter(seenAt)) {
            return new RevocationFinding.NotChecked("the OCSP answer counts from " + from + " to " + until);
        }
        return finding(about.get(), "the OCSP answer of " + from);
    }

    private RevocationFinding finding(SingleResponse about, String source) throws ParseException {
        return switch (about.getCertStatus().getTagNo()) {
            case 0 -> new RevocationFinding.Good(source);
            case 1 -> {
                RevokedInfo info = RevokedInfo.getInstance(about.getCertStatus().getStatus());
                Instant since = info.getRevocationTime().getDate().toInstant();
                RevocationReason reason = info.getRevocationReason() == null
                        ? RevocationReason.UNSPECIFIED
                        : RevocationReasons.of(
                                info.getRevocationReason().getValue().intValue());
                yield RevocationReasons.counts(reason, since, at)
                        ? new RevocationFinding.Revoked(since, reason, source)
                        : new RevocationFinding.Good(source + ", which says revoked since " + since);
            }
            default -> new RevocationFinding.NotChecked("the OCSP responder does not know the certificate");
        };
    }

    private Optional<SingleResponse> single(BasicOCSPResponse response) throws IOException, GeneralSecurityException {
        ASN1Sequence all = response.getTbsResponseData().getResponses();
        for (int i = 0; i < Math.min(all.size(), SINGLES_LIMIT); i++) {
            SingleResponse one = SingleResponse.getInstance(all.getObjectAt(i));
            if (isAbout(one.getCertID())) {
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    private boolean isAbout(CertID id) throws IOException, GeneralSecurityException {
        String hash = id.getHashAlgorithm().getAlgorithm().getId();
        if (!HASHES.contains(hash)) {
            return false;
        }
        MessageDigest digest = MessageDigest.getInstance(hash);
        return id.getSerialNumber().getValue().equals(certificate.serial())
                && Arrays.equals(
                        id.getIssuerNameHash().getOctets(),
                        digest.digest(issuer.subject().getEncoded()))
                && Arrays.equals(
                        id.getIssuerKeyHash().getOctets(),
                        digest.digest(issuer.publicKey().getPublicKeyData().getOctets()));
    }

    private static boolean hasUnknownCritical(@Nullable Extensions extensions) {
        return extensions != null
                && Arrays.stream(extensions.getCriticalExtensionOIDs())
                        .anyMatch(identifier -> !identifier.equals(OCSPObjectIdentifiers.id_pkix_ocsp_nonce));
    }

    /** The issuer itself, or somebody whom the issuer's key certified for this (section 4.2.2.2). */
    private boolean isAuthentic(BasicOCSPResponse response) throws IOException, GeneralSecurityException {
        ResponderID responder = response.getTbsResponseData().getResponderID();
        for (PathCertificate signer : signers(response)) {
            if (isNamed(signer, responder) && maySpeak(signer) && isSigned(response, signer)) {
                return true;
            }
        }
        return false;
    }

    private List<PathCertificate> signers(BasicOCSPResponse response) {
        Stream<PathCertificate> others = response.getCerts() == null
                ? Stream.empty()
                : Arrays.stream(response.getCerts().toArray())
                        .limit(SIGNERS_LIMIT)
                        .flatMap(one -> parsed(one).stream());
        return Stream.concat(Stream.of(issuer), others).toList();
    }

    private static Optional<PathCertificate> parsed(ASN1Encodable encoded) {
        try {
            return Optional.of(PathCertificate.of(encoded.toASN1Primitive().getEncoded()));
        } catch (IOException | MalformedCertificate e) {
            return Optional.empty();
        }
    }

    private static boolean isNamed(PathCertificate signer, ResponderID responder) throws GeneralSecurityException {
        byte[] keyHash = responder.getKeyHash();
        return keyHash == null
                ? signer.subjectKey().equals(NameKey.of(responder.getName()))
                : Arrays.equals(
                        keyHash,
                        MessageDigest.getInstance("SHA-1")
                                .digest(signer.publicKey().getPublicKeyData().getOctets()));
    }

    private boolean maySpeak(PathCertificate signer) throws IOException {
        if (signer.isSameAuthority(issuer)) {
            return true;
        }
        boolean delegated = signer.issuerKey().equals(issuer.subjectKey())
                && signer.purposes()
                        .filter(purposes -> purposes.contains(OCSP_SIGNING))
                        .isPresent()
                && signer.mayBeUsedFor(KeyUsage.digitalSignature)
                && signer.isSoundUnder(issuer, seenAt);
        return delegated && (signer.has(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck) || signerStands.test(signer));
    }

    private boolean isSigned(BasicOCSPResponse response, PathCertificate signer) throws IOException {
        byte[] content = response.getTbsResponseData().getEncoded();
        return Algorithms.signatureFault(response.getSignatureAlgorithm(), seenAt)
                        .isEmpty()
                && Signatures.isGood(
                        signer.publicKey(),
                        response.getSignatureAlgorithm(),
                        content,
                        0,
                        content.length,
                        response.getSignature().getOctets());
    }

    /** The question about a certificate (section 4.1); without nonce, so that prepared answers can be given. */
    static byte[] request(PathCertificate certificate, PathCertificate issuer) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            CertID id = new CertID(
                    new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE),
                    new DEROctetString(digest.digest(issuer.subject().getEncoded())),
                    new DEROctetString(
                            digest.digest(issuer.publicKey().getPublicKeyData().getOctets())),
                    new ASN1Integer(certificate.serial()));
            return new OCSPRequest(
                            new TBSRequest(null, new DERSequence(new Request(id, null)), (Extensions) null), null)
                    .getEncoded();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
