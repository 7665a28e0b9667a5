package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.access.KeyEscrow;
import org.sealpost.access.RecoveryCeremony;
import org.sealpost.access.RecoveryRefused;
import org.sealpost.app.doctor.Diagnosis;
import org.sealpost.app.doctor.Doctor;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.Templates;
import org.sealpost.policy.RecoveryVerdict;
import org.sealpost.protection.AgentEnvelope;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.CeremonyKey;
import org.sealpost.protection.KeyVault;
import org.sealpost.protection.RecoveryBook;
import org.sealpost.protection.RecoveryBook.Ceremony;
import org.sealpost.protection.ThresholdSecret;
import org.sealpost.protection.VaultFailure;
import org.sealpost.protection.openpgp.KeyWorkshop;

/** Keys come back when enough agents agree, and never otherwise. */
class RecoveryTest {
    private static final MailAddress ANN = TrialHouse.address("ann0");
    private static final String ADMIN = "admin test";

    private final House house = TrialHouse.open(TrialHouse.newFolder("recovery"));
    private final Map<String, CeremonyKey> agents = new LinkedHashMap<>();
    private final Issued issued;
    private final PrivateKey original;

    RecoveryTest() {
        for (String name : List.of("one", "two", "three")) {
            add(name, CeremonyKey.forRecovery(name, Instant.now(), Instant.now().plus(Duration.ofDays(30))));
        }
        issued = TrialHouse.issue(house, Templates.MAIL_ENCRYPT, "ann", 1).getFirst();
        original = house.keeping().keys().find(issued.keyId()).orElseThrow();
        house.recovery().escrow().pass();
    }

    @AfterEach
    void close() {
        house.close();
    }

    @Test
    void twoOfThreeAgentsBringAKeyBackAndThePersonAndTheAuditorsAreTold() throws Exception {
        house.recovery()
                .escrow()
                .set(
                        new RecoveryBook.Terms(2, List.of(new MailAddress("audit", new Domain("partner.example")))),
                        false,
                        ADMIN);
        Ceremony ceremony = request();
        approve(ceremony, "one");
        assertThat(ceremonies().decide(ceremony.id()).verdict()).isEqualTo(RecoveryVerdict.WAIT);
        approve(ceremony, "three");

        char[] passphrase = "a passphrase".toCharArray();
        byte[] file = house.recovery().recover(ceremony.id(), passphrase, ADMIN).pkcs12();

        KeyStore opened = KeyStore.getInstance("PKCS12");
        opened.load(new ByteArrayInputStream(file), passphrase);
        assertThat(opened.getKey(opened.aliases().nextElement(), passphrase).getEncoded())
                .isEqualTo(original.getEncoded());
        assertThat(house.queue().browse(10))
                .extracting(MailQueue.Entry::recipient)
                .containsExactly(new MailAddress("audit", new Domain("partner.example")));
        assertThat(house.auditLog().find("recovery " + ceremony.id(), 10))
                .extracting(line -> line.event().outcome())
                .anySatisfy(words -> assertThat(words).contains("is requested"))
                .anySatisfy(words -> assertThat(words).contains("agent one approves"))
                .anySatisfy(words -> assertThat(words).contains("agent three approves"))
                .anySatisfy(words -> assertThat(words).contains("handed over"));
        assertThat(house.keeping().recoveries().key(ceremony.id())).isEmpty();
        assertThat(house.keeping().recoveries().approvals(ceremony.id())).isEmpty();
        assertThatThrownBy(() -> ceremonies().handOver(ceremony.id(), (id, key) -> {}, ADMIN))
                .isInstanceOf(RecoveryRefused.class);
    }

