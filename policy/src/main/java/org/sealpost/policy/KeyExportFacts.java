package org.sealpost.policy;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateTemplate;

/**
 * All that {@link KeyExportPolicy} looks at: somebody wants to take a key along in a file.
 *
 * @param template as it is now; empty if nobody knows it any more
 * @param keyHere whether the house has the private key
 * @param history whether keys are wanted that only open old mail
 */
public record KeyExportFacts(
        CertificateFacts certificate,
        Optional<CertificateTemplate> template,
        boolean keyHere,
        boolean history,
        Instant now) {}
