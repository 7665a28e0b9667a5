package org.sealpost.pki;

import static org.sealpost.identity.LintCheck.ADDRESS_MISSING;
import static org.sealpost.identity.LintCheck.ADDRESS_NOT_HTTP;
import static org.sealpost.identity.LintCheck.ADDRESS_ONLY_IN_SUBJECT;
import static org.sealpost.identity.LintCheck.ALTERNATIVE_NAME_UNFIT;
import static org.sealpost.identity.LintCheck.AUTHORITY_CANNOT_SIGN;
import static org.sealpost.identity.LintCheck.AUTHORITY_UNSAID;
import static org.sealpost.identity.LintCheck.CERTIFICATE_OUTLIVES_ISSUER;
import static org.sealpost.identity.LintCheck.CRL_UNSAID;
import static org.sealpost.identity.LintCheck.DATES_REVERSED;
import static org.sealpost.identity.LintCheck.HOLDER_IS_AN_AUTHORITY;
import static org.sealpost.identity.LintCheck.HOST_MISSING;
import static org.sealpost.identity.LintCheck.ISSUER_KEY_ID_UNFIT;
import static org.sealpost.identity.LintCheck.KEY_IS_COMPROMISED;
import static org.sealpost.identity.LintCheck.KEY_OF_SOMEBODY_ELSE;
import static org.sealpost.identity.LintCheck.KEY_USAGE_UNLIKE_KEY;
import static org.sealpost.identity.LintCheck.KEY_USAGE_UNSAID;
import static org.sealpost.identity.LintCheck.MAIL_PURPOSE_MISSING;
import static org.sealpost.identity.LintCheck.OCSP_UNSAID;
import static org.sealpost.identity.LintCheck.POLICY_OF_PUBLIC_AUTHORITIES;
import static org.sealpost.identity.LintCheck.PURPOSE_NEVER_WITH_MAIL;
import static org.sealpost.identity.LintCheck.PURPOSE_UNLIKE_TEMPLATE;
import static org.sealpost.identity.LintCheck.PURPOSE_UNSAID;
import static org.sealpost.identity.LintCheck.RESPONDER_DOES_MORE;
import static org.sealpost.identity.LintCheck.SERIAL_NUMBER_UNFIT;
import static org.sealpost.identity.LintCheck.SIGNATURE_IS_WEAK;
import static org.sealpost.identity.LintCheck.SUBJECT_KEY_ID_MISSING;
import static org.sealpost.identity.LintCheck.VALIDITY_TOO_LONG;

import java.math.BigInteger;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.edec.EdECObjectIdentifiers;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.cert.X509CertificateHolder;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.LintCheck;
import org.sealpost.identity.LintFault;

/**
 * Looks over a certificate before the authority signs it: RFC 5280, and for mail the strict profile of the S/MIME Baseline
 * Requirements. A fault in one of ours is a fault of ours, so nothing is signed; of certificates of others it is told.
 */
public final class CertificateLint {
    private static final Duration MAIL_LIMIT = Duration.ofDays(825);
    private static final Duration TLS_LIMIT = Duration.ofDays(398);
    private static final int SERIAL_LEAST_BITS = 64;
    private static final int SERIAL_LIMIT_BITS = 159;
    private static final ASN1ObjectIdentifier PUBLIC_POLICIES = new ASN1ObjectIdentifier("2.23.140.1");

    private static final Set<KeyPurposeId> NEVER_WITH_MAIL = Set.of(
            KeyPurposeId.id_kp_serverAuth,
            KeyPurposeId.id_kp_codeSigning,
            KeyPurposeId.id_kp_timeStamping,
            KeyPurposeId.anyExtendedKeyUsage);

    private static final Set<ASN1ObjectIdentifier> BROKEN_SIGNATURES = Set.of(
            PKCSObjectIdentifiers.md2WithRSAEncryption,
            PKCSObjectIdentifiers.md5WithRSAEncryption,
            PKCSObjectIdentifiers.sha1WithRSAEncryption,
            X9ObjectIdentifiers.ecdsa_with_SHA1,
            X9ObjectIdentifiers.id_dsa_with_sha1);

