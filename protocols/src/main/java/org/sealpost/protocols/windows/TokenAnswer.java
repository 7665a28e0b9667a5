package org.sealpost.protocols.windows;

/** Writes what became of a request: the certificate, or where to ask again (MS-WSTEP 3.1.4.1.3.4). */
record TokenAnswer(String disposition, String requestId) {
    /** {@code certificate}: DER; {@code response}: the full CMC response around it, DER. */
    void granted(Xml xml, byte[] certificate, byte[] response) {
        begin(xml, response);
        token(xml, Names.X509_TOKEN, certificate);
        end(xml);
    }

    void pending(Xml xml, String url, byte[] response) {
        begin(xml, response);
        xml.open("SecurityTokenReference", "xmlns", Names.SECURITY);
        xml.open("Reference", "URI", url).close("Reference");
        xml.close("SecurityTokenReference");
        end(xml);
    }

    private void begin(Xml xml, byte[] response) {
        xml.open("RequestSecurityTokenResponseCollection", "xmlns", Names.TRUST).open("RequestSecurityTokenResponse");
        xml.text("TokenType", Names.X509_TOKEN);
        xml.text("DispositionMessage", disposition, "xml:lang", "en-US", "xmlns", Names.ENROLLMENT);
        token(xml, Names.PKCS7_TOKEN, response);
        xml.open("RequestedSecurityToken");
    }

    private void end(Xml xml) {
        xml.close("RequestedSecurityToken");
        xml.text("RequestID", requestId, "xmlns", Names.ENROLLMENT);
        xml.close("RequestSecurityTokenResponse").close("RequestSecurityTokenResponseCollection");
    }

    private static void token(Xml xml, String kind, byte[] content) {
        xml.base64(
                "BinarySecurityToken",
                content,
                "ValueType",
                kind,
                "EncodingType",
                Names.BASE64,
                "xmlns",
                Names.SECURITY);
    }
}
