package org.sealpost.pki.door;

import java.io.IOException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.pkcs.PKCSException;

/**
 * A request for a certificate as programs make it (PKCS #10, RFC 2986), with the proof that its maker holds the key.
 *
 * @param key to certify
 * @param names of whom it speaks, in lower case: mail addresses, host names and the common name. They never come into a
 *     certificate; an enrolment agent says by them for whom it asks
 * @param challenge the password inside (RFC 2985 section 5.4.1)
 * @param der the request itself
 */
public record SigningRequest(PublicKey key, List<String> names, Optional<String> challenge, byte[] der) {
    private static final int LIMIT_BYTES = 64 * 1024;
    private static final int NAMES_LIMIT = 50;

    public SigningRequest {
        names = List.copyOf(names);
    }

    /**
     * Reads a request and checks its signature. How the signature is made matters little: it binds nothing but the key to
     * itself, so that those of Windows with SHA-1 are taken, too.
     *
     * @throws IllegalArgumentException if it is none, too large, or not signed by its own key
     */
    public static SigningRequest read(byte[] der) {
        if (der.length > LIMIT_BYTES) {
            throw new IllegalArgumentException("a certificate request has at most " + LIMIT_BYTES + " bytes");
        }
        try {
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            PublicKey key =
                    PublicKeys.readSigning(request.getSubjectPublicKeyInfo().getEncoded());
            if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new IllegalArgumentException("the certificate request is not signed by the key in it");
            }
            return new SigningRequest(key, names(request), challenge(request), request.getEncoded());
        } catch (IOException | PKCSException | OperatorCreationException | ClassCastException e) {
            throw new IllegalArgumentException("not a certificate request (PKCS #10)", e);
        }
    }

    private static Optional<String> challenge(PKCS10CertificationRequest request) {
        for (Attribute attribute : request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_challengePassword)) {
            for (ASN1Encodable value : attribute.getAttrValues()) {
                return value instanceof ASN1String text ? Optional.of(text.getString()) : Optional.empty();
            }
        }
        return Optional.empty();
    }

    private static List<String> names(PKCS10CertificationRequest request) {
        Extensions extensions = request.getRequestedExtensions();
        GeneralNames alternatives =
                extensions == null ? null : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        List<String> names = new ArrayList<>();
        if (alternatives != null) {
            Arrays.stream(alternatives.getNames())
                    .filter(name -> name.getTagNo() == GeneralName.rfc822Name || name.getTagNo() == GeneralName.dNSName)
                    .forEach(name -> names.add(String.valueOf(name.getName())));
        }
        names.addAll(subject(request.getSubject()));
        return names.stream()
                .limit(NAMES_LIMIT)
                .map(name -> name.toLowerCase(java.util.Locale.ROOT))
                .distinct()
                .toList();
    }

    /** Mail address and common name of a distinguished name. */
    static List<String> subject(X500Name subject) {
        List<String> names = new ArrayList<>();
        for (var type : List.of(BCStyle.EmailAddress, BCStyle.CN)) {
            for (RDN part : subject.getRDNs(type)) {
                for (AttributeTypeAndValue value : part.getTypesAndValues()) {
                    if (value.getType().equals(type) && value.getValue() instanceof ASN1String text) {
                        names.add(text.getString());
                    }
                }
            }
        }
        return names;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningRequest that && Arrays.equals(der, that.der);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(der);
    }
}