    @Test
    void anOpenPgpKeyIsClosedToTheAgentsWhenItIsMadeAndComesBack() {
        house.editor().addAccount(new Account(ANN, "Ann", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
        OpenPgpKey key = house.certification().openPgp().enrollment().makeNow(ANN, ADMIN);
        assertThat(house.keeping().lids().of(ANN.key()))
                .filteredOn(one -> one.keyId().startsWith("openpgp-"))
                .singleElement()
                .satisfies(
                        one -> assertThat(one.agents().orElseThrow().shares()).hasSize(3));
        Ceremony ceremony = request();
        approve(ceremony, "one");
        approve(ceremony, "two");

        char[] passphrase = "a passphrase".toCharArray();
        Recovery.Recovered recovered = house.recovery().recover(ceremony.id(), passphrase, ADMIN);

        assertThat(new KeyWorkshop()
                        .read(recovered.openPgp(), passphrase, "test", Instant.now())
                        .key()
                        .facts()
                        .fingerprint())
                .isEqualTo(key.facts().fingerprint());
        assertThatThrownBy(() ->
                        new KeyWorkshop().read(recovered.openPgp(), "another".toCharArray(), "test", Instant.now()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noOpenPgpKeyIsMadeWhileTheAgentsCouldNotBringItBack() {
        house.recovery().escrow().set(new RecoveryBook.Terms(4, List.of()), false, ADMIN);
        house.editor().addAccount(new Account(ANN, "Ann", "", List.of(), Custody.ORGANISATION, 0, true), "no password");

        assertThatThrownBy(() -> house.certification().openPgp().enrollment().makeNow(ANN, ADMIN))
                .isInstanceOf(DirectoryConflict.class);
        assertThat(house.certification().openPgp().keys().owned(ANN.key())).isEmpty();
    }

    @Test
    void aNewPersonsKeyIsInSharesWhenItsCertificateIsPublished() {
        MailAddress bea = TrialHouse.address("bea");
        house.editor().addAccount(new Account(bea, "Bea", "", List.of(), Custody.ORGANISATION, 0, true), "no password");

        house.enroll(bea);

        assertThat(house.certificates().published(bea, Instant.now())).isNotEmpty();
        assertThat(house.keeping().lids().of(bea.key()))
                .filteredOn(key -> house.certificates().published(bea, Instant.now()).stream()
                        .map(certificate -> KeyPairs.id(KeyPairs.certified(certificate.der())))
                        .anyMatch(key.keyId()::equals))
                .isNotEmpty()
                .allSatisfy(key -> assertThat(key.agents().orElseThrow().shares())
                        .extracting(AgentsLock.Share::agent)
                        .containsExactly("one", "two", "three"));
        assertThat(house.recovery().escrow().pass())
                .as("nothing is left to be shared")
                .isZero();
    }

    @Test
    void nobodyIsCertifiedWhileTheAgentsCouldNotBringTheKeyBackAndAllAreOnceTheyCould() {
        house.recovery().escrow().set(new RecoveryBook.Terms(4, List.of()), false, ADMIN);
        MailAddress bea = TrialHouse.address("bea");
        house.editor().addAccount(new Account(bea, "Bea", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
        house.enroll(bea);
        assertThat(house.certificates().published(bea, Instant.now())).isEmpty();
        assertThat(new Doctor(house).examine())
                .filteredOn(one -> one.id().equals("SP-KEY-003"))
                .extracting(Diagnosis::state)
                .contains(Diagnosis.State.FAILURE);

        add("four", CeremonyKey.forRecovery("four", Instant.now(), Instant.now().plus(Duration.ofDays(30))));
        house.enroll(bea);

        assertThat(house.certificates().published(bea, Instant.now())).isNotEmpty();
    }

    @Test
    void oneAgentWithTheWholeDatabaseAndTheRootKeyOpensNothing() {
        house.recovery().lids().release(ANN, false, ADMIN);
        Ceremony ceremony = request();
        approve(ceremony, "one");

        assertThat(house.keeping().keys().find(issued.keyId())).isEmpty();
        assertThat(house.keeping().lids().dataKey(issued.keyId())).isEmpty();
        assertThatThrownBy(() -> ceremonies().handOver(ceremony.id(), (id, key) -> {}, ADMIN))
                .isInstanceOf(RecoveryRefused.class);
        AgentsLock lock = lock();
        byte[] share = AgentEnvelope.open(
                lock.shares().getFirst().closed(),
                agent("one").certificate(),
                agent("one").key());
        assertThatThrownBy(() -> lock.open(List.of(share))).isInstanceOf(VaultFailure.class);
        assertThatThrownBy(() -> lock.open(List.of(share, share))).isInstanceOf(VaultFailure.class);
        // What the root key opens is nothing of this key: there is no row of it that is sealed under the vault.
        long serviceLids = house.keeping()
                .database()
                .read(sql -> sql.count("SELECT COUNT(*) FROM key_lid WHERE key_id = ?", issued.keyId()));
        assertThat(serviceLids).isZero();
        for (int guess = 0; guess < 200; guess++) {
            byte[] guessed = ThresholdSecret.combine(2, new TreeMap<>(Map.of(1, share, 2, KeyVault.newKey())));
            assertThatThrownBy(() -> house.keeping().lids().open(issued.keyId(), guessed))
                    .isInstanceOf(VaultFailure.class);
        }
    }

    /** For every key that might be the one there is a second share that would make it: one share says nothing. */
    @Test
    void oneShareFitsToEveryKeyThereIs() {
        byte[] share = ThresholdSecret.split(KeyVault.newKey(), 2, 3).shares().getFirst();

        for (int i = 0; i < 50; i++) {
            byte[] any = KeyVault.newKey();
            byte[] second = new byte[any.length];
            for (int octet = 0; octet < any.length; octet++) {
                second[octet] = matching(any[octet], share[octet]);
            }
            assertThat(ThresholdSecret.combine(2, new TreeMap<>(Map.of(1, share, 2, second))))
                    .isEqualTo(any);
        }
    }

    /** On the line through (0, secret) and (1, share) in GF(256), the value at 2: secret + 2 (share + secret). */
    private static byte matching(byte secret, byte share) {
        int slope = (secret ^ share) & 0xff;
        int doubled = slope << 1 ^ (slope >= 0x80 ? 0x11b : 0);
        return (byte) (secret ^ doubled);
    }

    @Test
    void anAgentApprovesWithOpensslAlone() throws Exception {
        Path folder = TrialHouse.newFolder("agent");
        CeremonyKey agent = agent("two");
        Files.writeString(
                folder.resolve("key.pem"), pem("PRIVATE KEY", agent.key().getEncoded()));
        Files.writeString(
                folder.resolve("cert.pem"),
                pem("CERTIFICATE", agent.certificate().getEncoded()));
        Ceremony ceremony = request();
        Files.writeString(folder.resolve("recovery.pem"), pem("CERTIFICATE", ceremony.certificate()));
        Files.write(folder.resolve("share"), sharesFor(ceremony, "two").get(issued.keyId()));

        run(folder, "openssl cms -decrypt -inform DER -in share -inkey key.pem -recip cert.pem -binary -out opened");
        run(folder, "openssl cms -encrypt -binary -aes256 -outform DER -in opened -out approval recovery.pem");

        assertThat(ceremonies()
                        .approve(
                                ceremony.id(),
                                Map.of(issued.keyId(), Files.readAllBytes(folder.resolve("approval"))),
                                ADMIN))
                .isEqualTo("two");
        approve(ceremony, "one");
        assertThat(handedOver(ceremony)).containsExactly(original.getEncoded());
    }

    @Test
    void whatIsNoShareOfThisKeyIsRefused() {
        Ceremony ceremony = request();
        byte[] forged = AgentEnvelope.seal(KeyVault.newKey(), CeremonyKey.certificate(ceremony.certificate()));

        assertThatThrownBy(() -> ceremonies().approve(ceremony.id(), Map.of(issued.keyId(), forged), ADMIN))
                .isInstanceOf(VaultFailure.class)
                .hasMessageContaining("is not a share of this key");
    }

    @Test
    void theSameAgentCountsOnce() {
        Ceremony ceremony = request();
        approve(ceremony, "one");
        approve(ceremony, "one");

        assertThat(ceremonies().decide(ceremony.id()).verdict()).isEqualTo(RecoveryVerdict.WAIT);
    }

    @Test
    void aRecoveryThatIsNotFinishedInTimeIsOver() {
        Ceremony ceremony = request();
        approve(ceremony, "one");
        approve(ceremony, "two");
        Clock later = Clock.fixed(ceremony.expiresAt(), ZoneOffset.UTC);
        KeyEscrow escrow = new KeyEscrow(
                house.keeping().lids(),
                house.keeping().recoveries(),
                house.keeping().recoveries(),
                Set::of,
                house.auditLog(),
                later,
                () -> {});
        RecoveryCeremony then = new RecoveryCeremony(
                house.keeping().lids(),
                house.keeping().recoveries(),
                escrow,
                house.auditLog(),
                (to, subject, text) -> {},
                later);

        assertThatThrownBy(() -> then.handOver(ceremony.id(), (id, key) -> {}, ADMIN))
                .isInstanceOf(RecoveryRefused.class);
        assertThat(then.known(ceremony.id()).state()).isEqualTo(RecoveryBook.State.EXPIRED);
        assertThat(house.keeping().recoveries().approvals(ceremony.id())).isEmpty();
    }

    @Test
    void aReleasedKeyIsSharedAnewOnlyByTheAgentsOfBefore() {
        house.recovery().lids().release(ANN, false, ADMIN);
        house.recovery().escrow().remove("three", ADMIN);
        add("four", CeremonyKey.forRecovery("four", Instant.now(), Instant.now().plus(Duration.ofDays(30))));
        assertThat(house.recovery().escrow().pass()).isZero();
        assertThat(house.recovery().escrow().standing().needCeremony()).isEqualTo(1);

        Ceremony ceremony = request();
        approve(ceremony, "one");
        approve(ceremony, "two");
        ceremonies().shareAnew(ceremony.id(), ADMIN);

        assertThat(house.recovery().escrow().standing()).isEqualTo(new KeyEscrow.Standing(1, 0, 0));
        Ceremony second = request();
        approve(second, "four");
        approve(second, "two");
        assertThat(handedOver(second)).containsExactly(original.getEncoded());
    }

    @Test
    void anAgentWhoIsRemovedHasNoShareOfWhatTheServerCanShareAnew() {
        house.recovery().escrow().remove("three", ADMIN);

        assertThat(house.recovery().escrow().pass()).isEqualTo(1);

        assertThat(lock().shares()).extracting(AgentsLock.Share::agent).containsExactly("one", "two");
    }

    @Test
    void theMailboxOfSomebodyWhoLeftIsOpenedAgainByTheServer() {
        house.recovery().lids().release(ANN, false, ADMIN);
        assertThat(house.keeping().keys().decryptionKeys(ANN)).isEmpty();

        Ceremony ceremony = request();
        approve(ceremony, "two");
        approve(ceremony, "three");
        ceremonies().giveToService(ceremony.id(), ADMIN);

        assertThat(house.keeping().keys().decryptionKeys(ANN))
                .singleElement()
                .satisfies(key -> assertThat(key.key().get().getEncoded()).isEqualTo(original.getEncoded()));
    }

    @Test
    void thePassphraseOfThePersonOpensAReleasedKeyAndAnotherDoesNot() {
        house.recovery().lids().protect(ANN, "only ann knows it".toCharArray(), ADMIN);
        house.recovery().lids().release(ANN, false, ADMIN);

        byte[] dataKey = house.keeping().lids().dataKey(issued.keyId(), "only ann knows it".toCharArray());

        assertThat(house.keeping().lids().open(issued.keyId(), dataKey).getEncoded())
                .isEqualTo(original.getEncoded());
        assertThatThrownBy(() -> house.keeping().lids().dataKey(issued.keyId(), "somebody else".toCharArray()))
                .isInstanceOf(VaultFailure.class);
    }

    @Test
    void aKeyThatNobodyCouldOpenIsNotReleasedUnlessThePersonKeepsIt() {
        Issued bob = TrialHouse.issue(house, Templates.MAIL_SIGN, "bob", 1).getFirst();
        MailAddress address = TrialHouse.address("bob0");

        assertThatThrownBy(() -> house.recovery().lids().release(address, false, ADMIN))
                .isInstanceOf(RecoveryRefused.class)
                .hasMessageContaining("nobody could open");
        house.recovery().lids().release(address, true, ADMIN);

        assertThat(house.keeping().keys().find(bob.keyId())).isEmpty();
    }

    @Test
    void oneAgentAloneMustBeMeant() {
        assertThatThrownBy(() -> house.recovery().escrow().set(new RecoveryBook.Terms(1, List.of()), false, ADMIN))
                .isInstanceOf(RecoveryRefused.class)
                .hasMessageContaining("--alone");
    }

    private void add(String name, CeremonyKey key) {
        agents.put(name, key);
        try {
            String fingerprint = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(key.certificate().getEncoded()));
            house.recovery().escrow().add(new AgentsLock.Agent(name, fingerprint, key.certificate()), ADMIN);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private CeremonyKey agent(String name) {
        return Objects.requireNonNull(agents.get(name));
    }

    private RecoveryCeremony ceremonies() {
        return house.recovery().ceremonies();
    }

    private Ceremony request() {
        return ceremonies()
                .request(
                        new RecoveryCeremony.Request(ANN, "the token was lost", "T-1", RecoveryCeremony.STANDARD_TIME),
                        ADMIN);
    }

    private Map<String, byte[]> sharesFor(Ceremony ceremony, String agent) {
        return ceremonies()
                .shares(
                        ceremony.id(),
                        ceremonies().agents(ceremony.id()).stream()
                                .filter(share -> share.agent().equals(agent))
                                .findFirst()
                                .orElseThrow());
    }

    private void approve(Ceremony ceremony, String agent) {
        CeremonyKey key = agent(agent);
        Map<String, byte[]> approvals = new LinkedHashMap<>();
        sharesFor(ceremony, agent)
                .forEach((keyId, share) -> approvals.put(
                        keyId,
                        AgentEnvelope.seal(
                                AgentEnvelope.open(share, key.certificate(), key.key()),
                                CeremonyKey.certificate(ceremony.certificate()))));
        assertThat(ceremonies().approve(ceremony.id(), approvals, ADMIN)).isEqualTo(agent);
    }

    private List<byte[]> handedOver(Ceremony ceremony) {
        List<byte[]> keys = new ArrayList<>();
        ceremonies().handOver(ceremony.id(), (keyId, key) -> keys.add(key.getEncoded()), ADMIN);
        return keys;
    }

    private AgentsLock lock() {
        return house.keeping().lids().of(ANN.key()).getFirst().agents().orElseThrow();
    }

    private static String pem(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type + "-----\n";
    }

    private static void run(Path folder, String line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line.split(" "))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
