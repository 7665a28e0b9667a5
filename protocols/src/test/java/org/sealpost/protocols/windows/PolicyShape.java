package org.sealpost.protocols.windows;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.w3c.dom.Element;

/** What MS-XCEP 3.1.4.1.3 says of the parts of a GetPoliciesResponse: each is there, in this order, with content or nil. */
final class PolicyShape {
    private static final String ATTRIBUTES =
            "commonName policySchema certificateValidity permission privateKeyAttributes"
                    + " revision supersededPolicies privateKeyFlags subjectNameFlags enrollmentFlags generalFlags"
                    + " hashAlgorithmOIDReference rARequirements keyArchivalAttributes extensions";

    private static final Map<String, String> PARTS = Map.ofEntries(
            Map.entry("GetPoliciesResponse", "response cAs oIDs"),
            Map.entry("response", "policyID policyFriendlyName nextUpdateHours policiesNotChanged policies"),
            Map.entry("policies", "policy*"),
            Map.entry("policy", "policyOIDReference cAs attributes"),
            Map.entry("attributes", ATTRIBUTES),
            Map.entry("certificateValidity", "validityPeriodSeconds renewalPeriodSeconds"),
            Map.entry("permission", "enroll autoEnroll"),
            Map.entry(
                    "privateKeyAttributes",
                    "minimalKeyLength keySpec keyUsageProperty permissions algorithmOIDReference cryptoProviders"),
            Map.entry("cryptoProviders", "provider*"),
            Map.entry("revision", "majorRevision minorRevision"),
            Map.entry("rARequirements", "rASignatures rAEKUs rAPolicies"),
            Map.entry("extensions", "extension*"),
            Map.entry("extension", "oIDReference critical value"),
            Map.entry("cA", "uris certificate enrollPermission cAReferenceID"),
            Map.entry("uris", "cAURI*"),
            Map.entry("cAURI", "clientAuthentication uri priority renewalOnly"),
            Map.entry("oIDs", "oID*"),
            Map.entry("oID", "value group oIDReferenceID defaultName"));

    private PolicyShape() {}

    static void check(Element answer) {
        part(answer);
        List<String> told = texts(answer, "oIDReferenceID");
        assertThat(told).doesNotHaveDuplicates();
        for (String reference :
                List.of("policyOIDReference", "algorithmOIDReference", "hashAlgorithmOIDReference", "oIDReference")) {
            assertThat(told).as(reference).containsAll(texts(answer, reference));
        }
    }

    private static void part(Element element) {
        String shape = PARTS.get(element.getLocalName());
        List<Element> children = SoapRequest.children(element);
        assertThat(element.getNamespaceURI()).isEqualTo(Names.POLICY);
        if (element.getAttributeNS(Names.INSTANCE, "nil").equals("true")) {
            assertThat(element.getChildNodes().getLength()).isZero();
            return;
        }
        List<String> names = children.stream().map(Element::getLocalName).toList();
        if (shape != null && shape.endsWith("*")) {
            assertThat(names).isNotEmpty().containsOnly(shape.substring(0, shape.length() - 1));
        } else if (shape != null) {
            assertThat(String.join(" ", names)).isEqualTo(shape);
        }
        children.forEach(PolicyShape::part);
    }

    static List<String> texts(Element within, String name) {
        var found = within.getElementsByTagNameNS(Names.POLICY, name);
        return java.util.stream.IntStream.range(0, found.getLength())
                .mapToObj(at -> String.valueOf(found.item(at).getTextContent()))
                .toList();
    }

    static String text(Element within, String name) {
        return texts(within, name).getFirst();
    }

    static Element policy(Element answer, String template) {
        var found = answer.getElementsByTagNameNS(Names.POLICY, "policy");
        for (int at = 0; at < found.getLength(); at++) {
            if (found.item(at) instanceof Element policy
                    && text(policy, "commonName").equals(template)) {
                return policy;
            }
        }
        throw new AssertionError("no policy of " + template);
    }
}
