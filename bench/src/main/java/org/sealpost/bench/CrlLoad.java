package org.sealpost.bench;

import java.io.ByteArrayInputStream;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.IssuedCertificates.Revocation;
import org.sealpost.pki.revocation.CrlIndex;

/**
 * Makes the list of an authority that revoked many certificates, as {@code sealpost crl publish} does: from the database to the
 * database, and once more from entries in memory, which is what writing and signing alone cost. Then opens it and looks
 * certificates up, as the server and as the JDK does. Prints one line of JSON.
 */
public final class CrlLoad {
    private static final int ROUNDS = 5;
    private static final int SERIAL_BITS = 127;
    private static final int LOOK_UPS = 100_000;

    private CrlLoad() {}

    /** Argument: how many. */
    public static void main(String[] arguments) throws GeneralSecurityException {
        int count = Integer.parseInt(arguments[0]);
        Workplace workplace = new Workplace();
        List<@Nullable Object[]> rows = rows(count);
        workplace.database.<Boolean>write(sql -> {
            sql.batch("INSERT INTO revoked_serial VALUES (?, ?, ?, ?)", rows);
            return true;
        });
        CrlIssuer crls = new CrlIssuer(workplace.authority, workplace.certificates);
        double[] whole = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            whole[round] = seconds(() -> crls.publish("issuing", Instant.now()));
        }
        CrlIssuer fromMemory = fromMemory(workplace);
        double[] written = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            written[round] = seconds(() -> fromMemory.publish("issuing", Instant.now()));
        }
        byte[] list = workplace.certificates.latestCrl("issuing").orElseThrow().der();
        workplace.close();
        System.out.printf(
                "{\"entries\": %d, \"bytes\": %d, \"whole_seconds\": %.3f, \"written_seconds\": %.3f, %s}%n",
                count, list.length, median(whole), median(written), read(list, rows));
    }

    private static String read(byte[] list, List<@Nullable Object[]> rows) throws GeneralSecurityException {
        double[] opened = new double[ROUNDS];
        double[] jdk = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            opened[round] = seconds(() -> CrlIndex.of(list));
            jdk[round] = seconds(() -> parsed(list));
        }
        long before = usedBytes();
        CrlIndex index = CrlIndex.of(list.clone());
        long held = usedBytes() - before;
        double lookedUp = seconds(() -> lookUp(index, rows));
        return "\"opened_seconds\": %.3f, \"jdk_seconds\": %.3f, \"held_mib\": %.1f, \"look_up_us\": %.2f"
                .formatted(median(opened), median(jdk), held / 1048576.0, lookedUp * 1e6 / LOOK_UPS);
    }

    /** The JDK's reader fails on nothing but memory here. */
    private static X509CRL parsed(byte[] list) {
        try {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void lookUp(CrlIndex index, List<@Nullable Object[]> rows) {
        for (int i = 0; i < LOOK_UPS; i++) {
            BigInteger serial = new BigInteger(String.valueOf(rows.get(i * 7 % rows.size())[1]), 16);
            if (index.find(index.header().issuerKey(), serial).isEmpty()) {
                throw new IllegalStateException("a revoked certificate is not in the list");
            }
        }
    }

    private static long usedBytes() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static List<@Nullable Object[]> rows(int count) {
        Random random = new Random(1);
        Instant begin = Instant.now().minus(Duration.ofDays(365)).truncatedTo(ChronoUnit.SECONDS);
        List<@Nullable Object[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            rows.add(new @Nullable Object[] {
                "issuing",
                new BigInteger(SERIAL_BITS - 1, random).setBit(SERIAL_BITS - 1).toString(16),
                begin.plusSeconds(i / 10),
                "KEY_COMPROMISE"
            });
        }
        return rows;
    }

    /** The same book, but what is revoked was read before, and lists are kept nowhere. */
    private static CrlIssuer fromMemory(Workplace workplace) {
        Instant now = Instant.now();
        List<Revocation> revoked = workplace.certificates.revoked(List.of("issuing"), now);
        IssuedCertificates book = (IssuedCertificates) Proxy.newProxyInstance(
                CrlLoad.class.getClassLoader(), new Class<?>[] {IssuedCertificates.class}, (self, method, given) -> {
                    try {
                        return switch (method.getName()) {
                            case "revoked" -> revoked;
                            case "addCrl" -> null;
                            default -> method.invoke(workplace.certificates, given);
                        };
                    } catch (InvocationTargetException e) {
                        throw e.getCause() == null ? e : e.getCause();
                    }
                });
        return new CrlIssuer(workplace.authority, book);
    }

    private static double seconds(Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e9;
    }

    private static double median(double[] times) {
        double[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
