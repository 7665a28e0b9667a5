package org.sealpost.pki.path;

import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.NameConstraints;

/** Whether a certificate names only those whom the authorities above it may name; asked before it is signed. */
public final class PermittedNames {
    private final List<NameConstraints> constraints = new ArrayList<>();

    private PermittedNames() {}

    /** The limits of these authorities together. */
    public static PermittedNames of(List<byte[]> authorities) {
        PermittedNames names = new PermittedNames();
        authorities.forEach(der -> PathCertificate.of(der).nameConstraints().ifPresent(names.constraints::add));
        return names;
    }

    public boolean areAll() {
        return constraints.isEmpty();
    }

    /** What a certificate, DER, names beyond them; empty if nothing. */
    public List<String> beyond(byte[] certificate) {
        NameLimits limits = new NameLimits();
        constraints.forEach(limits::add);
        return limits.faults(PathCertificate.of(certificate));
    }
}
