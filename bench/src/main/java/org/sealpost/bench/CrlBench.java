package org.sealpost.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.revocation.CrlIndex;

/** A CRL of a million entries: how long it takes to open and to look one certificate up, beside the JDK's reading of it. */
@State(Scope.Thread)
@Warmup(iterations = 2)
@Measurement(iterations = 5)
@Fork(value = 1, jvmArgs = "-Xmx2g")
public class CrlBench {
    private static final int ENTRIES = 1_000_000;
    private static final int SERIAL_BYTES = 16;
    private static final byte[] TIME = HexFormat.of().parseHex("170D3236313132303132303030305A");
    private static final byte[] REASON = HexFormat.of().parseHex("300C300A0603551D1504030A0101");
    private static final byte[] ALGORITHM = HexFormat.of().parseHex("300A06082A8648CE3D040302");

    private final X500Principal issuer = new X500Principal("CN=A large authority");
    private byte[] der = new byte[0];
    private Optional<CrlIndex> open = Optional.empty();
    private int next;

    @Setup(Level.Trial)
    public void make() throws GeneralSecurityException {
        ByteArrayOutputStream entries = new ByteArrayOutputStream(50_000_000);
        for (int i = 0; i < ENTRIES; i++) {
            byte[] serial = serial(i);
            entries.writeBytes(element(0x30, element(0x02, serial), TIME, REASON));
        }
        byte[] list = element(
                0x30,
                element(0x02, new byte[] {1}),
                ALGORITHM,
                issuer.getEncoded(),
                TIME,
                TIME,
                element(0x30, entries.toByteArray()));
        KeyPair key = KeyPairs.generate("EC-P256");
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key.getPrivate());
        signature.update(list);
        der = element(0x30, list, ALGORITHM, element(0x03, new byte[] {0}, signature.sign()));
        open = Optional.of(CrlIndex.of(der));
    }

    private static byte[] serial(int i) {
        byte[] serial = new byte[SERIAL_BYTES];
        long mixed = i * 0x9E3779B97F4A7C15L;
        for (int octet = 0; octet < SERIAL_BYTES; octet++) {
            serial[octet] = (byte) (mixed >>> octet % 8 * 8);
        }
        serial[0] = (byte) (serial[0] & 0x7F | 0x40);
        return serial;
    }

    private static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(length + 6);
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            byte[] octets = BigInteger.valueOf(length).toByteArray();
            int first = octets[0] == 0 ? 1 : 0;
            out.write(0x80 | octets.length - first);
            out.write(octets, first, octets.length - first);
        }
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public CrlIndex openOurs() {
        return CrlIndex.of(der);
    }

    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @OutputTimeUnit(TimeUnit.MILLISECONDS)
    public X509CRL openJdk() throws GeneralSecurityException {
        return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Optional<CrlIndex.Entry> lookUpMissing() {
        CrlIndex crl = open.orElseThrow();
        return crl.find(crl.header().issuerKey(), BigInteger.valueOf(next++));
    }

    @Benchmark
    @BenchmarkMode(Mode.AverageTime)
    @OutputTimeUnit(TimeUnit.NANOSECONDS)
    public Optional<CrlIndex.Entry> lookUpListed() {
        CrlIndex crl = open.orElseThrow();
        return crl.find(crl.header().issuerKey(), new BigInteger(serial(next++ % ENTRIES)));
    }
}
