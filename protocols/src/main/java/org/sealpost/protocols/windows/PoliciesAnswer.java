package org.sealpost.protocols.windows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.sealpost.enrollment.VisibleTemplate;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.ExtendedKeyUsages;
import org.sealpost.identity.TemplateRight;
import org.sealpost.pki.door.TemplateExtensions;
import org.sealpost.pki.door.TemplateExtensions.TemplateExtension;

/** Writes the answer to GetPolicies: the templates that somebody may see, with all that Windows wants to know of each (MS-XCEP). */
final class PoliciesAnswer {
    private static final int NEWEST_SCHEMA = 3;
    private static final int PASSWORD = 4;
    private static final int CERTIFICATE = 8;
    private static final String KEY_PROVIDER = "Microsoft Software Key Storage Provider";

    private final Identity identity;
    private final List<String> names;
    private final Function<String, String> identifier;
    private final ObjectIdentifiers identifiers = new ObjectIdentifiers();

    /**
     * Whose answer it is.
     *
     * @param policyId a GUID in braces, the same each time
     * @param authorities certificates of those that issue, DER, by their names
     * @param passwordUrl where requests with a password go
     * @param certificateUrl where requests with a certificate go
     */
    record Identity(
            String policyId,
            String friendlyName,
            int nextUpdateHours,
            Map<String, byte[]> authorities,
            String passwordUrl,
            String certificateUrl) {}

    /** {@code identifier}: the object identifier of a template by its name. */
    PoliciesAnswer(Identity identity, Function<String, String> identifier) {
        this.identity = identity;
        this.names = List.copyOf(identity.authorities().keySet());
        this.identifier = identifier;
    }

    void write(Xml xml, List<VisibleTemplate> templates) {
        xml.open("GetPoliciesResponse", "xmlns", Names.POLICY).open("response");
        xml.text("policyID", identity.policyId())
                .text("policyFriendlyName", identity.friendlyName())
                .text("nextUpdateHours", identity.nextUpdateHours())
                .nil("policiesNotChanged");
        if (templates.isEmpty()) {
            xml.nil("policies").close("response").nil("cAs").nil("oIDs").close("GetPoliciesResponse");
            return;
        }
        xml.open("policies");
        templates.forEach(template -> policy(xml, template));
        xml.close("policies").close("response");
        authorities(xml, templates.stream().anyMatch(PoliciesAnswer::enroll));
        identifiers.write(xml);
        xml.close("GetPoliciesResponse");
    }

    private static boolean enroll(VisibleTemplate visible) {
        return visible.rights().contains(TemplateRight.ENROLL);
    }

    /** Keys that recovery agents are to bring back are made here, not in Windows, so that Windows leaves those templates alone. */
    private static boolean automatic(VisibleTemplate visible) {
        return enroll(visible)
                && visible.rights().contains(TemplateRight.AUTOENROLL)
                && !visible.template().key().archive();
    }

    private void policy(Xml xml, VisibleTemplate visible) {
        CertificateTemplate template = visible.template();
        int reference = identifiers.reference(
                identifier.apply(template.name()), ObjectIdentifiers.Group.TEMPLATE, template.displayName());
        xml.open("policy").text("policyOIDReference", reference);
        xml.open("cAs");
        visible.authorities().stream()
                .filter(names::contains)
                .forEach(name -> xml.text("cAReference", names.indexOf(name)));
        xml.close("cAs");
        xml.open("attributes").text("commonName", template.name()).text("policySchema", NEWEST_SCHEMA);
        xml.open("certificateValidity")
                .text("validityPeriodSeconds", template.validity().toSeconds())
                .text(
                        "renewalPeriodSeconds",
                        Math.max(1, template.renewalPeriod().toSeconds()))
                .close("certificateValidity");
        xml.open("permission")
                .text("enroll", enroll(visible))
                .text("autoEnroll", automatic(visible))
                .close("permission");
        privateKey(xml, template);
        xml.open("revision")
                .text("majorRevision", template.revision().major())
                .text("minorRevision", template.revision().minor())
                .close("revision");
        superseded(xml, template.supersedes());
        xml.text("privateKeyFlags", TemplateFlags.privateKey(template))
                .text("subjectNameFlags", TemplateFlags.subjectName(template))
                .text("enrollmentFlags", TemplateFlags.enrollment(template, automatic(visible)))
                .text("generalFlags", TemplateFlags.general(template))
                .text("hashAlgorithmOIDReference", hash());
        signatures(xml, template.issuance().authorizedSignatures());
        xml.nil("keyArchivalAttributes");
        extensions(xml, template);
        xml.close("attributes").close("policy");
    }

