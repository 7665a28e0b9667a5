package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityCeremony;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityRecord.Kind;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.Templates;
import org.sealpost.policy.TrustPolicy;

/** Several authorities beside each other, and each with several keys; judged by OpenSSL. */
class SeveralAuthoritiesTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@elsewhere.test");

    private final Household house = new Household();
    private final Peer openssl = new Peer(house.folder, Map.of());
    private final CrlIssuer crls = new CrlIssuer(house.authority, house.certificates);
    private final AuthorityCeremony ceremony = new AuthorityCeremony(house.authority, house.certificates, house.keys);
    private final PathValidation paths =
            new PathValidation(new TrustStore(house.database, java.time.Clock.systemUTC()), house.certificates);

    private AuthorityRecord add(String name, KeyKind kind, List<String> permitted) {
        return house.carryOut(ceremony.add(
                name,
                AuthorityPlan.Keys.usual(kind),
                "root",
                AuthorityLimits.ISSUING.within(permitted),
                Instant.now()));
    }

    @Test
    void theFirstActiveAuthorityThatOffersATemplateIssuesIt() {
        add("labs", KeyKind.EC_P384, List.of());
        house.issuing = house.authority.offering(
                template -> Optional.of(template.equals("MailSign") ? Set.of("labs") : Set.of("issuing", "labs")));

        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Issued bob = house.issue(Templates.MAIL_USER, "Bob", BOB);

        assertThat(alice.issuer()).isEqualTo("labs");
        assertThat(bob.issuer()).isEqualTo("issuing");
        assertThat(verify(alice)).contains("OK");
        assertThat(verify(bob)).contains("OK");
        assertThat(judge(alice)).isEqualTo(new ChainVerdict.Trusted());
        assertThat(house.signer(ALICE).chain()).hasSize(1);
    }

    @Test
    void aTemplateThatNobodyOffersIsRefused() {
        house.issuing = house.authority.offering(template -> Optional.of(Set.of("labs")));

        assertThatThrownBy(() -> house.issue(Templates.MAIL_SIGN, "Alice", ALICE))
                .isInstanceOf(AuthorityFailure.class)
                .hasMessageContaining("sealpost ca offer");
    }

    @Test
    void anAuthorityForOneDomainSignsForNobodyElse() {
        add("labs", KeyKind.EC_P256, List.of("example.org"));
        house.issuing = house.authority.offering(template -> Optional.of(Set.of("labs")));

        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);

        assertThat(verify(alice)).contains("OK");
        assertThatThrownBy(() -> house.issue(Templates.MAIL_SIGN, "Eve", EVE))
                .hasMessageContaining("labs may not sign this certificate");
        assertThat(house.certificates.held(EVE.key())).isEmpty();
    }

    @Test
    void everyKindOfAuthorityKeyIsVerifiedByOpenssl() {
        for (KeyKind kind : List.of(KeyKind.RSA_3072, KeyKind.EC_P521, KeyKind.ED25519)) {
            String name = "a" + kind.word().toLowerCase(java.util.Locale.ROOT).replaceAll("[^a-z0-9]", "");
            add(name, kind, List.of());
            house.issuing = house.authority.offering(template -> Optional.of(Set.of(name)));

            Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);

            assertThat(verify(alice)).as(name).contains("OK");
            assertThat(ocsp(alice)).as(name).contains(": good").contains("Response verify OK");
        }
    }

    @Test
    void aRetiredAuthoritySignsNoCertificatesButTellsWhoIsRevoked() {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        add("labs", KeyKind.EC_P256, List.of());
        house.carryOut(ceremony.retire("issuing"));

        Issued bob = house.issue(Templates.MAIL_SIGN, "Bob", BOB);
        revoke(alice);

        assertThat(bob.issuer()).isEqualTo("labs");
        assertThat(verify(alice)).contains("certificate revoked");
        assertThat(verify(bob)).contains("OK");
        assertThat(ocsp(alice)).contains("revoked");
        assertThatThrownBy(() -> ceremony.retire("labs")).hasMessageContaining("no other authority");
    }

    @Test
    void aRolledAuthorityGoesOnUnderItsNameAndBothKeysTellAllRevocations() {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        AuthorityRecord rolled = house.carryOut(ceremony.roll("issuing", Optional.empty(), Instant.now()));
        Issued bob = house.issue(Templates.MAIL_SIGN, "Bob", BOB);

        assertThat(rolled.name()).isEqualTo("issuing-2");
        assertThat(bob.issuer()).isEqualTo("issuing-2");
        assertThat(record("issuing").state()).isEqualTo(State.RETIRED);
        assertThat(verify(alice)).contains("OK");
        assertThat(verify(bob)).contains("OK");
        assertThat(ocsp(alice)).contains(": good").contains("Response verify OK");
        assertThat(ocsp(bob)).contains(": good").contains("Response verify OK");

        revoke(alice);
        revoke(bob);

        assertThat(verify(alice)).contains("certificate revoked");
        assertThat(verify(bob)).contains("certificate revoked");
        assertThat(judge(bob)).isInstanceOf(ChainVerdict.Revoked.class);
        assertThat(ocsp(bob)).contains("revoked");
        for (String name : List.of("issuing", "issuing-2")) {
            assertThat(text(crls.current(name, Instant.now()).orElseThrow()))
                    .contains(alice.serial().toString(16).toUpperCase(java.util.Locale.ROOT))
                    .contains(bob.serial().toString(16).toUpperCase(java.util.Locale.ROOT));
        }
    }

    @Test
    void aRolledRootIsReachedFromTheOldOneAndTheOldOneFromIt() {
        byte[] oldRoot = house.authority.rootCertificate();
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        house.carryOut(ceremony.roll("root", Optional.of(AuthorityPlan.Keys.usual(KeyKind.RSA_3072)), Instant.now()));
        house.carryOut(ceremony.roll("issuing", Optional.empty(), Instant.now()));
        Issued bob = house.issue(Templates.MAIL_SIGN, "Bob", BOB);
        byte[] newRoot = house.authority.rootCertificate();

        assertThat(newRoot).isNotEqualTo(oldRoot);
        house.pem("old.pem", oldRoot);
        house.pem("new.pem", newRoot);
        house.pem("alice.pem", alice.certificate().der());
        house.pem("bob.pem", bob.certificate().der());
        pems("alice-helpers.pem", house.authority.helpers("issuing"));
        pems("bob-helpers.pem", house.authority.helpers("issuing-2"));
        for (String root : List.of("old.pem", "new.pem")) {
            for (String who : List.of("alice", "bob")) {
                assertThat(openssl.run(
                                        "openssl",
                                        "verify",
                                        "-x509_strict",
                                        "-CAfile",
                                        root,
                                        "-untrusted",
                                        who + "-helpers.pem",
                                        who + ".pem")
                                .output())
                        .as(who + " under " + root)
                        .contains("OK");
            }
        }
        assertThat(judge(alice)).isEqualTo(new ChainVerdict.Trusted());
        assertThat(judge(bob)).isEqualTo(new ChainVerdict.Trusted());
        assertThat(record("root").of(Kind.LINK)).hasSize(1);
        assertThat(record("root-2").of(Kind.LINK)).hasSize(1);
    }

    @Test
    void anAuthorityIsRenewedOverTheSameKey() {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);

        AuthorityRecord renewed = house.carryOut(ceremony.renew("issuing", Instant.now()));

        assertThat(renewed.of(Kind.OWN)).hasSize(2);
        assertThat(verify(alice)).contains("OK");
        assertThat(judge(alice)).isEqualTo(new ChainVerdict.Trusted());
    }

    @Test
    void aCertificateNeverOutlivesTheAuthorityThatSignedIt() {
        Instant late = Instant.now().plus(Duration.ofDays(9 * 365 + 200));
        Issued alice = house.authority.issue(
                org.sealpost.pki.CertificateRequest.mail(
                        Templates.MAIL_SIGN,
                        "Alice",
                        List.of(ALICE),
                        org.sealpost.pki.KeyPairs.generate("EC-P256").getPublic(),
                        ALICE.key()),
                late);

        assertThat(alice.certificate().facts().notAfter())
                .isEqualTo(Pem.certificate(house.authority.issuingCertificate())
                        .getNotAfter()
                        .toInstant());
    }

    @Test
    void anotherNodeThatWasRunningUsesAnAuthorityThatWasAdded() {
        CertificateAuthority other =
                CertificateAuthority.open(Household.CONFIG, house.certificates, house.keys, use -> {});
        add("labs", KeyKind.EC_P256, List.of());
        house.carryOut(ceremony.retire("issuing"));
        house.issuing = other;

        assertThat(house.issue(Templates.MAIL_SIGN, "Alice", ALICE).issuer()).isEqualTo("labs");
    }

    @Test
    void refusesHalfOfAnyAuthorityWithAWordForIt() {
        add("labs", KeyKind.EC_P256, List.of());
        house.database.write(sql -> sql.update("DELETE FROM authority_certificate WHERE authority = 'labs'"));

        assertThatThrownBy(this::open).hasMessageContaining("certificate of the labs authority is missing");

        house.database.write(sql -> sql.update("DELETE FROM authority WHERE name = 'labs'"));

        assertThatThrownBy(this::open).hasMessageContaining("certificate of the labs authority is missing");

        house.database.write(sql -> {
            sql.update("DELETE FROM key_lid");
            return sql.update("DELETE FROM private_key WHERE owner = 'authority labs'");
        });

        assertThatThrownBy(this::open).hasMessageContaining("private key of the root authority is missing");
    }

    /** As after a restart, with nothing remembered. */
    private CertificateAuthority open() {
        return CertificateAuthority.open(Household.CONFIG, house.reopened(), house.reopenedKeys(), use -> {});
    }

    @Test
    void namesThatWouldBeMistakenAreRefused() {
        for (String name : List.of("root", "issuing", "labs-2", "ocsp", "Labs", "")) {
            assertThatThrownBy(() -> add(name, KeyKind.EC_P256, List.of()))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> house.carryOut(ceremony.add(
                        "deeper",
                        AuthorityPlan.Keys.usual(KeyKind.EC_P256),
                        "issuing",
                        AuthorityLimits.ISSUING,
                        Instant.now())))
                .hasMessageContaining("path length 0");
    }

    @Test
    void aChangeIsSeenInTheListOfChangesAndARelease() throws Exception {
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Crl base = crls.publish("issuing", Instant.now());
        house.write("base.crl", base.der());

        house.certificates
                .revoking(alice.certificate().facts().fingerprint(), RevocationReason.CERTIFICATE_HOLD, Instant.now())
                .makeNow();
        Crl complete = crls.renew("issuing", Instant.now());
        Crl held = crls.delta("issuing", Instant.now()).orElseThrow();

        assertThat(held.number()).isEqualTo(complete.number());
        assertThat(held.base().number()).isEqualTo(base.number());
        assertThat(withDelta(alice, held)).contains("certificate revoked");

        house.certificates.releasing(alice.certificate().facts().fingerprint()).makeNow();
        crls.renew("issuing", Instant.now());
        Crl released = crls.delta("issuing", Instant.now()).orElseThrow();

        assertThat(text(released)).contains("Remove From CRL");
        assertThat(released.number()).isGreaterThan(held.number());
        assertThat(withDelta(alice, released)).contains("OK");
        assertThat(text(complete)).contains("Freshest CRL").contains("/pki/issuing.delta.crl");
        assertThat(crls.delta("root", Instant.now())).isEmpty();
    }

    @Test
    void theListOfChangesServesWhoeverHasACompleteListThatIsStillGood() {
        Instant now = Instant.now();
        Issued alice = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        Crl base = crls.publish("issuing", now);
        revoke(alice);
        long last = base.number();
        for (int day = 1; day <= 9; day++) {
            Instant then = now.plus(Duration.ofHours(25L * day));
            Crl next = crls.current("issuing", then).orElseThrow();
            Crl delta = crls.delta("issuing", then.plus(Duration.ofHours(1))).orElseThrow();

            assertThat(next.number()).isGreaterThan(last);
            assertThat(text(next)).contains("Serial Number");
            assertThat(delta.base().at()).isBetween(then.minus(Duration.ofDays(7)), then);
            if (day < 6) {
                assertThat(delta.base().number()).isEqualTo(base.number());
                assertThat(text(delta)).contains("Serial Number");
            } else if (day > 8) {
                assertThat(text(delta)).contains("No Revoked Certificates");
            }
            last = next.number();
        }
    }

    @Test
    void anUnknownNumberIsToldAsRevokedByChoice() throws Exception {
        Issued lost = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        house.database.write(sql -> {
            sql.update("DELETE FROM certificate_address");
            return sql.update("DELETE FROM certificate WHERE owner = ?", ALICE.key());
        });

        assertThat(ocsp(lost)).contains("unknown");

        house.carryOut(ceremony.refuseUnknown("issuing", true));

        assertThat(ocsp(lost)).contains("revoked").contains("Response verify OK");
    }

    private void revoke(Issued one) {
        house.certificates
                .revoking(one.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();
        crls.renew(one.issuer(), Instant.now());
    }

    private AuthorityRecord record(String name) {
        return house.certificates.authorities().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private String verify(Issued one) {
        house.pem("one.pem", one.certificate().der());
        List<byte[]> chain = house.authority.chain(one.issuer());
        house.pem("anchor.pem", chain.getLast());
        pems("chain.pem", chain.subList(0, chain.size() - 1));
        List<String> lists = new ArrayList<>();
        for (AuthorityRecord record : house.certificates.authorities()) {
            crls.current(record.name(), Instant.now()).ifPresent(crl -> {
                house.write(record.name() + ".crl", crl.der());
                lists.add(record.name() + ".crl");
            });
        }
        openssl.run(
                "sh",
                "-c",
                "for c in " + String.join(" ", lists) + "; do openssl crl -inform DER -in $c; done > crls.pem");
        return openssl.run(
                        "openssl",
                        "verify",
                        "-x509_strict",
                        "-crl_check_all",
                        "-CRLfile",
                        "crls.pem",
                        "-CAfile",
                        "anchor.pem",
                        "-untrusted",
                        "chain.pem",
                        "one.pem")
                .output();
    }

    private String withDelta(Issued one, Crl delta) {
        house.pem("one.pem", one.certificate().der());
        house.rootFile();
        house.issuingFile();
        house.write("delta.crl", delta.der());
        openssl.run("sh", "-c", "for c in base delta; do openssl crl -inform DER -in $c.crl; done > deltas.pem");
        return openssl.run(
                        "openssl",
                        "verify",
                        "-extended_crl",
                        "-crl_check",
                        "-use_deltas",
                        "-CRLfile",
                        "deltas.pem",
                        "-CAfile",
                        "root.pem",
                        "-untrusted",
                        "issuing.pem",
                        "one.pem")
                .output();
    }

    private String text(Crl crl) {
        house.write("shown.crl", crl.der());
        return openssl.run("openssl", "crl", "-inform", "DER", "-in", "shown.crl", "-noout", "-text")
                .output();
    }

    /** What OpenSSL makes of our responder's answer. */
    private String ocsp(Issued one) {
        try {
            List<byte[]> chain = house.authority.chain(one.issuer());
            house.pem("asked.pem", one.certificate().der());
            house.pem("issuer.pem", chain.getFirst());
            house.pem("top.pem", chain.getLast());
            openssl.run(
                    "openssl",
                    "ocsp",
                    "-issuer",
                    "issuer.pem",
                    "-cert",
                    "asked.pem",
                    "-no_nonce",
                    "-reqout",
                    "request.der");
            byte[] answer = new OcspResponder(house.authority, house.certificates, house.keys)
                    .answer(java.nio.file.Files.readAllBytes(house.folder.resolve("request.der")), Instant.now());
            house.write("answer.der", answer);
            return openssl.run(
                            "openssl",
                            "ocsp",
                            "-respin",
                            "answer.der",
                            "-issuer",
                            "issuer.pem",
                            "-cert",
                            "asked.pem",
                            "-CAfile",
                            "top.pem",
                            "-no_nonce")
                    .output();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private ChainVerdict judge(Issued one) {
        return TrustPolicy.decide(
                        paths.examine(List.of(one.certificate().der()), ChainPurpose.MAIL_SIGNING, Instant.now()))
                .verdict();
    }

    private void pems(String name, List<byte[]> certificates) {
        StringBuilder all = new StringBuilder();
        for (byte[] der : certificates) {
            all.append("-----BEGIN CERTIFICATE-----\n")
                    .append(java.util.Base64.getMimeEncoder().encodeToString(der))
                    .append("\n-----END CERTIFICATE-----\n");
        }
        house.write(name, all.toString().getBytes(StandardCharsets.US_ASCII));
    }
}