    private static final Set<ASN1ObjectIdentifier> SIGN_ONLY = Set.of(
            EdECObjectIdentifiers.id_Ed25519,
            NISTObjectIdentifiers.id_ml_dsa_44,
            NISTObjectIdentifiers.id_ml_dsa_65,
            NISTObjectIdentifiers.id_ml_dsa_87);

    /** What a certificate is meant to be. */
    public enum Kind {
        AUTHORITY,
        MAIL,
        TLS_SERVER,
        OCSP_SIGNER,
        /** For the holder's own purposes: agents, logon, TLS clients. */
        OTHER
    }

    /**
     * What is known besides the certificate.
     *
     * @param issuer whose life it must not outlast
     * @param purposes extended key usages that it has to have, exactly
     * @param owner for whom it is; empty if nobody knows
     * @param key what is known of its key
     */
    record Context(
            Optional<X509Certificate> issuer, Optional<List<String>> purposes, Optional<String> owner, KeyHistory key) {
        static Context of(X509Certificate issuer, List<String> purposes) {
            return new Context(Optional.of(issuer), Optional.of(purposes), Optional.empty(), KeyHistory.NONE);
        }

        Context over(String whose, KeyHistory history) {
            return new Context(issuer, purposes, Optional.of(whose), history);
        }
    }

    private final List<LintFault> faults = new ArrayList<>();
    private final X509CertificateHolder certificate;
    private final LintExtensions extensions;

    private CertificateLint(X509CertificateHolder certificate) {
        this.certificate = certificate;
        this.extensions = LintExtensions.of(certificate.getExtensions());
    }

    /** What a certificate says that it is. */
    public static Kind kind(byte[] der) {
        return reading(() -> kind(holder(der)));
    }

    private static Kind kind(X509CertificateHolder certificate) {
        LintExtensions found = LintExtensions.of(certificate.getExtensions());
        if (found.basicConstraints().isPresent()
                && found.basicConstraints().get().isCA()) {
            return Kind.AUTHORITY;
        }
        List<KeyPurposeId> purposes = found.purposes().orElse(List.of());
        if (purposes.contains(KeyPurposeId.id_kp_emailProtection)) {
            return Kind.MAIL;
        }
        if (purposes.contains(KeyPurposeId.id_kp_serverAuth)) {
            return Kind.TLS_SERVER;
        }
        return purposes.contains(KeyPurposeId.id_kp_OCSPSigning) ? Kind.OCSP_SIGNER : Kind.OTHER;
    }

    /**
     * All faults of a certificate, of ours or of others.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static List<LintFault> examine(byte[] der, Kind kind, KeyHistory key) {
        Context nothing = new Context(Optional.empty(), Optional.empty(), Optional.empty(), key);
        return reading(() -> faults(holder(der), kind, nothing));
    }

    @SuppressWarnings("IllegalCatch") // Extensions that are broken show when they are read, in many ways.
    private static <T> T reading(Supplier<T> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("not a certificate that can be read: " + e.getMessage(), e);
        }
    }

    /**
     * All faults of a key that somebody brings.
     *
     * @param key what the book knows of it
     */
    public static List<LintFault> examine(PublicKey brought, String owner, KeyHistory key) {
        List<LintFault> faults =
                new ArrayList<>(KeyLint.faults(SubjectPublicKeyInfo.getInstance(brought.getEncoded())));
        faults.addAll(history(Optional.of(owner), key));
        return faults;
    }

    private static List<LintFault> history(Optional<String> owner, KeyHistory key) {
        List<LintFault> faults = new ArrayList<>();
        if (key.compromised()) {
            faults.add(new LintFault(KEY_IS_COMPROMISED, List.of()));
        }
        if (owner.isPresent() && key.owners().stream().anyMatch(one -> !one.equals(owner.get()))) {
            // Whose it is is told to nobody who does not know.
            faults.add(new LintFault(KEY_OF_SOMEBODY_ELSE, List.of()));
        }
        return faults;
    }

    private static X509CertificateHolder holder(byte[] der) {
        try {
            return new X509CertificateHolder(der);
        } catch (java.io.IOException e) {
            throw new IllegalArgumentException("not an X.509 certificate", e);
        }
    }

