package org.sealpost.protocols.windows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import javax.xml.crypto.MarshalException;
import javax.xml.crypto.dsig.XMLSignatureException;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMValidateContext;
import org.sealpost.identity.Fingerprint;
import org.sealpost.protocols.windows.SoapFailure.Code;
import org.w3c.dom.Element;

/**
 * Proof by a certificate inside a SOAP message (WS-Security X.509 token profile): a signature over the time of the message, and
 * over whatever else its maker signed. Each signature counts once. Only the shape that programs of Windows write is read;
 * what is signed must lie where it is used, so that nothing signed can be moved out of the way of something forged.
 */
final class MessageSignature {
    private static final String EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#";
    private static final String MORE = "http://www.w3.org/2001/04/xmldsig-more#";
    /**
     * SHA-1 among them, since Windows signs so: the client signs what it made itself a moment ago, so that a collision, which has
     * to be prepared, gives nobody anything.
     */
    private static final Set<String> SIGNATURES = Set.of(
            Names.SIGNATURE + "rsa-sha1",
            MORE + "rsa-sha256",
            MORE + "rsa-sha384",
            MORE + "rsa-sha512",
            MORE + "ecdsa-sha256",
            MORE + "ecdsa-sha384",
            MORE + "ecdsa-sha512");

    private static final Set<String> DIGESTS = Set.of(
            Names.SIGNATURE + "sha1",
            "http://www.w3.org/2001/04/xmlenc#sha256",
            "http://www.w3.org/2001/04/xmlenc#sha512");
    private static final List<String> PARTS = List.of("SignedInfo", "SignatureValue", "KeyInfo");
    private static final int REFERENCES_LIMIT = 10;
    private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(5);
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int REMEMBERED_LIMIT = 20_000;

    private final Clock clock;
    private final Map<String, Instant> seen = new LinkedHashMap<>();

    MessageSignature(Clock clock) {
        this.clock = clock;
    }

    /**
     * The certificate whose key signed the message just now; empty if the message has no signature.
     *
     * @param counts whether a certificate is one of ours; asked before anything is computed with its key
     * @throws SoapFailure if there is a signature, and it is not good
     */
    Optional<X509Certificate> signer(SoapRequest request, Predicate<X509Certificate> counts) throws SoapFailure {
        Optional<Element> security =
                request.header().flatMap(header -> SoapRequest.child(header, Names.SECURITY, "Security"));
        Optional<Element> signature =
                security.flatMap(parent -> SoapRequest.child(parent, Names.SIGNATURE, "Signature"));
        if (security.isEmpty() || signature.isEmpty()) {
            return Optional.empty();
        }
        X509Certificate certificate = certificate(required(security.get(), Names.SECURITY, "BinarySecurityToken"));
        if (!counts.test(certificate)) {
            throw new SoapFailure(
                    Code.NOT_AUTHENTICATED, "The certificate of the signature is not a good one of this authority.");
        }
        Element time = required(security.get(), Names.UTILITY, "Timestamp");
        Instant until = fresh(time);
        verify(request, security.get(), signature.get(), time, certificate.getPublicKey());
        once(SoapRequest.text(required(signature.get(), Names.SIGNATURE, "SignatureValue")), until);
        return Optional.of(certificate);
    }

    private static Element required(Element parent, String namespace, String name) throws SoapFailure {
        return SoapRequest.child(parent, namespace, name)
                .orElseThrow(
                        () -> new SoapFailure(Code.NOT_AUTHENTICATED, "Expected one " + name + " in the signature."));
    }

    private static X509Certificate certificate(Element token) throws SoapFailure {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(
                            Base64.getMimeDecoder().decode(String.valueOf(token.getTextContent()))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new SoapFailure(Code.NOT_AUTHENTICATED, "The token of the signature is not an X.509 certificate.");
        }
    }

    /** Until when the message could come again. */
    private Instant fresh(Element time) throws SoapFailure {
        Instant now = clock.instant();
        try {
            Instant created = Instant.parse(SoapRequest.text(required(time, Names.UTILITY, "Created")));
            Instant expires = Instant.parse(SoapRequest.text(required(time, Names.UTILITY, "Expires")));
            if (created.isAfter(now.plus(CLOCKS_DIFFER))
                    || expires.isBefore(now.minus(CLOCKS_DIFFER))
                    || created.plus(LONGEST).isBefore(expires)) {
                throw new SoapFailure(
                        Code.NOT_AUTHENTICATED,
                        "The message was signed at another time; the clocks of both sides must agree to 5 minutes.");
            }
            return expires.plus(CLOCKS_DIFFER);
        } catch (DateTimeParseException e) {
            throw new SoapFailure(Code.NOT_AUTHENTICATED, "The time of the signature is not one.");
        }
    }

