package org.sealpost.protocols.ldap;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Computer;

/** One authority with a certificate and a CRL; each computer has that certificate, too. */
final class OneAuthority implements PkiEntries {
    static final byte[] PAIR = {0x30, 0x00};
    static final byte[] CRL = {0x30, 0x03, 0x02, 0x01, 0x07};

    @Override
    public List<Authority> authorities(boolean withCrls) {
        return List.of(new Authority(
                "issuing",
                List.of(People.certificate()),
                withCrls ? Optional.of(CRL.clone()) : Optional.empty(),
                List.of(PAIR.clone())));
    }

    @Override
    public List<byte[]> certificates(Computer computer, Instant now) {
        return List.of(People.certificate());
    }
}
