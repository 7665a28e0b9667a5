package org.sealpost.protocols.windows;

import java.io.ByteArrayInputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.xml.crypto.dom.DOMStructure;
import javax.xml.crypto.dsig.CanonicalizationMethod;
import javax.xml.crypto.dsig.Reference;
import javax.xml.crypto.dsig.Transform;
import javax.xml.crypto.dsig.XMLSignatureFactory;
import javax.xml.crypto.dsig.dom.DOMSignContext;
import javax.xml.crypto.dsig.spec.C14NMethodParameterSpec;
import javax.xml.crypto.dsig.spec.TransformParameterSpec;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** What Windows sends, in the shapes of MS-XCEP section 4 and MS-WSTEP section 4, with values of our own. */
final class WindowsMessages {
    static final String GET_POLICIES = """
            <GetPolicies xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy">
              <client><lastUpdate>0001-01-01T00:00:00</lastUpdate><preferredLanguage xsi:nil="true"></preferredLanguage></client>
              <requestFilter xsi:nil="true"></requestFilter>
            </GetPolicies>""";

    private WindowsMessages() {}

    static String getPolicies(String security) {
        return envelope(
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy/IPolicy/GetPolicies",
                security,
                GET_POLICIES);
    }

    static String issue(String security, byte[] request) {
        return request(security, "http://docs.oasis-open.org/ws-sx/ws-trust/200512/Issue", request);
    }

    static String request(String security, String type, byte[] request) {
        return envelope(
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RST/wstep", security, """
                <RequestSecurityToken xmlns="http://docs.oasis-open.org/ws-sx/ws-trust/200512">
                  <TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3</TokenType>
                  <RequestType>%s</RequestType>
                  <BinarySecurityToken
                    EncodingType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#base64binary"
                    ValueType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd#PKCS7"
                    xmlns="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd">%s</BinarySecurityToken>
                  <RequestID xsi:nil="true" xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollment"/>
                </RequestSecurityToken>""".formatted(
                                type,
                                Base64.getMimeEncoder(64, " ".getBytes(StandardCharsets.US_ASCII))
                                        .encodeToString(request)));
    }

    static String query(String security, String id) {
        return envelope(
                "http://schemas.microsoft.com/windows/pki/2009/01/enrollment/RST/wstep", security, """
                <RequestSecurityToken xmlns="http://docs.oasis-open.org/ws-sx/ws-trust/200512">
                  <TokenType>http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3</TokenType>
                  <RequestType>http://schemas.microsoft.com/windows/pki/2009/01/enrollment/QueryTokenStatus</RequestType>
                  <RequestID xmlns="http://schemas.microsoft.com/windows/pki/2009/01/enrollment">%s</RequestID>
                </RequestSecurityToken>""".formatted(id));
    }

    static String password(String name, String password) {
        return """
                <o:Security s:mustUnderstand="1">
                  <u:Timestamp u:Id="_0"><u:Created>2026-01-01T00:00:00Z</u:Created><u:Expires>2026-01-01T00:05:00Z</u:Expires></u:Timestamp>
                  <o:UsernameToken u:Id="uuid-1"><o:Username>%s</o:Username><o:Password>%s</o:Password></o:UsernameToken>
                </o:Security>""".formatted(name, password);
    }

    private static String envelope(String action, String security, String body) {
        return """
                <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"
                  xmlns:o="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
                  xmlns:u="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd">
                <s:Header>
                <a:Action s:mustUnderstand="1">%s</a:Action>
                <a:MessageID>urn:uuid:5a1c2b9e-0000-4000-8000-000000000001</a:MessageID>
                <a:ReplyTo><a:Address>http://www.w3.org/2005/08/addressing/anonymous</a:Address></a:ReplyTo>
                <a:To s:mustUnderstand="1" u:Id="_1">https://localhost/</a:To>
                %s
                </s:Header>
                <s:Body u:Id="_2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">%s</s:Body>
                </s:Envelope>""".formatted(action, security, body);
    }

    /** A security header that {@link #sign} completes. */
    static String signature(Instant created, byte[] certificate) {
        return """
                <o:Security s:mustUnderstand="1">
                  <u:Timestamp u:Id="_0"><u:Created>%s</u:Created><u:Expires>%s</u:Expires></u:Timestamp>
                  <o:BinarySecurityToken u:Id="token" ValueType="http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3">%s</o:BinarySecurityToken>
                </o:Security>""".formatted(
                        created, created.plusSeconds(300), Base64.getEncoder().encodeToString(certificate));
    }

    /**
     * Signs parts of a message.
     *
     * @param sha1 as Windows does it, else SHA-256
     * @param parts the names of what is signed, such as {@code _0} for the time
     */
    static String sign(String message, PrivateKey key, X509Certificate certificate, boolean sha1, String... parts)
            throws Exception {
        System.setProperty("org.jcp.xml.dsig.secureValidation", "false");
        DocumentBuilderFactory documents = DocumentBuilderFactory.newDefaultNSInstance();
        Document document = documents
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(message.getBytes(StandardCharsets.UTF_8)));
        Element security = (Element)
                document.getElementsByTagNameNS(Names.SECURITY, "Security").item(0);
        XMLSignatureFactory factory = XMLSignatureFactory.getInstance("DOM");
        Transform transform = factory.newTransform(CanonicalizationMethod.EXCLUSIVE, (TransformParameterSpec) null);
        List<Reference> references = new ArrayList<>();
        for (String part : parts) {
            references.add(factory.newReference(
                    "#" + part,
                    factory.newDigestMethod(
                            sha1 ? "http://www.w3.org/2000/09/xmldsig#sha1" : "http://www.w3.org/2001/04/xmlenc#sha256",
                            null),
                    List.of(transform),
                    null,
                    null));
        }
        boolean rsa = key.getAlgorithm().equals("RSA");
        String method = sha1
                ? "http://www.w3.org/2000/09/xmldsig#rsa-sha1"
                : "http://www.w3.org/2001/04/xmldsig-more#" + (rsa ? "rsa-sha256" : "ecdsa-sha256");
        var info = factory.newSignedInfo(
                factory.newCanonicalizationMethod(CanonicalizationMethod.EXCLUSIVE, (C14NMethodParameterSpec) null),
                factory.newSignatureMethod(method, null),
                references);
        Element reference = document.createElementNS(Names.SECURITY, "o:SecurityTokenReference");
        var keyInfo = factory.getKeyInfoFactory().newKeyInfo(List.of(new DOMStructure(reference)));
        DOMSignContext context = new DOMSignContext(key, security);
        var all = document.getElementsByTagNameNS("*", "*");
        for (int at = 0; at < all.getLength(); at++) {
            Element element = (Element) all.item(at);
            if (element.hasAttributeNS(Names.UTILITY, "Id")) {
                context.setIdAttributeNS(element, Names.UTILITY, "Id");
            }
        }
        context.setProperty("org.jcp.xml.dsig.secureValidation", false);
        factory.newXMLSignature(info, keyInfo).sign(context);
        StringWriter text = new StringWriter();
        var transformer = TransformerFactory.newDefaultInstance().newTransformer();
        transformer.setOutputProperty("omit-xml-declaration", "yes");
        transformer.transform(new DOMSource(document), new StreamResult(text));
        return text.toString();
    }
}
