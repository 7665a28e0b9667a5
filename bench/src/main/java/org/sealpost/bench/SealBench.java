package org.sealpost.bench;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sealpost.identity.Certificate;
import org.sealpost.mail.Content;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.SigningKey;

/** How many messages of 10 KB one core signs and encrypts, and opens and verifies, per second, with the keys of people. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class SealBench {
    private static final int SIZE_BYTES = 10 * 1024;

    @Param
    public EncryptionFormat format = EncryptionFormat.AUTHENTICATED;

    private final Workplace workplace = new Workplace();
    private final Content mail = Workplace.mail(SIZE_BYTES);
    private final SigningKey signer = signer(workplace);
    private final Certificate recipient = workplace.enroll(Workplace.BOB);
    private final List<DecryptionKey> keys = workplace.keys.decryptionKeys(Workplace.BOB);
    private Content sealed = mail;

    @Setup
    public void sealOne() {
        sealed = signAndEncrypt();
    }

    @TearDown
    public void close() {
        workplace.close();
    }

    @Benchmark
    public Content signAndEncrypt() {
        Content signed = workplace.smime.sign(mail, signer, Instant.now());
        return workplace.smime.encrypt(signed, List.of(recipient), format);
    }

    @Benchmark
    public SignatureCheck openAndVerify() {
        Opening.Opened opened = (Opening.Opened) workplace.smime.open(sealed, keys);
        SignatureCheck check =
                workplace.smime.verify(opened.content(), Instant.now()).check();
        if (!(check instanceof SignatureCheck.Valid)) {
            throw new IllegalStateException("the signature is not valid: " + check);
        }
        return check;
    }

    private static SigningKey signer(Workplace workplace) {
        String fingerprint = workplace.enroll(Workplace.ALICE).facts().fingerprint();
        return workplace
                .keys
                .signer(Workplace.ALICE, fingerprint, Instant.now())
                .orElseThrow();
    }
}
