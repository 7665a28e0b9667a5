package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.app.doctor.Diagnosis;
import org.sealpost.app.doctor.Doctor;
import org.sealpost.pki.IssuedCertificates.Issued;

/** The doctor finds what differs between the table of certificates, LDAP, CRL and OCSP, whoever made it differ. */
class DriftTest {
    private final Desk desk = new Desk();

    @BeforeEach
    void fill() {
        desk.done("user", "add", "ann", "--alias", "office@example.org");
        desk.done("user", "add", "bob");
        desk.done("crl", "publish");
        // The responder gets its certificate with the first question, which is a change of the directory, too.
        assertThat(diagnosis("SP-PKI-011").state()).isEqualTo(Diagnosis.State.GOOD);
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private Diagnosis diagnosis(String id) {
        return new Doctor(desk.house)
                .examine().stream()
                        .filter(one -> one.id().equals(id))
                        .findFirst()
                        .orElseThrow();
    }

    private Issued anns() {
        return desk.house.certification().history("ann@example.org").getFirst();
    }

    private void byHand(String change, Object... values) {
        desk.house.keeping().database().<Integer>write(sql -> sql.update(change, values));
    }

    @Test
    void nothingDiffersAfterRevocationsHoldsAndReleases() {
        desk.done("cert", "revoke", anns().certificate().facts().fingerprint(), "--reason", "KEY_COMPROMISE");
        String bobs = desk.house
                .certification()
                .history("bob@example.org")
                .getFirst()
                .certificate()
                .facts()
                .fingerprint();
        desk.done("cert", "hold", bobs);
        assertThat(diagnosis("SP-PKI-011").state()).isEqualTo(Diagnosis.State.GOOD);
        desk.done("cert", "release", bobs);

        assertThat(diagnosis("SP-PKI-011").state()).isEqualTo(Diagnosis.State.GOOD);
        assertThat(diagnosis("SP-PKI-011").evidence()).contains("3 certificates");
        assertThat(diagnosis("SP-DIR-003").state()).isEqualTo(Diagnosis.State.GOOD);
    }

    @Test
    void aRevocationByHandIsFoundSinceTheListsDoNotTellIt() {
        byHand(
                "UPDATE certificate SET status = 'REVOKED', revoked_at = ?, revocation_reason = 'SUPERSEDED'"
                        + " WHERE fingerprint = ?",
                Instant.now(),
                anns().certificate().facts().fingerprint());

        Diagnosis found = diagnosis("SP-PKI-011");

        assertThat(found.state()).isEqualTo(Diagnosis.State.FAILURE);
        assertThat(found.consequence()).contains("ann@example.org").doesNotContain("bob@");
        desk.done("crl", "publish");
        assertThat(diagnosis("SP-PKI-011").state()).isEqualTo(Diagnosis.State.GOOD);
    }

    @Test
    void aCertificateThatLdapGoesOnShowingIsFound() {
        assertThat(diagnosis("SP-DIR-003").state()).isEqualTo(Diagnosis.State.GOOD);
        byHand(
                "UPDATE certificate SET published = 0 WHERE fingerprint = ?",
                anns().certificate().facts().fingerprint());

        Diagnosis found = diagnosis("SP-DIR-003");

        assertThat(found.state()).isEqualTo(Diagnosis.State.FAILURE);
        assertThat(found.consequence()).contains("ann@example.org").doesNotContain("bob@");
        assertThat(diagnosis("SP-PKI-011").state()).isEqualTo(Diagnosis.State.GOOD);
    }
}
