package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.DomainKey;
import org.sealpost.mail.Domain;
import org.sealpost.pki.KeyPairs;
import org.sealpost.protection.KeyVault;
import org.sealpost.store.database.Database;

class DomainKeyStoreTest {
    private static final Domain OURS = new Domain("example.org");
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void theKeysOfADomainAreFoundNewestFirstWithTheirPrivateHalves(Engines.Engine engine) {
        try (Database database = engine.open()) {
            DomainKeyStore store = new DomainKeyStore(database);
            KeyStore archive = new KeyStore(
                    database,
                    new KeyVault(KeyVault.newKey()),
                    new CertificateStore(database, Clock.systemUTC()),
                    Clock.systemUTC());
            DomainKey old = key(archive, store, "sp202610", NOW);
            DomainKey current = key(archive, store, "sp202611", NOW.plusSeconds(60));

            assertThat(store.of(OURS)).extracting(DomainKey::selector).containsExactly("sp202611", "sp202610");
            assertThat(store.of(OURS).getFirst().recordText()).isEqualTo(current.recordText());
            assertThat(archive.find(old.keyId())).isPresent();
            assertThat(store.of(new Domain("partner.example"))).isEmpty();
            assertThatThrownBy(() -> store.adding(old).makeNow())
                    .as("one key, one name")
                    .isInstanceOf(RuntimeException.class);
        }
    }

    private static DomainKey key(KeyStore archive, DomainKeyStore store, String selector, Instant madeAt) {
        KeyPair pair = KeyPairs.generate("RSA-2048");
        DomainKey key = new DomainKey(
                OURS, selector, KeyPairs.id(pair.getPublic()), pair.getPublic().getEncoded(), madeAt);
        archive.putting(key.keyId(), "domain " + OURS, pair.getPrivate())
                .and(store.adding(key))
                .makeNow();
        return key;
    }
}
