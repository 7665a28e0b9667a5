package org.sealpost.pki;

import java.net.URI;
import org.sealpost.mail.Domain;

/**
 * What an authority needs to know of its organisation.
 *
 * @param organisation as people know it; stands in the names of the authorities
 * @param publicBase where outsiders reach certificates, CRLs and OCSP, without authentication: {@code http://pki.example.org}
 * @param plan which keys the authorities get if they are to be made
 */
public record PkiConfig(Domain domain, String organisation, URI publicBase, AuthorityPlan plan) {
    private static final int NAME_LIMIT = 64;

    public PkiConfig {
        if (organisation.isBlank() || organisation.length() > NAME_LIMIT) {
            throw new IllegalArgumentException("the organisation's name has 1 to 64 characters: " + organisation);
        }
        // A check of a CRL over https would need that CRL (RFC 5280 section 8).
        if (!"http".equals(publicBase.getScheme()) || publicBase.getHost() == null) {
            throw new IllegalArgumentException("the public address of the PKI is http://host[:port]: " + publicBase);
        }
    }

    /** With the usual keys. */
    public PkiConfig(Domain domain, String organisation, URI publicBase) {
        this(domain, organisation, publicBase, AuthorityPlan.USUAL);
    }

    /** An organisation that is known by its domain; of a very long one by its end (RFC 5280 appendix A.1 allows 64). */
    public static String organisation(Domain domain) {
        String name = domain.name();
        return name.substring(Math.max(0, name.length() - NAME_LIMIT));
    }

    String certificateUrl(String authority) {
        return base() + "/pki/" + authority + ".crt";
    }

    /** Where the CRL of an authority is found; it stands in every certificate. */
    public String crlUrl(String authority) {
        return base() + "/pki/" + authority + ".crl";
    }

    /** Where the changes to a CRL are found; it stands in every complete CRL. */
    public String deltaUrl(String authority) {
        return base() + "/pki/" + authority + ".delta.crl";
    }

    String ocspUrl() {
        return base() + "/ocsp";
    }

    private String base() {
        String text = publicBase.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
