package org.sealpost.app;

import java.net.ProxySelector;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.cli.GivenFile;
import org.sealpost.app.cli.Mistake;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.PublicCertificates;
import org.sealpost.pki.PemChain;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.protocols.acme.AcmeAuthority;
import org.sealpost.protocols.acme.AcmeChallenges;
import org.sealpost.store.PublicTlsStore;

/** The certificate of a public authority: who asks for it, and what answers while the authority looks. */
record PublicTls(PublicCertificates certificates, AcmeChallenges challenges) {
    private static final int ROOTS_LIMIT_BYTES = 1024 * 1024;

    static PublicTls of(Configuration configuration, Keeping keeping, TlsIdentity tls, Clock clock) {
        AcmeChallenges challenges = new AcmeChallenges();
        Optional<Configuration.PublicTls> wanted = configuration.publicTls();
        List<X509Certificate> roots = wanted.flatMap(Configuration.PublicTls::root)
                .map(PublicTls::roots)
                .orElse(List.of());
        AcmeAuthority authority = new AcmeAuthority(
                challenges, roots, configuration.fetching().proxy().map(ProxySelector::of));
        return new PublicTls(
                new PublicCertificates(
                        wanted.map(one -> new PublicCertificates.Settings(one.acme(), one.contact(), one.names())),
                        authority,
                        new PublicCertificates.Keeping(
                                new PublicTlsStore(keeping.database()), keeping.keys(), keeping.auditLog()),
                        tls,
                        clock),
                challenges);
    }

    private static List<X509Certificate> roots(Path file) {
        try {
            return PemChain.read(new String(GivenFile.bytes(file, ROOTS_LIMIT_BYTES), StandardCharsets.US_ASCII));
        } catch (Mistake | IllegalArgumentException e) {
            throw new StartFailure(
                    "cannot read certificates (PEM) from " + file + ", named by tls.acme_root: " + e.getMessage());
        }
    }
}
