package org.sealpost.protocols.windows;

/** The names that the protocols are made of: XML namespaces, SOAP actions, kinds of tokens. */
final class Names {
    static final String SOAP = "http://www.w3.org/2003/05/soap-envelope";
    static final String ADDRESSING = "http://www.w3.org/2005/08/addressing";
    static final String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";
    static final String TRUST = "http://docs.oasis-open.org/ws-sx/ws-trust/200512";
    static final String POLICY = "http://schemas.microsoft.com/windows/pki/2009/01/enrollmentpolicy";
    static final String ENROLLMENT = "http://schemas.microsoft.com/windows/pki/2009/01/enrollment";
    static final String AUTHORIZATION = "http://schemas.xmlsoap.org/ws/2006/12/authorization";
    static final String SIGNATURE = "http://www.w3.org/2000/09/xmldsig#";
    static final String SECURITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    static final String UTILITY = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

    static final String X509_TOKEN =
            "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-x509-token-profile-1.0#X509v3";
    static final String PKCS7_TOKEN = SECURITY + "#PKCS7";
    static final String BASE64 = SECURITY + "#base64binary";

    static final String GET_POLICIES = POLICY + "/IPolicy/GetPolicies";
    static final String REQUEST = ENROLLMENT + "/RST/wstep";
    static final String RESPONSE = ENROLLMENT + "/RSTRC/wstep";
    static final String ISSUE = TRUST + "/Issue";
    static final String RENEW = TRUST + "/Renew";
    static final String QUERY = ENROLLMENT + "/QueryTokenStatus";

    private Names() {}
}
