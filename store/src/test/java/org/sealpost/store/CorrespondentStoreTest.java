package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.Correspondents.Correspondent;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.Templates;
import org.sealpost.store.database.Database;

class CorrespondentStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");
    private static final MailAddress PAT = MailAddress.parse("Pat@partner.example");
    private static final Household PARTNER = new Household();

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatWasLearnedIsFoundNewestFirstUntilItIsForgotten(Engines.Engine engine) {
        try (Database database = engine.open()) {
            CorrespondentStore store = new CorrespondentStore(database);
            Correspondent old = correspondent(store, NOW, List.of("AES-256-CBC"));
            Correspondent current = correspondent(store, NOW.plusSeconds(60), List.of());

            store.learning(current).makeNow();
            store.learning(old).makeNow();

            assertThat(store.find(MailAddress.parse("pat@PARTNER.example"))).containsExactly(current, old);
            assertThat(store.byFingerprint(old.certificate().facts().fingerprint()))
                    .contains(old.certificate());
            assertThat(store.list(1)).containsExactly(current);
            assertThat(new CertificateStore(database, java.time.Clock.systemUTC()).find(PAT))
                    .as("nobody else finds it")
                    .isEmpty();

            store.forgetting(PAT).makeNow();

            assertThat(store.find(PAT)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void newsAboutACertificateReplacesWhatWasKnownOfIt(Engines.Engine engine) {
        try (Database database = engine.open()) {
            CorrespondentStore store = new CorrespondentStore(database);
            Correspondent one = correspondent(store, NOW, List.of("AES-256-CBC"));
            Correspondent news = new Correspondent(
                    one.address(),
                    one.certificate(),
                    List.of("AES-256-GCM", "AES-256-CBC"),
                    NOW.plusSeconds(9),
                    NOW,
                    "q2");

            store.learning(one).makeNow();
            store.learning(news).makeNow();

            assertThat(store.find(PAT)).containsExactly(news);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoeverSendsAlwaysOtherCertificatesFillsNothing(Engines.Engine engine) {
        try (Database database = engine.open()) {
            CorrespondentStore store = new CorrespondentStore(database);

            for (int i = 0; i < 12; i++) {
                store.learning(correspondent(store, NOW.plusSeconds(i), List.of()))
                        .makeNow();
            }

            assertThat(store.find(PAT)).hasSize(10);
            assertThat(store.find(PAT).getFirst().signedAt()).isEqualTo(NOW.plusSeconds(11));
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void anAuthorityOrWhatIsNoCertificateIsNobodys(Engines.Engine engine) {
        try (Database database = engine.open()) {
            CorrespondentStore store = new CorrespondentStore(database);

            assertThat(store.read(PARTNER.authority.rootCertificate())).isEmpty();
            assertThat(store.read(new byte[] {1, 2, 3})).isEmpty();
        }
    }

    private static Correspondent correspondent(CorrespondentStore store, Instant signedAt, List<String> ciphers) {
        byte[] der =
                PARTNER.issue(Templates.MAIL_ENCRYPT, "Pat", PAT).certificate().der();
        Certificate certificate = store.read(der).orElseThrow();
        return new Correspondent(PAT, certificate, ciphers, signedAt, NOW, "q1");
    }
}
