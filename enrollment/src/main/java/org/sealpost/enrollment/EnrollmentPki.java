package org.sealpost.enrollment;

import org.sealpost.identity.CertificateRepository;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyPool;

/** The authority and what belongs to it. */
public record EnrollmentPki(
        CertificateAuthority authority,
        IssuedCertificates book,
        CertificateRepository certificates,
        KeyArchive keys,
        KeyPool pool) {}
