package org.sealpost.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.sealpost.testkit.TestFolders;

/** What dkimpy, of Debian's python3-dkim, says about signatures, with one record as the whole DNS. */
final class Dkimpy {
    private Dkimpy() {}

    /** Whether the signature of the domain holds (RFC 6376). */
    static boolean isGood(byte[] message, String record) throws IOException {
        return says("dkim.verify(text, dnsfunc=dns)", message, record).equals("True");
    }

    /** What the chain of seals is worth (RFC 8617). */
    static String chain(byte[] message, String record) throws IOException {
        return says("dkim.arc_verify(text, dnsfunc=dns)[0].decode()", message, record);
    }

    private static String says(String question, byte[] message, String record) throws IOException {
        Path file = TestFolders.make("dkim").resolve("mail.eml");
        Files.write(file, message);
        String program = """
                import dkim, sys
                text = open(sys.argv[1], 'rb').read()
                dns = lambda name, timeout=5: sys.argv[2].encode()
                print(%s)
                """.formatted(question);
        return Run.of(List.of("/usr/bin/python3", "-c", program, file.toString(), record))
                .text()
                .strip();
    }
}
