package org.sealpost.protection.openpgp;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.testkit.Patience;

/**
 * OpenPGP as strangers send it. Whatever the library throws is a verdict one room up; here it must not cost more than its
 * reader's patience, nor take the machine down.
 */
class OpenPgpFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final long LIMIT_BYTES = 1024 * 1024;
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");

    private static final KeyWorkshop WORKSHOP = new KeyWorkshop();
    private static final Made MADE = WORKSHOP.make(4, new Claims("Ann", List.of(ANN), Optional.empty()), NOW);
    private static final Reading.SecretSource SECRET = new Reading.SecretSource(
            MADE.key().facts().fingerprint(), MADE.key().keyIds(), () -> (OpenPgpSecret) MADE.secret());

    @FuzzTest(maxDuration = "10m")
    void pgpKey(byte[] bytes) throws Exception {
        Patience.expect(IllegalArgumentException.class, () -> WORKSHOP.readPublic(bytes, Vouching.SEEN, "fuzz", NOW));
    }

    @FuzzTest(maxDuration = "10m")
    void pgpMessage(byte[] bytes) throws Exception {
        Patience.expect(
                Exception.class,
                () -> new Reading(List.of(SECRET), LIMIT_BYTES)
                        .open(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream()));
    }

    /** What lies inside the encryption: whoever has the public key can write it. */
    @FuzzTest(maxDuration = "10m")
    void pgpPackets(byte[] bytes) throws Exception {
        Patience.expect(
                Exception.class,
                () -> new Packets(OutputStream.nullOutputStream(), LIMIT_BYTES).read(new ByteArrayInputStream(bytes)));
    }

    @FuzzTest(maxDuration = "10m")
    void pgpSignature(byte[] bytes) throws Exception {
        Patience.expect(Exception.class, () -> {
            Reading.Signatures found = Reading.Signatures.of(new ByteArrayInputStream(bytes));
            new Judging(id -> List.of(MADE.key()), Optional.of(ANN), NOW).judge(found, Content.of(new byte[10]));
        });
    }
}
