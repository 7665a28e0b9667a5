package org.sealpost.pki.door;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.cmc.CMCObjectIdentifiers;
import org.bouncycastle.asn1.cmc.PKIData;
import org.bouncycastle.asn1.cmc.TaggedAttribute;
import org.bouncycastle.asn1.pkcs.Attribute;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/** What programs of Windows write beside the key into a request: the template that they want, and for whom they ask. */
final class RequestedTemplate {
    private static final ASN1ObjectIdentifier BY_IDENTIFIER = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.21.7");
    private static final ASN1ObjectIdentifier BY_NAME = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.20.2");
    /** MS-WCCE 2.2.2.7.10: a pair of a name and a value. */
    private static final ASN1ObjectIdentifier PAIR = new ASN1ObjectIdentifier("1.3.6.1.4.1.311.13.2.1");

    private static final String TEMPLATE = "certificatetemplate";
    private static final String REQUESTER = "requestername";
    private static final int PAIRS_LIMIT = 50;

    private RequestedTemplate() {}

    /** Name or object identifier of the template (MS-WCCE 2.2.2.7.7.1 to 3). */
    static Optional<String> of(PKCS10CertificationRequest request, List<Pair> pairs) {
        Extensions extensions = request.getRequestedExtensions();
        return Optional.ofNullable(extensions)
                .flatMap(RequestedTemplate::fromExtensions)
                .or(() -> value(pairs, TEMPLATE));
    }

    private static Optional<String> fromExtensions(Extensions extensions) {
        Extension identified = extensions.getExtension(BY_IDENTIFIER);
        if (identified != null) {
            ASN1Sequence parts = ASN1Sequence.getInstance(identified.getParsedValue());
            return Optional.of(
                    ASN1ObjectIdentifier.getInstance(parts.getObjectAt(0)).getId());
        }
        Extension named = extensions.getExtension(BY_NAME);
        return named != null && named.getParsedValue() instanceof ASN1String text
                ? Optional.of(text.getString())
                : Optional.empty();
    }

    /** For whom an agent asks: {@code DOMAIN\\user} or an address, in lower case, with and without the domain before it. */
    static List<String> requesters(List<Pair> pairs) {
        return value(pairs, REQUESTER)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .map(name -> List.of(name.substring(name.lastIndexOf('\\') + 1)))
                .orElse(List.of());
    }

    private static Optional<String> value(List<Pair> pairs, String name) {
        return pairs.stream()
                .filter(pair -> pair.name().equalsIgnoreCase(name))
                .map(Pair::value)
                .findFirst();
    }

    record Pair(String name, String value) {}

    /** The pairs among the attributes of a request. */
    static List<Pair> pairs(PKCS10CertificationRequest request) {
        List<Pair> pairs = new ArrayList<>();
        for (Attribute attribute : request.getAttributes(PAIR)) {
            for (ASN1Encodable value : attribute.getAttrValues()) {
                ASN1Sequence parts = ASN1Sequence.getInstance(value);
                if (pairs.size() < PAIRS_LIMIT
                        && parts.getObjectAt(0) instanceof ASN1String name
                        && parts.getObjectAt(1) instanceof ASN1String text) {
                    pairs.add(new Pair(name.getString(), text.getString()));
                }
            }
        }
        return pairs;
    }

    /** Those of a CMC request, {@code name=value&name=value} in UTF-8 (RFC 5272 section 6.12, MS-WCCE 2.2.2.6.4). */
    static List<Pair> pairs(PKIData data) {
        List<Pair> pairs = new ArrayList<>();
        for (TaggedAttribute control : data.getControlSequence()) {
            if (control.getAttrType().equals(CMCObjectIdentifiers.id_cmc_regInfo)) {
                String text = new String(
                        ASN1OctetString.getInstance(control.getAttrValues().getObjectAt(0))
                                .getOctets(),
                        StandardCharsets.UTF_8);
                for (String pair : text.split("&", PAIRS_LIMIT)) {
                    int equals = pair.indexOf('=');
                    if (equals > 0) {
                        pairs.add(new Pair(pair.substring(0, equals), pair.substring(equals + 1)));
                    }
                }
            }
        }
        return pairs;
    }
}
