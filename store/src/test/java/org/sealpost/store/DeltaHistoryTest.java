package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.Templates;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.revocation.CrlIndex;

/** Whoever has any complete list of the day and the newest list of changes knows what the book knows. */
class DeltaHistoryTest {
    private static final int HISTORIES = 40;
    private static final int STEPS = 25;

    private final Household house = new Household();
    private final CrlIssuer crls = new CrlIssuer(house.authority, house.certificates);
    private final List<Issued> people = new ArrayList<>();

    @Test
    void afterAnyHistoryOfHoldsReleasesAndRevocations() {
        for (int i = 0; i < 6; i++) {
            people.add(house.issue(Templates.MAIL_SIGN, "P" + i, MailAddress.parse("p" + i + "@example.org")));
        }
        long first = Long.getLong("samples.seed", System.nanoTime());
        Instant now = Instant.now();
        for (int i = 0; i < HISTORIES; i++) {
            now = history(first + i, now);
        }
    }

    /** One day or two of it; the people begin anew. */
    private Instant history(long seed, Instant start) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        house.database.write(sql -> sql.update("UPDATE certificate SET status = 'ACTIVE', revoked_at = NULL,"
                + " revocation_reason = NULL, released_at = NULL WHERE owner LIKE 'p%'"));
        Instant now = start.plus(Duration.ofDays(1));
        List<Crl> seen = new ArrayList<>(List.of(crls.publish("issuing", now)));
        for (int step = 0; step < STEPS; step++) {
            now = now.plus(Duration.ofSeconds(random.nextInt(1, 7_200)));
            Instant at = now;
            Issued one = people.get(random.nextInt(people.size()));
            String fingerprint = one.certificate().facts().fingerprint();
            switch (random.nextInt(5)) {
                case 0, 1 ->
                    house.certificates
                            .revoking(fingerprint, RevocationReason.CERTIFICATE_HOLD, at)
                            .makeNow();
                case 2, 3 -> release(fingerprint, at);
                default ->
                    house.certificates
                            .revoking(fingerprint, RevocationReason.SUPERSEDED, at)
                            .makeNow();
            }
            crls.renew("issuing", now);
            Crl complete = crls.current("issuing", now).orElseThrow();
            Crl delta = crls.delta("issuing", now).orElseThrow();
            seen.add(complete);
            seen.removeIf(old -> old.number() < delta.base().number());
            for (Crl base : seen) {
                agree(seed, base, delta);
            }
        }
        return now;
    }

    /** The store takes the time of its own clock, which stands still here. */
    private void release(String fingerprint, Instant at) {
        house.certificates.releasing(fingerprint).makeNow();
        house.database.write(sql -> sql.update(
                "UPDATE certificate SET released_at = ? WHERE fingerprint = ? AND released_at IS NOT NULL"
                        + " AND revoked_at IS NULL AND released_at < ?",
                at,
                fingerprint,
                at));
    }

    private void agree(long seed, Crl base, Crl delta) {
        CrlIndex complete = CrlIndex.of(base.der().clone());
        CrlIndex changes = CrlIndex.of(delta.der().clone());
        for (Issued one : people) {
            PathCertificate certificate = PathCertificate.of(one.certificate().der());
            Optional<CrlIndex.Entry> change = changes.find(certificate.issuerKey(), certificate.serial());
            boolean revoked = change.isPresent()
                    ? change.get().reason().isPresent()
                    : complete.find(certificate.issuerKey(), certificate.serial())
                            .isPresent();
            boolean told = house.certificates
                    .standing("issuing", one.serial())
                    .orElseThrow()
                    .revocation()
                    .isPresent();
            assertThat(revoked)
                    .as("-Dsamples.seed=" + seed + ", list " + base.number() + " with changes " + delta.number())
                    .isEqualTo(told);
        }
    }
}