    /** All faults; empty for a good certificate. */
    static List<LintFault> faults(X509CertificateHolder certificate, Kind kind, Context context) {
        CertificateLint lint = new CertificateLint(certificate);
        lint.common(context);
        switch (kind) {
            case AUTHORITY -> lint.authority();
            case MAIL -> lint.mail();
            case TLS_SERVER -> lint.tlsServer();
            case OCSP_SIGNER ->
                lint.require(
                        lint.extensions
                                .purposes()
                                .filter(all -> all.equals(List.of(KeyPurposeId.id_kp_OCSPSigning)))
                                .isPresent(),
                        RESPONDER_DOES_MORE);
            case OTHER -> lint.holder(MAIL_LIMIT);
        }
        if (kind != Kind.AUTHORITY) {
            lint.purposes(context.purposes());
        }
        return List.copyOf(lint.faults);
    }

    private void require(boolean met, LintCheck check, String... facts) {
        if (!met) {
            faults.add(new LintFault(check, List.of(facts)));
        }
    }

    private void common(Context context) {
        BigInteger serial = certificate.getSerialNumber();
        require(
                serial.signum() > 0
                        && serial.bitLength() >= SERIAL_LEAST_BITS
                        && serial.bitLength() <= SERIAL_LIMIT_BITS,
                SERIAL_NUMBER_UNFIT,
                serial.toString(16));
        Instant end = certificate.getNotAfter().toInstant();
        context.issuer()
                .map(issuer -> issuer.getNotAfter().toInstant())
                .ifPresent(last -> require(!end.isAfter(last), CERTIFICATE_OUTLIVES_ISSUER, last.toString()));
        require(certificate.getNotBefore().toInstant().isBefore(end), DATES_REVERSED, end.toString());
        require(extensions.has(Extension.subjectKeyIdentifier), SUBJECT_KEY_ID_MISSING);
        require(extensions.isCritical(Extension.keyUsage), KEY_USAGE_UNSAID);
        ASN1ObjectIdentifier signed = certificate.getSignatureAlgorithm().getAlgorithm();
        require(!BROKEN_SIGNATURES.contains(signed), SIGNATURE_IS_WEAK, signed.getId());
        key(context);
        for (PolicyInformation policy : extensions.policies()) {
            require(
                    !policy.getPolicyIdentifier().on(PUBLIC_POLICIES),
                    POLICY_OF_PUBLIC_AUTHORITIES,
                    policy.getPolicyIdentifier().getId());
        }
    }

    private void key(Context context) {
        faults.addAll(KeyLint.faults(certificate.getSubjectPublicKeyInfo()));
        faults.addAll(history(context.owner(), context.key()));
    }

    private void authority() {
        Optional<BasicConstraints> constraints = extensions.basicConstraints();
        require(
                constraints.filter(BasicConstraints::isCA).isPresent()
                        && extensions.isCritical(Extension.basicConstraints),
                AUTHORITY_UNSAID);
        require(extensions.usages(KeyUsage.keyCertSign | KeyUsage.cRLSign), AUTHORITY_CANNOT_SIGN);
    }

    private void mail() {
        List<KeyPurposeId> purposes = extensions.purposes().orElse(List.of());
        require(purposes.contains(KeyPurposeId.id_kp_emailProtection), MAIL_PURPOSE_MISSING);
        purposes.stream()
                .filter(NEVER_WITH_MAIL::contains)
                .forEach(one -> require(false, PURPOSE_NEVER_WITH_MAIL, ExtendedKeyUsages.name(one.getId())));
        holder(MAIL_LIMIT);
        List<GeneralName> names = extensions.names();
        require(names.stream().anyMatch(LintNames::isAddress), ADDRESS_MISSING);
        names.stream()
                .filter(name -> !LintNames.isFitForMail(name))
                .forEach(name -> require(false, ALTERNATIVE_NAME_UNFIT, LintNames.words(name)));
        subjectAddresses(names.stream()
                .filter(LintNames::isAddress)
                .map(name -> LintNames.address(name).toLowerCase(Locale.ROOT))
                .toList());
        keyUsage();
    }

