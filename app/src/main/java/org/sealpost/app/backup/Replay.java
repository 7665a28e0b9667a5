package org.sealpost.app.backup;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.protection.bundle.SealedLog;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.LostSerials;
import org.sealpost.store.Pem;
import org.sealpost.store.copy.RowMerge;
import org.sealpost.store.database.Database;

/** Brings back what happened after a backup, as far as the journal tells it, and finds what is still missing. */
final class Replay {
    /** Entries are dated when they are written, rows a moment before. */
    private static final Duration SLACK = Duration.ofMinutes(1);

    private final Database database;
    private final CertificateStore certificates;

    Replay(Database database) {
        this.database = database;
        this.certificates = new CertificateStore(database, Clock.systemUTC());
    }

    /**
     * Reads all journal files and puts in what the backup did not have.
     *
     * @param journal a file or a folder of files; files older than the backup are harmless
     * @param presented certificates that somebody has seen
     */
    Gap run(Optional<Path> journal, Opening opening, Instant backupAt, List<X509Certificate> presented)
            throws IOException {
        RowMerge merge = new RowMerge(database);
        List<String> cutOff = new ArrayList<>();
        for (Path file : journal.isPresent() ? files(journal.get()) : List.<Path>of()) {
            if (SealedLog.read(file, opening, record -> apply(record, merge, backupAt))) {
                cutOff.add(file.getFileName().toString());
            }
        }
        merge.finish();
        List<Gap.Lost> lost = new ArrayList<>(withoutCertificate());
        presented.forEach(certificate -> unknown(certificate).ifPresent(lost::add));
        return new Gap(merge.issued(), merge.revoked(), lost, cutOff, journal.isPresent());
    }

    /** Tells everybody that the lost numbers are revoked; gives how many were not before. */
    int revokeLost(Gap gap, Instant now) {
        LostSerials book = new LostSerials(database);
        return (int) gap.lost().stream()
                .filter(lost -> book.revoke(lost.issuer(), lost.serial(), RevocationReason.UNSPECIFIED, now))
                .count();
    }

    /** Their names start with the time. */
    private static List<Path> files(Path journal) throws IOException {
        if (!Files.isDirectory(journal)) {
            return List.of(journal);
        }
        try (Stream<Path> all = Files.list(journal)) {
            List<Path> found = all.filter(file -> file.toString().endsWith(Journal.SUFFIX))
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new BackupFailure("there is no journal in " + journal);
            }
            return found;
        }
    }

    private static void apply(byte[] record, RowMerge merge, Instant backupAt) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(record));
            Instant at = Instant.ofEpochMilli(in.readLong());
            merge.younger(at.isAfter(backupAt.minus(SLACK)));
            int tables = in.readUnsignedByte();
            for (int i = 0; i < tables; i++) {
                Rows.read(in, merge);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Gap.Lost> withoutCertificate() {
        return certificates.abandoned().stream()
                .map(intent -> new Gap.Lost(
                        intent.issuer(), intent.serial(), intent.subject(), "about to be signed at " + intent.at()))
                .toList();
    }

    /** One that our authority signed and the book does not know. */
    private Optional<Gap.Lost> unknown(X509Certificate certificate) {
        for (AuthorityRecord authority : certificates.authorities()) {
            BigInteger serial = certificate.getSerialNumber();
            if (signed(authority, certificate)
                    && certificates.standing(authority.name(), serial).isEmpty()) {
                return Optional.of(new Gap.Lost(
                        authority.name(),
                        serial,
                        certificate.getSubjectX500Principal().toString(),
                        "presented"));
            }
        }
        return Optional.empty();
    }

    private static boolean signed(AuthorityRecord authority, X509Certificate certificate) {
        if (authority.certificate().isEmpty()) {
            return false;
        }
        try {
            certificate.verify(Pem.certificate(authority.certificate().get()).getPublicKey());
            return !certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
