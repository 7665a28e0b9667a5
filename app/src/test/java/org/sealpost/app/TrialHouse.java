package org.sealpost.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.app.config.ConfigurationFile;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;
import org.sealpost.testkit.TestFolders;

/** A house in a folder of its own with its doors shut, for tests. */
final class TrialHouse {
    static final String PASSPHRASE = "correct horse battery";

    private TrialHouse() {}

    static Path newFolder(String name) {
        try {
            return TestFolders.make(name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sets one up; lines for the configuration may be added. */
    static House open(Path data, String... more) {
        try {
            Files.createDirectories(data);
            Files.writeString(data.resolve(ConfigurationFile.NAME), """
                    domain = "example.org"
                    host = "localhost"
                    %s
                    """.formatted(String.join("\n", more)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reopen(data);
    }

    static House reopen(Path data) {
        return House.open(ConfigurationFile.read(data));
    }

    static MailAddress address(String name) {
        return new MailAddress(name, new Domain("example.org"));
    }

    /** Certificates for so many people, each with its key in the archive. */
    static List<IssuedCertificates.Issued> issue(House house, String prefix, int count) {
        return issue(house, Templates.MAIL_SIGN, prefix, count);
    }

    /** A certificate of this template, for which others may write. */
    static List<IssuedCertificates.Issued> issue(House house, CertificateTemplate template, String prefix, int count) {
        List<IssuedCertificates.Issued> issued = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            MailAddress address = address(prefix + i);
            KeyPair pair = KeyPairs.generate(template.keyAlgorithm());
            house.keeping().keys().put(KeyPairs.id(pair.getPublic()), address.key(), pair.getPrivate());
            issued.add(house.certification()
                    .authority()
                    .issue(
                            CertificateRequest.mail(
                                    template, prefix + i, List.of(address), pair.getPublic(), address.key()),
                            Instant.now()));
        }
        return issued;
    }
}
