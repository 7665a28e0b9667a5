package org.sealpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.sealpost.mail.Domain;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.PkiConfig;
import org.sealpost.protection.KeyVault;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.KeyStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.Patience;
import org.sealpost.testkit.TestFolders;

/** Questions to the OCSP responder of a whole authority: each gets an answer that can be read. */
class OcspFuzzTest {
    private static final OcspResponder RESPONDER = responder();

    @FuzzTest(maxDuration = "10m")
    void ocspRequest(byte[] bytes) throws Exception {
        Patience.expect(NoFailure.class, () -> {
            OCSPResp answer = new OCSPResp(RESPONDER.answer(bytes, Instant.now()));
            assertThat(answer.getStatus()).isBetween(0, 6);
        });
    }

    /** Whatever is thrown is found. */
    private static final class NoFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static OcspResponder responder() {
        try {
            Database database =
                    SqliteDatabase.open(TestFolders.make("fuzz-ocsp").resolve("test.db"));
            Migrations.run(database, "store");
            CertificateStore book = new CertificateStore(database, Clock.systemUTC());
            KeyStore keys = new KeyStore(database, new KeyVault(KeyVault.newKey()), book, Clock.systemUTC());
            CertificateAuthority authority = CertificateAuthority.setUp(
                    new PkiConfig(new Domain("example.org"), "Example", URI.create("http://pki.example.org")),
                    book,
                    keys,
                    use -> {},
                    Instant.now());
            return new OcspResponder(authority, book, keys);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
