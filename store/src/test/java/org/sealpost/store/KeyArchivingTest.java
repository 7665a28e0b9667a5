package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.KeyPairs;
import org.sealpost.policy.ArchiveFacts;
import org.sealpost.protection.AgentEnvelope;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.CeremonyKey;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.MemberKeys;
import org.sealpost.protection.RecoveryBook;
import org.sealpost.store.database.Database;

class KeyArchivingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final String OWNER = "ann@example.org";

    private final KeyPair pair = KeyPairs.generate("EC-P256");
    private final String keyId = KeyPairs.id(pair.getPublic());
    private final Map<String, CeremonyKey> kits = new LinkedHashMap<>();

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aKeyIsKeptTogetherWithTheSharesOfTheAgentsWhoOpenItTogether(Engines.Engine engine) {
        try (Database database = engine.open()) {
            Archive archive = new Archive(database);
            List<String> agents = archive.agents("one", "two", "three");

            Change keeping = archive.keys.putting(keyId, OWNER, pair.getPrivate(), 2, agents);
            assertThat(archive.lids.of(OWNER))
                    .as("nothing is kept before the change is made")
                    .isEmpty();
            keeping.makeNow();

            assertThat(archive.lids.of(OWNER)).singleElement().satisfies(key -> {
                AgentsLock lock = key.agents().orElseThrow();
                assertThat(lock.need()).isEqualTo(2);
                byte[] dataKey = lock.open(List.of(opened(lock, "three"), opened(lock, "one")));
                assertThat(archive.lids.open(keyId, dataKey).getEncoded())
                        .isEqualTo(pair.getPrivate().getEncoded());
            });
            assertThat(archive.keys.find(keyId)).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whereOneIsNoAgentAnyMoreNothingIsKept(Engines.Engine engine) {
        try (Database database = engine.open()) {
            Archive archive = new Archive(database);
            List<String> agents = archive.agents("one", "two");
            archive.recoveries.removing(agents.getFirst()).makeNow();

            assertThatThrownBy(() -> archive.keys.putting(keyId, OWNER, pair.getPrivate(), 2, agents))
                    .isInstanceOf(AuthorityFailure.class)
                    .hasMessageContaining("no longer");
            assertThat(archive.keys.find(keyId)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void theBookTellsWhoTheAgentsAreAndUntilWhen(Engines.Engine engine) {
        try (Database database = engine.open()) {
            Archive archive = new Archive(database);
            List<String> agents = archive.agents("one", "two");
            archive.recoveries.setting(new RecoveryBook.Terms(2, List.of())).makeNow();

            ArchiveFacts facts = archive.recoveries.facts(NOW);

            assertThat(facts.need()).isEqualTo(2);
            assertThat(facts.inForce()).containsExactlyElementsOf(agents);
            assertThat(archive.recoveries.facts(NOW.plus(Duration.ofDays(31))).inForce())
                    .isEmpty();
            assertThat(facts.agents()).noneMatch(ArchiveFacts.Agent::revoked);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aKeyThatNobodyUsedForAMinuteIsInMemoryNoMore(Engines.Engine engine) {
        try (Database database = engine.open()) {
            Archive archive = new Archive(database);
            archive.keys.putting(keyId, OWNER, pair.getPrivate()).makeNow();
            AtomicReference<Instant> now = new AtomicReference<>(NOW);
            KeyStore keys = new KeyStore(
                    database, archive.lids, new CertificateStore(database, Clock.systemUTC()), moving(now));
            keys.find(keyId);

            now.set(NOW.plusSeconds(59));
            keys.find(keyId);
            now.set(NOW.plusSeconds(118));
            keys.forgetUnused();
            assertThat(keys.openKeys()).isEqualTo(1);
            now.set(NOW.plusSeconds(120));
            keys.forgetUnused();

            assertThat(keys.openKeys()).isZero();
            assertThat(keys.find(keyId)).isPresent();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatAMemberTookAlongStaysKnownWhenTheLidIsRenewed(Engines.Engine engine) {
        try (Database database = engine.open()) {
            Archive archive = new Archive(database);
            archive.keys.putting(keyId, OWNER, pair.getPrivate()).makeNow();
            MemberLidStore members = new MemberLidStore(database, IssuanceJournal.NONE);
            MailAddress mailbox = MailAddress.parse(OWNER);
            MailAddress bob = MailAddress.parse("Bob@example.org");
            members.closing(keyId, bob, "first", new byte[] {1}).makeNow();
            members.taking(mailbox, bob, NOW).makeNow();

            members.closing(keyId, bob, "second", new byte[] {2}).makeNow();

            assertThat(members.lids(mailbox))
                    .containsExactly(new MemberKeys.MemberLid(keyId, "bob@example.org", "second", Optional.of(NOW)));
            assertThat(members.closed(keyId, "bob@example.org")).contains(new byte[] {2});
            archive.keys.removing(keyId).makeNow();
            assertThat(members.lids(mailbox)).isEmpty();
        }
    }

    private static Clock moving(AtomicReference<Instant> now) {
        return new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        };
    }

    private byte[] opened(AgentsLock lock, String agent) {
        CeremonyKey kit = Objects.requireNonNull(kits.get(agent));
        AgentsLock.Share share = lock.shares().stream()
                .filter(one -> one.agent().equals(agent))
                .findFirst()
                .orElseThrow();
        return AgentEnvelope.open(share.closed(), kit.certificate(), kit.key());
    }

    /** Keys and agents on one database. */
    private final class Archive {
        private final KeyVault vault = new KeyVault(KeyVault.newKey());
        private final RecoveryStore recoveries;
        private final KeyLids lids;
        private final KeyStore keys;

        Archive(Database database) {
            this.recoveries = new RecoveryStore(database, vault);
            this.lids = new KeyLids(database, vault, IssuanceJournal.NONE);
            this.keys =
                    new KeyStore(database, lids, new CertificateStore(database, Clock.systemUTC()), Clock.systemUTC());
        }

        List<String> agents(String... names) {
            return Arrays.stream(names).map(this::add).toList();
        }

        private String add(String name) {
            CeremonyKey kit =
                    CeremonyKey.forRecovery(name, NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(30)));
            kits.put(name, kit);
            String fingerprint = fingerprint(kit.certificate());
            recoveries
                    .adding(new AgentsLock.Agent(name, fingerprint, kit.certificate()), NOW)
                    .makeNow();
            return fingerprint;
        }
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return Fingerprint.of(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
