package org.sealpost.app.cli;

import java.nio.file.Path;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.revocation.CrlIndex;

/** Reads files with certificates and CRLs that somebody names on the command line. */
final class ForeignFiles {
    private ForeignFiles() {}

    /** What is in the file, or a mistake that says why it cannot be read. */
    static ForeignFile read(Session session, Path file, String password) {
        try {
            return ForeignFile.read(bytes(session, file), password.toCharArray());
        } catch (IllegalArgumentException e) {
            throw new Mistake(file + ": " + e.getMessage());
        }
    }

    static byte[] bytes(Session session, Path file) {
        return session.read(file, CrlIndex.LIMIT_BYTES);
    }

    /** The only CRL in a file, DER. */
    static byte[] oneCrl(Session session, Path file) {
        ForeignFile found = read(session, file, "");
        if (found.crls().size() != 1) {
            throw new Mistake(file + " holds " + found.crls().size() + " CRLs; expected one");
        }
        return found.crls().getFirst().der();
    }

    static PathCertificate one(ForeignFile found, Path file) {
        if (found.certificates().size() != 1) {
            throw new Mistake(file + " holds " + found.certificates().size() + " certificates; expected one");
        }
        return found.certificates().getFirst();
    }
}
