package org.sealpost.pki;

import java.io.OutputStream;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.LintFault;
import org.sealpost.pki.path.PermittedNames;

/** A certificate that was checked and is ready to be signed. Nothing else can be signed: there is no other way to get one. */
final class Prepared {
    private final TBSCertificate content;
    private final byte[] encoded;
    private final Authority issuer;

    private Prepared(TBSCertificate content, Authority issuer) {
        this.content = content;
        this.encoded = DerWriter.of(content);
        this.issuer = issuer;
    }

    /** Checks what is to be signed; refuses with all faults at once. */
    static Prepared check(
            X509v3CertificateBuilder builder, Authority issuer, CertificateLint.Kind kind, List<String> purposes) {
        return check(builder, issuer, kind, CertificateLint.Context.of(issuer.certificate(), purposes));
    }

    static Prepared check(
            X509v3CertificateBuilder builder,
            Authority issuer,
            CertificateLint.Kind kind,
            CertificateLint.Context context) {
        X509CertificateHolder unsigned = builder.build(new NoSignature(issuer.algorithm()));
        refuse(CertificateLint.faults(unsigned, kind, context));
        return new Prepared(unsigned.toASN1Structure().getTBSCertificate(), issuer);
    }

    /** Throws if there is any fault. */
    static void refuse(List<LintFault> faults) {
        if (!faults.isEmpty()) {
            throw new AuthorityFailure("the authority does not sign this certificate: "
                    + faults.stream().map(LintFault::toString).collect(Collectors.joining("; ")));
        }
    }

    /** Refuses it if it names somebody for whom the authorities above may not speak. */
    Prepared within(PermittedNames names) {
        if (names.areAll()) {
            return this;
        }
        List<String> beyond = names.beyond(with(new byte[0]));
        if (!beyond.isEmpty()) {
            throw new AuthorityFailure(
                    "the authority " + issuer.name() + " may not sign this certificate: " + String.join("; ", beyond));
        }
        return this;
    }

    BigInteger serial() {
        return content.getSerialNumber().getValue();
    }

    /** From when and until when it is good. */
    Instant notBefore() {
        return content.getStartDate().getDate().toInstant();
    }

    Instant notAfter() {
        return content.getEndDate().getDate().toInstant();
    }

    String subject() {
        return content.getSubject().toString();
    }

    String contentHash() {
        return Fingerprint.of(encoded);
    }

    byte[] sign() {
        return with(issuer.sign(encoded));
    }

    private byte[] with(byte[] signature) {
        return DerWriter.wrap(
                DerWriter.SEQUENCE, encoded, DerWriter.of(issuer.algorithm()), DerWriter.bitString(signature));
    }

    /** Lets the builder finish without the real key. */
    private record NoSignature(AlgorithmIdentifier algorithm) implements ContentSigner {
        @Override
        public AlgorithmIdentifier getAlgorithmIdentifier() {
            return algorithm;
        }

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public byte[] getSignature() {
            return new byte[1];
        }
    }
}
