package org.sealpost.pki.door;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.KeyPurpose;

/** The extensions that a request for a template is to have, as the template says them to clients (MS-XCEP 3.1.4.1.3.12). */
public final class TemplateExtensions {
    private TemplateExtensions() {}

    /** {@code value}: DER of the extension's content. */
    public record TemplateExtension(String identifier, String name, boolean critical, byte[] value) {
        @Override
        public boolean equals(Object other) {
            return other instanceof TemplateExtension that && identifier.equals(that.identifier);
        }

        @Override
        public int hashCode() {
            return identifier.hashCode();
        }
    }

    /** {@code templateIdentifier}: the object identifier of the template. */
    public static List<TemplateExtension> of(CertificateTemplate template, String templateIdentifier) {
        List<TemplateExtension> extensions = new ArrayList<>();
        extensions.add(extension(
                "1.3.6.1.4.1.311.21.7", "Certificate Template Information", false, new DERSequence(new ASN1Encodable[] {
                    new ASN1ObjectIdentifier(templateIdentifier),
                    new ASN1Integer(template.revision().major()),
                    new ASN1Integer(template.revision().minor())
                })));
        extensions.add(extension("2.5.29.37", "Enhanced Key Usage", false, usages(template, false)));
        extensions.add(extension("2.5.29.15", "Key Usage", true, keyUsage(template)));
        extensions.add(extension("1.3.6.1.4.1.311.21.10", "Application Policies", false, usages(template, true)));
        return extensions;
    }

    private static TemplateExtension extension(String identifier, String name, boolean critical, ASN1Encodable value) {
        try {
            return new TemplateExtension(
                    identifier, name, critical, value.toASN1Primitive().getEncoded("DER"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static DERSequence usages(CertificateTemplate template, boolean asPolicies) {
        ASN1EncodableVector usages = new ASN1EncodableVector();
        for (String usage : template.usage().extended()) {
            ASN1ObjectIdentifier identifier = new ASN1ObjectIdentifier(usage);
            usages.add(asPolicies ? new DERSequence(identifier) : identifier);
        }
        return new DERSequence(usages);
    }

    private static KeyUsage keyUsage(CertificateTemplate template) {
        boolean rsa = template.keyAlgorithm().startsWith("RSA-");
        int bits = template.usage().key().contains(KeyPurpose.SIGNATURE) ? KeyUsage.digitalSignature : 0;
        if (template.usage().key().contains(KeyPurpose.ENCRYPTION)) {
            bits |= rsa ? KeyUsage.keyEncipherment : KeyUsage.keyAgreement;
        }
        return new KeyUsage(bits);
    }
}
