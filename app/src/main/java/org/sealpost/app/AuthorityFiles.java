package org.sealpost.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.pki.AuthorityRecord;

/**
 * Files in the data folder for people and scripts: the roots to be trusted, and the requests of authorities that wait for their
 * certificates.
 */
public final class AuthorityFiles {
    private AuthorityFiles() {}

    /** Writes them as things stand; to be called at each start and when roots changed. */
    public static void write(House house) throws IOException {
        String roots = house.rootCertificatePem();
        if (!roots.isEmpty()) {
            Files.writeString(house.rootCertificateFile(), roots);
        }
        for (AuthorityRecord awaiting : house.certification().awaited()) {
            Files.writeString(request(house, awaiting), Certification.request(awaiting));
        }
    }

    private static Path request(House house, AuthorityRecord awaiting) {
        return house.configuration().data().resolve(awaiting.name() + ".csr");
    }

    /** What the house waits for, and what to do; empty in a house that works. */
    static List<String> waiting(House house) {
        List<String> lines = new ArrayList<>();
        for (AuthorityRecord awaiting : house.certification().awaited()) {
            lines.add("Nobody gets a certificate yet: the authority " + awaiting.name()
                    + " waits for its own from a root elsewhere. Mail is neither signed nor encrypted until then.");
            lines.add("  its request:  " + request(house, awaiting));
            lines.add("  to be signed: sealpost root sign " + awaiting.name() + ".csr --root ROOT.p12 --url "
                    + house.configuration().authority().url() + " --name " + awaiting.line() + "-root --out "
                    + awaiting.line() + ".cer   (where the root is; or by any other authority)");
            lines.add("  then here:    sealpost ca install " + awaiting.line() + " " + awaiting.line() + ".cer");
        }
        return lines;
    }
}
