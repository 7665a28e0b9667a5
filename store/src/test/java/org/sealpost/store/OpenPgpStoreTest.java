package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys.Holding;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.OpenPgpSettings;
import org.sealpost.protection.openpgp.KeyWorkshop;
import org.sealpost.store.database.Database;

class OpenPgpStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("Ann@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");

    private final KeyWorkshop workshop = new KeyWorkshop();

    private Made made(MailAddress address) {
        return workshop.make(
                4, new Claims("Somebody", List.of(address), Optional.of(NOW.plusSeconds(1000))), NOW.minusSeconds(10));
    }

    private static OpenPgpStore store(Database database) {
        return new OpenPgpStore(database, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aKeyIsFoundByAddressFingerprintAndTheIdsOfItsSubkeys(Engines.Engine engine) {
        try (Database database = engine.open()) {
            OpenPgpStore store = store(database);
            OpenPgpKey key = made(PAT).key().vouchedBy(Vouching.DOMAIN, "published");

            store.putting(key, Optional.empty()).makeNow();

            assertThat(store.find(MailAddress.parse("PAT@partner.example")))
                    .singleElement()
                    .satisfies(found -> {
                        assertThat(found.facts()).isEqualTo(key.facts());
                        assertThat(found.vouching()).isEqualTo(Vouching.DOMAIN);
                        assertThat(found.bytes()).isEqualTo(key.bytes());
                    });
            assertThat(key.keyIds())
                    .hasSize(2)
                    .allSatisfy(id -> assertThat(store.withKeyId(id)).hasSize(1));
            assertThat(store.withFingerprint(key.facts().fingerprint().substring(0, 10)))
                    .containsExactly(key);
            assertThat(store.owners()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoseKeyItIsStaysWhateverIsLearnedOfIt(Engines.Engine engine) {
        try (Database database = engine.open()) {
            OpenPgpStore store = store(database);
            OpenPgpKey key = made(ANN).key();
            store.putting(key, Optional.of(new Holding(ANN.key(), "openpgp-1"))).makeNow();

            store.putting(
                            new OpenPgpKey(
                                    key.facts().in(CertificateStatus.REVOKED),
                                    key.bytes(),
                                    key.keyIds(),
                                    key.vouching(),
                                    key.source()),
                            Optional.empty())
                    .makeNow();

            assertThat(store.owned(ANN.key())).singleElement().satisfies(owned -> {
                assertThat(owned.holding().keyId()).isEqualTo("openpgp-1");
                assertThat(owned.facts().status()).isEqualTo(CertificateStatus.REVOKED);
            });
            assertThatThrownBy(store.removing(key.facts().fingerprint())::makeNow)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aStrangersKeyCanBeForgottenAndSettingsAreKept(Engines.Engine engine) {
        try (Database database = engine.open()) {
            OpenPgpStore store = store(database);
            OpenPgpKey key = made(PAT).key();
            store.putting(key, Optional.empty()).makeNow();
            OpenPgpSettings settings = new OpenPgpSettings(true, false, false, true, false, 6);

            store.removing(key.facts().fingerprint()).makeNow();
            assertThat(store.openPgp()).isEqualTo(OpenPgpSettings.DEFAULT);
            store.changing(settings).makeNow();

            assertThat(store.find(PAT)).isEmpty();
            assertThat(store.openPgp()).isEqualTo(settings);
        }
    }
}
