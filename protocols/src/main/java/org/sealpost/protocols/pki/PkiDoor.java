package org.sealpost.protocols.pki;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.Map;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.OcspResponder;
import org.sealpost.protocols.enroll.EnrollmentService;
import org.sealpost.protocols.http.PlainDoor;

/**
 * The door to which the addresses in our certificates lead: {@code /ocsp}, and for each authority {@code /pki/NAME} with {@code .crt} or
 * {@code .cer}, {@code .p7c}, {@code .crl} and {@code .delta.crl}. Plain HTTP, since what it gives is public and signed (RFC 5280
 * section 8), and no login.
 */
public final class PkiDoor implements AutoCloseable {
    private final PlainDoor door;

    /** Opens the door; port 0 takes any free one. */
    public PkiDoor(
            InetSocketAddress address, CertificateAuthority authority, CrlIssuer crls, OcspResponder ocsp, Clock clock)
            throws IOException {
        this(address, authority, crls, ocsp, clock, Map.of());
    }

    /** {@code services} need no TLS: what they say is protected in itself. Each answers below its path. */
    public PkiDoor(
            InetSocketAddress address,
            CertificateAuthority authority,
            CrlIssuer crls,
            OcspResponder ocsp,
            Clock clock,
            Map<String, EnrollmentService> services)
            throws IOException {
        this.door = new PlainDoor(
                address, new PkiSite(new OcspPages(ocsp, clock), new AuthorityFiles(authority, crls, clock), services));
    }

    public InetSocketAddress address() {
        return door.address();
    }

    @Override
    public void close() {
        door.close();
    }
}
