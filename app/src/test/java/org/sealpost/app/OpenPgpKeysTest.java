package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys.Owned;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.OpenPgpLearningVerdict;
import org.sealpost.testkit.GnuPg;

/** OpenPGP keys of our people and of others, as commands and policies make and change them. */
class OpenPgpKeysTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");

    private final Desk desk = new Desk();

    @BeforeEach
    void deploy() {
        desk.done("policy", "set", "Default", "--templates", "MailUser,Computer,OpenPGP");
        desk.done("user", "add", "ann");
    }

    @AfterEach
    void close() {
        desk.close();
    }

    private OpenPgpServices services() {
        return desk.house.certification().openPgp();
    }

    private List<Owned> keysOfAnn() {
        return services().keys().owned(ANN.key());
    }

    @Test
    void anAccountThatIsCreatedHasAKeyAndKeepsIt() {
        assertThat(keysOfAnn()).hasSize(1);
        OpenPgpKey key = keysOfAnn().getFirst().key();

        desk.house.enrollAll();

        assertThat(keysOfAnn()).hasSize(1);
        assertThat(key.facts().version()).isEqualTo(4);
        assertThat(services().mails().secrets().signing(ANN)).containsExactly(key.facts());
        assertThat(desk.done("pgp", "list", "ann@example.org"))
                .contains(key.facts().fingerprint());
        assertThat(desk.done("pgp", "export", key.facts().fingerprint())).startsWith("-----BEGIN PGP PUBLIC KEY BLOCK");
    }

    @Test
    void aKeyFollowsItsPersonsAddresses() {
        desk.done("user", "change", "ann", "--alias", "office@example.org");
        desk.house.enrollAll();

        assertThat(keysOfAnn()).hasSize(1);
        assertThat(keysOfAnn().getFirst().facts().addresses())
                .containsExactlyInAnyOrder(ANN, MailAddress.parse("office@example.org"));
    }

    @Test
    void aRevokedKeyIsReplacedStaysPublishedAndOpensOldMail() {
        String fingerprint = keysOfAnn().getFirst().facts().fingerprint();

        desk.done("pgp", "revoke", fingerprint, "--reason", "COMPROMISED");
        desk.house.enrollAll();

        assertThat(keysOfAnn())
                .extracting(owned -> owned.facts().status())
                .containsExactlyInAnyOrder(CertificateStatus.ACTIVE, CertificateStatus.REVOKED);
        assertThat(services().mails().secrets().decryptionKeys(ANN)).hasSize(2);
    }

    @Test
    void whoGoesIsPublishedNoLonger() {
        desk.done("user", "remove", "ann");
        desk.house.enrollAll();

        assertThat(keysOfAnn()).extracting(owned -> owned.facts().status()).containsOnly(CertificateStatus.WITHDRAWN);
    }

    @Test
    void whatAnAdministratorTookInIsNotReplacedByWhatComes() throws Exception {
        byte[] first = peerKey();
        byte[] second = peerKey();
        Files.write(desk.folder.resolve("pat.asc"), first);
        desk.done("pgp", "import", "pat.asc", "--for", PAT.toString());

        var decision = services().keyring().learn(PAT, second, Vouching.SEEN, "came with a mail", true);

        assertThat(decision.orElseThrow().verdict()).isEqualTo(OpenPgpLearningVerdict.SET_ASIDE);
        assertThat(desk.done("pgp", "list", PAT.toString())).contains("administrator", "set aside");
        assertThat(desk.done("audit", "show", PAT.toString())).contains("WARNING: another OpenPGP key came");
        String waiting = services().keys().find(PAT).stream()
                .map(OpenPgpKey::facts)
                .filter(facts -> facts.status() == CertificateStatus.ON_HOLD)
                .findFirst()
                .orElseThrow()
                .fingerprint();
        assertThat(desk.done("pgp", "trust", waiting)).contains("trusted");
        assertThat(desk.done("pgp", "withdraw", waiting)).contains("withdrawn");
    }

    @Test
    void aFileWithoutTheRightKeyIsRefused() throws Exception {
        Files.write(desk.folder.resolve("pat.asc"), peerKey());
        Files.writeString(desk.folder.resolve("none.asc"), "no key at all");

        assertThat(desk.mistake("pgp", "import", "pat.asc", "--for", "quinn@partner.example"))
                .contains("names");
        assertThat(desk.mistake("pgp", "import", "none.asc")).contains("expected a public OpenPGP key");
        assertThat(desk.mistake("pgp", "show", "1234567890")).contains("no OpenPGP key");
        assertThat(desk.mistake("pgp", "revoke", "1234567890")).contains("no OpenPGP key");
    }

    @Test
    void anotherAddressesKeyAndOurOwnPeoplesNamesAreNotLearned() throws Exception {
        byte[] key = peerKey();

        assertThat(services()
                        .keyring()
                        .learn(MailAddress.parse("quinn@partner.example"), key, Vouching.SEEN, "came", true)
                        .orElseThrow()
                        .verdict())
                .isEqualTo(OpenPgpLearningVerdict.IGNORE);
        assertThat(services()
                        .keyring()
                        .learn(PAT, "nothing".getBytes(StandardCharsets.US_ASCII), Vouching.SEEN, "", true))
                .isEqualTo(Optional.empty());
        assertThat(services()
                        .keyring()
                        .learn(ANN, key, Vouching.SEEN, "came", true)
                        .orElseThrow()
                        .verdict())
                .isEqualTo(OpenPgpLearningVerdict.IGNORE);
    }

    @Test
    void settingsAreKeptAndAudited() {
        assertThat(desk.done("pgp", "settings")).contains("askDomains: false", "version: 4");

        desk.done("pgp", "settings", "--first", "true", "--version", "6");

        assertThat(desk.done("pgp", "settings", "--json")).contains("\"first\" : true");
        assertThat(desk.mistake("pgp", "settings", "--version", "5")).contains("4 or 6");
        assertThat(desk.done("pgp", "generate", "ann@example.org")).contains("made");
        assertThat(keysOfAnn().stream().filter(owned -> owned.facts().version() == 6))
                .hasSize(1);
    }

    @Test
    void aSecretKeyThatAPersonBringsOpensMail() throws Exception {
        GnuPg gpg = new GnuPg();
        gpg.must(new byte[0], "--quick-gen-key", "Ann <ann@example.org>", "future-default", "default", "1y");
        Files.write(
                desk.folder.resolve("own.asc"),
                gpg.must(new byte[0], "--armor", "--export-secret-keys").output());
        gpg.stop();

        desk.done("pgp", "import-own", "ann@example.org", "own.asc");

        assertThat(keysOfAnn()).hasSize(2);
        assertThat(services().mails().secrets().decryptionKeys(ANN)).hasSize(2);
        assertThat(desk.mistake("pgp", "import-own", "ann@example.org", "nothing.asc"))
                .contains("nothing.asc");
    }

    private static byte[] peerKey() throws Exception {
        GnuPg gpg = new GnuPg();
        try {
            gpg.must(new byte[0], "--quick-gen-key", "Pat <" + PAT + ">", "future-default", "default", "1y");
            return gpg.must(new byte[0], "--armor", "--export").output();
        } finally {
            gpg.stop();
        }
    }
}
