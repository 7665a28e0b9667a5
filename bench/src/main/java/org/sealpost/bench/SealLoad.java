package org.sealpost.bench;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.mail.Content;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;
import org.sealpost.protection.DecryptionKey;
import org.sealpost.protection.EncryptionFormat;
import org.sealpost.protection.Opening;
import org.sealpost.protection.SigningKey;

/**
 * Signs and encrypts one message over and over on one thread, beside the bare signature of the same kind of key, in turns of a
 * few, so that whatever else the machine does falls on both. With a message of 100 MB and more it is done once and opened
 * and verified, too. Prints one line of JSON.
 */
public final class SealLoad {
    private static final int TURN = 40;
    private static final int LARGE_BYTES = 100_000_000;
    private static final int PIECE_BYTES = 64 * 1024;
    private static final double NANOS = 1e9;

    private final Workplace workplace = new Workplace();
    private final SigningKey signer;
    private final Certificate recipient;
    private final Content mail;
    private final EncryptionFormat format;

    private SealLoad(String kind, int sizeBytes, EncryptionFormat format) {
        CertificateTemplate template = Templates.MAIL_USER.withKey(kind);
        Certificate own = workplace.enroll(Workplace.ALICE, template);
        this.signer = workplace
                .keys
                .signer(Workplace.ALICE, own.facts().fingerprint(), Instant.now())
                .orElseThrow();
        this.recipient = workplace.enroll(Workplace.BOB, template);
        this.mail =
                sizeBytes < LARGE_BYTES ? Workplace.mail(sizeBytes) : new Repeated(Workplace.mail(1 << 20), sizeBytes);
        this.format = format;
    }

    /** Arguments: kind of key, bytes of the message, format, seconds: {@code RSA-2048 10240 AUTHENTICATED 10}. */
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        int sizeBytes = Integer.parseInt(arguments[1]);
        SealLoad load = new SealLoad(arguments[0], sizeBytes, EncryptionFormat.valueOf(arguments[2]));
        try {
            if (sizeBytes < LARGE_BYTES) {
                load.inTurns(arguments[0], Double.parseDouble(arguments[3]));
            } else {
                load.once();
            }
        } finally {
            load.workplace.close();
        }
    }

    private interface Step {
        void go() throws IOException, GeneralSecurityException;
    }

    private void inTurns(String kind, double seconds) throws IOException, GeneralSecurityException {
        Signature bare = Signature.getInstance(kind.startsWith("RSA") ? "SHA256withRSA" : "SHA256withECDSA");
        PrivateKey key = KeyPairs.generate(kind).getPrivate();
        bare.initSign(key);
        Step limit = () -> {
            bare.update(new byte[TURN]);
            var _ = bare.sign();
        };
        Step sealing = () -> drain(seal());
        for (long end = System.nanoTime() + (long) (2 * seconds * NANOS); System.nanoTime() < end; ) {
            cpu(sealing);
        }
        List<Double> shares = new ArrayList<>();
        double bareCpu = 0;
        double sealingCpu = 0;
        double wall = 0;
        for (long end = System.nanoTime() + (long) (seconds * NANOS); System.nanoTime() < end; ) {
            double least = cpu(limit);
            long begin = System.nanoTime();
            double ours = cpu(sealing);
            wall += (System.nanoTime() - begin) / NANOS;
            bareCpu += least;
            sealingCpu += ours;
            shares.add(least / ours);
        }
        int messages = shares.size() * TURN;
        shares.sort(null);
        System.out.printf(
                "{\"messages\": %d, \"seconds\": %.3f, \"cpu\": %.3f, \"bare_us\": %.1f, \"us\": %.1f, \"share\": %.3f}%n",
                messages,
                wall,
                sealingCpu,
                bareCpu / messages * 1e6,
                sealingCpu / messages * 1e6,
                shares.get(shares.size() / 2));
    }

    private static double cpu(Step step) throws IOException, GeneralSecurityException {
        long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        for (int i = 0; i < TURN; i++) {
            step.go();
        }
        return (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before) / NANOS;
    }

    private void once() throws IOException, GeneralSecurityException {
        List<DecryptionKey> keys = workplace.keys.decryptionKeys(Workplace.BOB);
        long begin = System.nanoTime();
        Content sealed = seal();
        drain(sealed);
        double sealing = (System.nanoTime() - begin) / NANOS;
        begin = System.nanoTime();
        Opening.Opened opened = (Opening.Opened) workplace.smime.open(sealed, keys);
        SignatureCheck check =
                workplace.smime.verify(opened.content(), Instant.now()).check();
        if (!(check instanceof SignatureCheck.Valid)) {
            throw new IllegalStateException("the signature is not valid: " + check);
        }
        System.out.printf(
                "{\"seal_seconds\": %.2f, \"open_seconds\": %.2f, \"heap_mib\": %d}%n",
                sealing,
                (System.nanoTime() - begin) / NANOS,
                Runtime.getRuntime().maxMemory() >> 20);
    }

    private Content seal() {
        return workplace.smime.encrypt(workplace.smime.sign(mail, signer, Instant.now()), List.of(recipient), format);
    }

    /** Reads all of it where it lies. */
    private static void drain(Content content) throws IOException {
        content.inPieces(PIECE_BYTES, (octets, from, to) -> {});
    }

    /** A message whose text goes on for so many bytes, none of which are kept. */
    private record Repeated(Content start, long sizeBytes) implements Content {
        @Override
        public InputStream open() throws IOException {
            byte[] text = start.bytes(1 << 21);
            return new InputStream() {
                private long at;

                @Override
                public int read() {
                    return at < sizeBytes ? octet(at++) : -1;
                }

                @Override
                public int read(byte[] into, int offset, int length) {
                    if (at >= sizeBytes) {
                        return length == 0 ? 0 : -1;
                    }
                    int count = (int) Math.min(length, sizeBytes - at);
                    for (int i = 0; i < count; i++) {
                        into[offset + i] = octet(at++);
                    }
                    return count;
                }

                // Behind its start comes the last half of it again and again.
                private byte octet(long place) {
                    int half = LINE * (text.length / 2 / LINE);
                    return place < text.length
                            ? text[(int) place]
                            : text[text.length - half + (int) ((place - text.length) % half)];
                }
            };
        }

        /** Of {@link Workplace#mail}: whole lines are repeated. */
        private static final int LINE = "The quick brown fox jumps over the lazy dog.\r\n".length();
    }
}
