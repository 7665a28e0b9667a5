package org.sealpost.bench;

import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;

/** How many certificates the authority issues per second, one after the other, each durable; without making the keys. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 2, time = 3)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class IssueBench {
    private final Workplace workplace = new Workplace();
    private final PublicKey key =
            KeyPairs.generate(Templates.MAIL_USER.keyAlgorithm()).getPublic();

    @Benchmark
    public IssuedCertificates.Issued issue() {
        CertificateRequest request = CertificateRequest.mail(
                Templates.MAIL_USER, "Alice", List.of(Workplace.ALICE), key, Workplace.ALICE.key());
        return workplace.authority.issue(request, Instant.now());
    }

    @TearDown
    public void close() {
        workplace.close();
    }
}