    private static void verify(SoapRequest request, Element security, Element signature, Element time, PublicKey key)
            throws SoapFailure {
        Map<String, Element> places = places(request, security);
        List<String> signed = references(signature);
        if (!signed.stream().allMatch(places::containsKey)
                || signed.stream().noneMatch(id -> time.equals(places.get(id)))) {
            throw new SoapFailure(
                    Code.NOT_AUTHENTICATED,
                    "The signature must cover the time of the message, and nothing out of place.");
        }
        DOMValidateContext context = new DOMValidateContext(key, signature);
        // All that this switch forbids beside SHA-1 was checked by references().
        context.setProperty("org.jcp.xml.dsig.secureValidation", false);
        places.values().forEach(place -> context.setIdAttributeNS(place, Names.UTILITY, "Id"));
        try {
            if (!XMLSignatureFactory.getInstance("DOM")
                    .unmarshalXMLSignature(context)
                    .validate(context)) {
                throw new SoapFailure(Code.NOT_AUTHENTICATED, "The signature of the message is not good.");
            }
        } catch (MarshalException | XMLSignatureException e) {
            throw new SoapFailure(Code.NOT_AUTHENTICATED, "The signature of the message cannot be read.");
        }
    }

    /** Where something signed may lie: the parts of the security header, the other headers, the body. */
    private static Map<String, Element> places(SoapRequest request, Element security) throws SoapFailure {
        Map<String, Element> places = new HashMap<>();
        put(places, request.body());
        for (Element element : SoapRequest.children(security)) {
            put(places, element);
        }
        for (Element element : request.header().map(SoapRequest::children).orElse(List.of())) {
            put(places, element);
        }
        return places;
    }

    private static void put(Map<String, Element> places, Element element) throws SoapFailure {
        String id = element.getAttributeNS(Names.UTILITY, "Id");
        if (!id.isEmpty() && places.put(id, element) != null) {
            throw new SoapFailure(Code.NOT_AUTHENTICATED, "Two parts of the message have one name.");
        }
    }

    /** The names of what is signed, after a look at everything that a signature could be told to do. */
    private static List<String> references(Element signature) throws SoapFailure {
        Element info = required(signature, Names.SIGNATURE, "SignedInfo");
        List<Element> parts = SoapRequest.children(info);
        boolean plain = SoapRequest.children(signature).stream()
                        .map(Element::getLocalName)
                        .toList()
                        .equals(PARTS)
                && parts.size() <= REFERENCES_LIMIT + 2
                && algorithm(required(info, Names.SIGNATURE, "CanonicalizationMethod"))
                        .equals(EXCLUSIVE)
                && SIGNATURES.contains(algorithm(required(info, Names.SIGNATURE, "SignatureMethod")));
        List<Element> references = parts.stream()
                .filter(part -> SoapRequest.is(part, Names.SIGNATURE, "Reference"))
                .toList();
        for (Element reference : references) {
            List<Element> transforms = SoapRequest.children(required(reference, Names.SIGNATURE, "Transforms"));
            plain &= transforms.size() == 1
                    && algorithm(transforms.getFirst()).equals(EXCLUSIVE)
                    && DIGESTS.contains(algorithm(required(reference, Names.SIGNATURE, "DigestMethod")))
                    && reference.getAttribute("URI").startsWith("#");
        }
        if (!plain || references.size() != parts.size() - 2) {
            throw new SoapFailure(Code.NOT_AUTHENTICATED, "The signature is made in a way that is not read here.");
        }
        return references.stream()
                .map(reference -> reference.getAttribute("URI").substring(1))
                .toList();
    }

    private static String algorithm(Element element) {
        return element.getAttribute("Algorithm");
    }

    /** Remembers a signature for as long as it would be fresh. */
    private synchronized void once(String value, Instant until) throws SoapFailure {
        Instant now = clock.instant();
        seen.values().removeIf(now::isAfter);
        if (seen.size() >= REMEMBERED_LIMIT || seen.putIfAbsent(name(value), until) != null) {
            throw new SoapFailure(Code.NOT_AUTHENTICATED, "This signature was used before; sign each message anew.");
        }
    }

    private static String name(String signature) {
        return Fingerprint.of(signature.replaceAll("\\s", "").getBytes(StandardCharsets.US_ASCII));
    }
}
