package org.sealpost.app;

import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.sealpost.enrollment.AppleProfile;
import org.sealpost.enrollment.AppleProfile.Mailbox;
import org.sealpost.enrollment.AppleProfile.Server;
import org.sealpost.enrollment.IdentityExport.Export;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SpokenCode;
import org.sealpost.pki.door.SignedFile;
import org.sealpost.policy.Finding;

/** Makes configuration profiles for Apple's devices, with what the house knows of somebody and of itself. */
public final class AppleProfiles {
    private final House house;

    public AppleProfiles(House house) {
        this.house = house;
    }

    /**
     * A profile.
     *
     * @param file signed, DER
     * @param password of the keys in it
     * @param left keys that stay, and why
     */
    public record Made(byte[] file, String password, List<CertificateFacts> certificates, List<Finding> left) {
        public Made {
            certificates = List.copyOf(certificates);
            left = List.copyOf(left);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Made that && java.util.Arrays.equals(file, that.file);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(file);
        }
    }

    /** Collects the keys, each on record, and signs the profile. */
    public Made make(Account account, boolean history, boolean told, String actor) {
        Certification certification = house.certification();
        Export export = certification.export().collect(account.address().key(), history, "Apple profile", actor);
        String password = SpokenCode.passphrase();
        byte[] profile = AppleProfile.write(
                new Mailbox(house.configuration().domain(), account.address(), account.displayName(), server()),
                certification.authority().certificates().stream()
                        .map(AppleProfiles::authority)
                        .toList(),
                export,
                password,
                told);
        return new Made(
                SignedFile.sign(profile, certification.registration().identity()),
                password,
                export.certificates(),
                export.left());
    }

    private static AppleProfile.Authority authority(byte[] der) {
        X509Certificate certificate = Certificates.parse(der);
        return new AppleProfile.Authority(
                certificate.getSubjectX500Principal().getName(),
                certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal()),
                Fingerprint.of(der),
                der);
    }

    private Server server() {
        var listen = house.configuration().listen();
        return new Server(house.configuration().hostName(), port(listen.imaps(), 993), port(listen.submissions(), 465));
    }

    /** Where it is switched off, something before the server answers at the usual port. */
    private static int port(Optional<InetSocketAddress> listener, int usual) {
        return listener.map(InetSocketAddress::getPort).filter(port -> port > 0).orElse(usual);
    }
}