    /** All templates are told in schema 3, in which Windows makes keys by CNG: only there are keys on elliptic curves. */
    private void privateKey(Xml xml, CertificateTemplate template) {
        WindowsKey key = WindowsKey.of(template.keyAlgorithm());
        xml.open("privateKeyAttributes")
                .text("minimalKeyLength", key.bits())
                .nil("keySpec")
                .text("keyUsageProperty", TemplateFlags.keyUsage(template))
                .nil("permissions")
                .text(
                        "algorithmOIDReference",
                        identifiers.reference(key.identifier(), ObjectIdentifiers.Group.PUBLIC_KEY, key.name()))
                .open("cryptoProviders")
                .text("provider", KEY_PROVIDER)
                .close("cryptoProviders")
                .close("privateKeyAttributes");
    }

    private int hash() {
        return identifiers.reference("2.16.840.1.101.3.4.2.1", ObjectIdentifiers.Group.HASH, "SHA256");
    }

    private static void superseded(Xml xml, List<String> names) {
        if (names.isEmpty()) {
            xml.nil("supersededPolicies");
            return;
        }
        xml.open("supersededPolicies");
        names.forEach(name -> xml.text("commonName", name));
        xml.close("supersededPolicies");
    }

    private void signatures(Xml xml, int count) {
        if (count == 0) {
            xml.nil("rARequirements");
            return;
        }
        int agent = identifiers.reference(
                ExtendedKeyUsages.ENROLLMENT_AGENT, ObjectIdentifiers.Group.KEY_USAGE, "Certificate Request Agent");
        xml.open("rARequirements").text("rASignatures", count);
        xml.open("rAEKUs").text("oIDReference", agent).close("rAEKUs");
        xml.nil("rAPolicies").close("rARequirements");
    }

    private void extensions(Xml xml, CertificateTemplate template) {
        xml.open("extensions");
        for (TemplateExtension extension : TemplateExtensions.of(template, identifier.apply(template.name()))) {
            xml.open("extension")
                    .text(
                            "oIDReference",
                            identifiers.reference(
                                    extension.identifier(), ObjectIdentifiers.Group.EXTENSION, extension.name()))
                    .text("critical", extension.critical())
                    .base64("value", extension.value())
                    .close("extension");
        }
        xml.close("extensions");
    }

    private void authorities(Xml xml, boolean enroll) {
        xml.open("cAs");
        identity.authorities().forEach((name, certificate) -> {
            xml.open("cA").open("uris");
            uri(xml, CERTIFICATE, identity.certificateUrl(), 1);
            uri(xml, PASSWORD, identity.passwordUrl(), 2);
            xml.close("uris")
                    .base64("certificate", certificate)
                    .text("enrollPermission", enroll)
                    .text("cAReferenceID", names.indexOf(name))
                    .close("cA");
        });
        xml.close("cAs");
    }

    private static void uri(Xml xml, int authentication, String uri, int priority) {
        xml.open("cAURI")
                .text("clientAuthentication", authentication)
                .text("uri", uri)
                .text("priority", priority)
                .text("renewalOnly", false)
                .close("cAURI");
    }

    /** The object identifiers that an answer speaks of, each told once and referred to by a number. */
    private static final class ObjectIdentifiers {
        private final Map<Entry, Integer> references = new LinkedHashMap<>();

        /** MS-XCEP 3.1.4.1.3.16. */
        enum Group {
            HASH(1),
            PUBLIC_KEY(3),
            EXTENSION(6),
            KEY_USAGE(7),
            TEMPLATE(9);

            private final int number;

            Group(int number) {
                this.number = number;
            }
        }

        private record Entry(String identifier, Group group, String name) {}

        int reference(String identifier, Group group, String name) {
            return references.computeIfAbsent(new Entry(identifier, group, name), entry -> references.size() + 1);
        }

        void write(Xml xml) {
            xml.open("oIDs");
            references.forEach((entry, reference) -> xml.open("oID")
                    .text("value", entry.identifier())
                    .text("group", entry.group().number)
                    .text("oIDReferenceID", reference)
                    .text("defaultName", entry.name())
                    .close("oID"));
            xml.close("oIDs");
        }
    }

    /** A kind of key by the names of CNG. */
    private record WindowsKey(String name, String identifier, int bits) {
        static WindowsKey of(String algorithm) {
            return switch (algorithm) {
                case "EC-P256" -> new WindowsKey("ECDSA_P256", "1.2.840.10045.3.1.7", 256);
                case "EC-P384" -> new WindowsKey("ECDSA_P384", "1.3.132.0.34", 384);
                case "EC-P521" -> new WindowsKey("ECDSA_P521", "1.3.132.0.35", 521);
                default -> rsa(algorithm);
            };
        }

        private static WindowsKey rsa(String algorithm) {
            return new WindowsKey(
                    "RSA", "1.2.840.113549.1.1.1", Integer.parseInt(algorithm.substring(algorithm.indexOf('-') + 1)));
        }
    }

    /** Whether Windows can make keys of this kind. */
    static boolean isWindowsKey(CertificateTemplate template) {
        return Optional.of(template.keyAlgorithm())
                .filter(algorithm -> algorithm.matches("EC-P(256|384|521)|RSA-\\d{4}"))
                .isPresent();
    }
}