    private void subjectAddresses(List<String> addresses) {
        for (RDN part : certificate.getSubject().getRDNs()) {
            for (AttributeTypeAndValue value : part.getTypesAndValues()) {
                String text = value.getValue().toString();
                // A common name that is an address counts as one, too.
                boolean address = value.getType().equals(PKCSObjectIdentifiers.pkcs_9_at_emailAddress)
                        || text.matches("[^@\\s]+@[^@\\s]+\\.[^@\\s]+");
                require(!address || addresses.contains(text.toLowerCase(Locale.ROOT)), ADDRESS_ONLY_IN_SUBJECT, text);
            }
        }
    }

    /** S/MIME BR 7.1.2.3 e; RFC 8410 section 5, RFC 9881 section 5, RFC 9935 section 5. */
    private void keyUsage() {
        ASN1ObjectIdentifier kind =
                certificate.getSubjectPublicKeyInfo().getAlgorithm().getAlgorithm();
        int signing = KeyUsage.digitalSignature | KeyUsage.nonRepudiation;
        int agreement = KeyUsage.keyAgreement | KeyUsage.encipherOnly | KeyUsage.decipherOnly;
        int allowed = kind.equals(PKCSObjectIdentifiers.rsaEncryption)
                ? signing | KeyUsage.keyEncipherment | KeyUsage.dataEncipherment
                : kind.equals(X9ObjectIdentifiers.id_ecPublicKey)
                        ? signing | agreement
                        : kind.equals(EdECObjectIdentifiers.id_X25519)
                                ? agreement
                                : SIGN_ONLY.contains(kind) ? signing : KeyUsage.keyEncipherment;
        int needed = allowed & (KeyUsage.digitalSignature | KeyUsage.keyEncipherment | KeyUsage.keyAgreement);
        int found = extensions.usage();
        require(
                (found & ~allowed) == 0 && (found & needed) != 0,
                KEY_USAGE_UNLIKE_KEY,
                KeyPairs.algorithmOf(certificate.getSubjectPublicKeyInfo()));
    }

    private void tlsServer() {
        holder(TLS_LIMIT);
        List<GeneralName> names = extensions.names();
        require(names.stream().anyMatch(LintNames::isHost), HOST_MISSING);
        names.stream()
                .filter(name -> !LintNames.isHost(name))
                .forEach(name -> require(false, ALTERNATIVE_NAME_UNFIT, LintNames.words(name)));
    }

    private void holder(Duration limit) {
        Duration validity = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        require(
                validity.compareTo(limit) <= 0,
                VALIDITY_TOO_LONG,
                String.valueOf(validity.toDays()),
                String.valueOf(limit.toDays()));
        require(
                extensions.basicConstraints().filter(BasicConstraints::isCA).isEmpty()
                        && (extensions.usage() & (KeyUsage.keyCertSign | KeyUsage.cRLSign)) == 0,
                HOLDER_IS_AN_AUTHORITY);
        require(
                extensions
                        .issuerKey()
                        .filter(id -> id.getKeyIdentifierOctets() != null
                                && id.getAuthorityCertIssuer() == null
                                && id.getAuthorityCertSerialNumber() == null)
                        .isPresent(),
                ISSUER_KEY_ID_UNFIT);
        whereToAsk();
    }

    private void whereToAsk() {
        List<GeneralName> access = extensions.access();
        List<GeneralName> lists = extensions.crls();
        require(!access.isEmpty(), OCSP_UNSAID);
        require(!lists.isEmpty(), CRL_UNSAID);
        Stream.concat(access.stream(), lists.stream())
                .filter(name -> !LintNames.isHttp(name))
                .forEach(name -> require(false, ADDRESS_NOT_HTTP, LintNames.words(name)));
    }

    private void purposes(Optional<List<String>> wanted) {
        Optional<List<KeyPurposeId>> found = extensions.purposes();
        require(found.isPresent(), PURPOSE_UNSAID);
        List<String> identifiers =
                found.orElse(List.of()).stream().map(KeyPurposeId::getId).toList();
        require(
                wanted.isEmpty() || wanted.get().equals(identifiers),
                PURPOSE_UNLIKE_TEMPLATE,
                String.join(", ", identifiers));
    }
}
