package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;

/** What the store of certificates and keys promises on both engines. */
abstract class CertificateStoreContract {
    private static final MailAddress ALICE = MailAddress.parse("Alice@example.org");

    private final Household house = new Household(open());
    private final CertificateStore store = house.certificates;

    abstract Database open();

    @AfterEach
    void close() {
        house.database.close();
    }

    @Test
    void findsACertificateByAddressWithoutCaseAndByFingerprint() {
        Issued issued = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);

        assertThat(store.find(MailAddress.parse("alice@EXAMPLE.org"))).containsExactly(issued.certificate());
        assertThat(store.byFingerprint(issued.certificate().facts().fingerprint()))
                .get()
                .extracting(Certificate::facts)
                .isEqualTo(issued.certificate().facts());
        assertThat(store.held("alice@example.org")).hasSize(1).first().satisfies(held -> {
            assertThat(held.serial()).isEqualTo(issued.serial());
            assertThat(held.keyId()).isEqualTo(issued.keyId());
        });
    }

    @Test
    void publishesOnlyWhatIsActiveForEncryptionAndInsideItsDates() {
        house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Issued old = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        Issued current = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);

        assertThat(store.published(ALICE, Instant.now())).hasSize(2);
        store.changeStatus(old.certificate().facts().fingerprint(), CertificateStatus.SUPERSEDED);

        assertThat(store.published(ALICE, Instant.now())).containsExactly(current.certificate());
        assertThat(store.published(ALICE, Instant.now().plus(Duration.ofDays(800))))
                .isEmpty();
    }

    @Test
    void aCertificateOnHoldIsOnTheListAndComesBack() {
        Issued issued = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        String fingerprint = issued.certificate().facts().fingerprint();

        store.revoking(fingerprint, RevocationReason.CERTIFICATE_HOLD, Instant.now())
                .makeNow();

        assertThat(store.published(ALICE, Instant.now())).isEmpty();
        assertThat(store.revoked(List.of("issuing"), Instant.now())).hasSize(1);
        store.changeStatus(fingerprint, CertificateStatus.ACTIVE);
        assertThat(store.published(ALICE, Instant.now())).as("not by the way").isEmpty();
        store.releasing(fingerprint).makeNow();
        assertThat(store.published(ALICE, Instant.now())).hasSize(1);
        assertThat(store.revoked(List.of("issuing"), Instant.now())).isEmpty();
        assertThat(store.standing("issuing", issued.serial()).orElseThrow().revocation())
                .isEmpty();
    }

    @Test
    void aRevocationIsFinal() {
        Issued issued = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        String fingerprint = issued.certificate().facts().fingerprint();
        Instant at = Instant.ofEpochMilli(Instant.now().toEpochMilli());

        assertThat(store.canRevoke(fingerprint)).isTrue();
        store.revoking(fingerprint, RevocationReason.KEY_COMPROMISE, at).makeNow();
        assertThat(store.canRevoke(fingerprint)).isFalse();
        store.revoking(fingerprint, RevocationReason.SUPERSEDED, at).makeNow();
        store.releasing(fingerprint).makeNow();
        store.changeStatus(fingerprint, CertificateStatus.ACTIVE);

        assertThat(store.byFingerprint(fingerprint).orElseThrow().facts().status())
                .isEqualTo(CertificateStatus.REVOKED);
        assertThat(store.published(ALICE, Instant.now())).isEmpty();
        assertThat(store.standing("issuing", issued.serial()).orElseThrow().revocation())
                .get()
                .satisfies(revocation -> {
                    assertThat(revocation.reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
                    assertThat(revocation.at()).isEqualTo(at);
                });
        assertThat(store.revoked(List.of("issuing"), Instant.now())).hasSize(1);
        assertThat(store.revoked(List.of("issuing"), Instant.now().plus(Duration.ofDays(800))))
                .isEmpty();
    }

    @Test
    void everyChangeRaisesTheVersionOfTheDirectory() {
        DirectoryStore directory = new DirectoryStore(house.database);
        Certificate stranger =
                new Household().issue(Templates.MAIL_ENCRYPT, "Stranger", ALICE).certificate();
        long first = directory.version();

        store.publish(stranger, ALICE);
        long published = directory.version();
        store.changeStatus(stranger.facts().fingerprint(), CertificateStatus.WITHDRAWN);
        long withdrawn = directory.version();
        Issued issued = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        long added = directory.version();
        store.revoking(issued.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();
        long revoked = directory.version();

        assertThat(List.of(first, published, withdrawn, added, revoked))
                .isSorted()
                .doesNotHaveDuplicates();
    }

    @Test
    void keepsAnOutsidersCertificateOnceForEachOfItsHolders() {
        Certificate stranger =
                new Household().issue(Templates.MAIL_ENCRYPT, "Stranger", ALICE).certificate();
        MailAddress other = MailAddress.parse("other@example.net");

        store.publish(stranger, ALICE);
        store.publish(stranger, ALICE);
        store.publish(stranger, other);

        assertThat(store.find(ALICE)).hasSize(1);
        assertThat(store.published(other, Instant.now())).hasSize(1);
        assertThat(store.canRevoke(stranger.facts().fingerprint())).isFalse();
    }

    @Test
    void aStrangersCertificateThatWasWithdrawnIsUsedAgainOnlyIfItIsAddedAgain() {
        var stranger =
                new Household().issue(Templates.MAIL_ENCRYPT, "Stranger", ALICE).certificate();
        store.publish(stranger, ALICE);

        store.changeStatus(stranger.facts().fingerprint(), org.sealpost.identity.CertificateStatus.WITHDRAWN);
        assertThat(store.published(ALICE, Instant.now())).isEmpty();
        store.publish(stranger, ALICE);
        assertThat(store.published(ALICE, Instant.now())).hasSize(1);
    }

    @Test
    void keysComeBackAsTheyWereAndAreNeverOverwritten() {
        Issued issued = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        var key = house.keys.find(issued.keyId()).orElseThrow();

        assertThat(house.keys.decryptionKeys(ALICE)).hasSize(1);
        assertThat(house.keys.decryptionKeys(ALICE).getFirst().key().get()).isEqualTo(key);
        assertThatThrownBy(() -> house.keys.put(issued.keyId(), "mallory", key)).isInstanceOf(DuplicateKey.class);
        assertThat(house.keys.find("none")).isEmpty();
    }

    @Test
    void privateKeysLieSealedOnDisk() {
        Issued issued = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        byte[] encoded = house.keys.find(issued.keyId()).orElseThrow().getEncoded();

        List<byte[]> rows = house.database.read(sql ->
                sql.list("SELECT sealed FROM private_key WHERE key_id = ?", row -> row.getBytes(1), issued.keyId()));

        String disk = new String(rows.getFirst(), java.nio.charset.StandardCharsets.ISO_8859_1);
        String inner = new String(encoded, 40, 64, java.nio.charset.StandardCharsets.ISO_8859_1);
        assertThat(disk).doesNotContain(inner);
    }

    @Test
    void oldKeysStillOpenWhenTheCertificateIsSupersededOrRevoked() {
        Issued old = house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        house.issue(Templates.MAIL_ENCRYPT, "Alice", ALICE);
        store.revoking(old.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();

        assertThat(house.keys.decryptionKeys(ALICE)).hasSize(2);
    }

    @Test
    void theNewestCrlIsKept() {
        CrlIssuer crls = new CrlIssuer(house.authority, store);
        crls.renew("issuing", Instant.now());
        var second = crls.renew("issuing", Instant.now());

        assertThat(store.latestCrl("issuing").orElseThrow().number()).isEqualTo(second.number());
        assertThat(store.latestCrl("issuing").orElseThrow().der()).isEqualTo(second.der());
        assertThat(store.latestCrl("other")).isEmpty();
    }

    @Test
    void theAuthorityOpensAgainFromTheStore() {
        CertificateAuthority again = CertificateAuthority.open(Household.CONFIG, store, house.keys, use -> {});

        assertThat(again.rootCertificate()).isEqualTo(house.authority.rootCertificate());
        assertThat(store.owners()).containsExactly("authority issuing");
        house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        assertThat(store.owners()).containsExactlyInAnyOrder("alice@example.org", "authority issuing");
        assertThat(KeyPairs.id(house.signer(ALICE).certificate().getPublicKey()))
                .isEqualTo(store.held("alice@example.org").getFirst().keyId());
    }

    @Test
    void trustAnchorsComeAndGo() {
        TrustStore trust = new TrustStore(house.database, java.time.Clock.systemUTC());
        byte[] root = house.authority.rootCertificate();
        trust.trust(new org.sealpost.pki.TrustAnchors.Anchor(root, true, false, "test"));
        trust.trust(new org.sealpost.pki.TrustAnchors.Anchor(root, true, true, "test"));

        assertThat(trust.anchors())
                .hasSize(1)
                .first()
                .satisfies(anchor -> assertThat(anchor.grant().forTls()).isTrue());
        assertThat(trust.remove("none")).isFalse();
    }
}
