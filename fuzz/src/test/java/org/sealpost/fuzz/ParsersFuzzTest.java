package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import org.sealpost.enrollment.CsvRoster;
import org.sealpost.identity.VCard;
import org.sealpost.mail.Domain;
import org.sealpost.pki.ForeignFile;
import org.sealpost.pki.PemChain;
import org.sealpost.pki.door.CmpMessage;
import org.sealpost.pki.door.CmsSignatures;
import org.sealpost.pki.door.EnrollmentMessage;
import org.sealpost.protocols.sync.LdifRoster;
import org.sealpost.protocols.tlsrpt.ReportText;
import org.sealpost.testkit.Patience;

/**
 * Parsers of what devices, partners and other directories send. As a test it reads what lies in {@code ParsersFuzzTestInputs};
 * bench/fuzz changes it for as long as one likes, and adds what it finds.
 */
class ParsersFuzzTest {
    private static final Domain HOME = new Domain("example.org");

    /** PKCS #10, PKCS #7 around it, CMC. */
    @FuzzTest(maxDuration = "10m")
    void enrollmentMessage(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> EnrollmentMessage.read(bytes));
    }

    @FuzzTest(maxDuration = "10m")
    void signedMessage(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> CmsSignatures.read(bytes));
    }

    @FuzzTest(maxDuration = "10m")
    void cmpMessage(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> CmpMessage.read(bytes));
    }

    /** Certificates, CRLs, PKCS #7, PKCS #12. */
    @FuzzTest(maxDuration = "10m")
    void foreignFile(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> ForeignFile.read(bytes, new char[0]));
    }

    @FuzzTest(maxDuration = "10m")
    void pemChain(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> PemChain.read(text(bytes)));
    }

    @FuzzTest(maxDuration = "10m")
    void vCard(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> VCard.parse(text(bytes)));
    }

    @FuzzTest(maxDuration = "10m")
    void csv(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> CsvRoster.read(text(bytes), HOME));
    }

    @FuzzTest(maxDuration = "10m")
    void ldif(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> LdifRoster.read(bytes, HOME, HOME::equals));
    }

    /** JSON of other mail servers, RFC 8460. */
    @FuzzTest(maxDuration = "10m")
    void tlsReport(byte[] bytes) throws Exception {
        Patience.expect(ReportText.Unreadable.class, () -> ReportText.read(bytes));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
