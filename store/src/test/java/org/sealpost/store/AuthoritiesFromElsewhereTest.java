package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityAdoption;
import org.sealpost.pki.AuthorityCeremony;
import org.sealpost.pki.AuthorityExchange;
import org.sealpost.pki.AuthorityLimits;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityRecord.State;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.IssuedList;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.OfflineRoot;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.PemFile;
import org.sealpost.pki.PrivateKeyFile;
import org.sealpost.pki.Templates;
import org.sealpost.policy.TrustPolicy;

/** Authorities whose root is elsewhere, that worked before, or that belong to others; the other side is OpenSSL. */
class AuthoritiesFromElsewhereTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final AuthorityPlan.Keys EC = AuthorityPlan.Keys.usual(KeyKind.EC_P256);
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    private final Household house = new Household();
    private final Peer openssl = new Peer(house.folder, Map.of());
    private final CrlIssuer crls = new CrlIssuer(house.authority, house.certificates);
    private final AuthorityCeremony ceremony = new AuthorityCeremony(house.authority, house.certificates, house.keys);
    private final AuthorityExchange exchange =
            new AuthorityExchange(house.authority, ceremony, house.certificates, house.keys);
    private final PathValidation paths =
            new PathValidation(new TrustStore(house.database, java.time.Clock.systemUTC()), house.certificates);

    private void sh(String script) {
        Peer.Result result = openssl.run("sh", "-e", "-c", script);
        assertThat(result.status()).as(result.output()).isZero();
    }

    private byte[] file(String name) {
        try {
            return Files.readAllBytes(house.folder.resolve(name));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private byte[] der(String name) {
        return PemFile.der(file(name));
    }

    private void pem(String name, byte[] der) {
        house.pem(name, der);
    }

    private void outsideRoot(String name) {
        sh(
                "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout " + name + ".key -out "
                        + name
                        + ".pem -days 3650 -subj '/O=Elsewhere/CN=" + name
                        + "' -addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null");
    }

    /** Makes the authority labs, certified by OpenSSL. */
    private void subordinate() {
        outsideRoot("corp");
        house.carryOut(exchange.request("labs", EC));
        house.write("labs.csr", exchange.pending("labs"));
        sh("printf 'basicConstraints=critical,CA:TRUE,pathlen:0\\nkeyUsage=critical,keyCertSign,cRLSign\\n"
                + "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n' > ext.cnf;"
                + "openssl req -inform DER -in labs.csr -noout -verify -text > request.txt 2>&1;"
                + "openssl x509 -req -inform DER -in labs.csr -CA corp.pem -CAkey corp.key -CAcreateserial -days 1000"
                + " -extfile ext.cnf -out labs.pem");
    }

    @Test
    void anAuthorityIsCertifiedByAnOutsideOne() {
        subordinate();
        assertThat(new String(file("request.txt"), StandardCharsets.US_ASCII)).contains("CA:TRUE, pathlen:0");
        assertThat(record("labs").state()).isEqualTo(State.AWAITING);

        house.carryOut(exchange.install("labs", List.of(der("labs.pem"), der("corp.pem")), Instant.now()));
        Issued alice = issueBy("labs");

        assertThat(record("labs").state()).isEqualTo(State.ACTIVE);
        assertThat(record("labs-root").keyHere()).isFalse();
        pem("alice.pem", alice.certificate().der());
        assertThat(run("openssl verify -x509_strict -CAfile corp.pem -untrusted labs.pem alice.pem"))
                .contains("OK");
        assertThat(judge(alice.certificate().der())).isEqualTo(new ChainVerdict.Trusted());
        assertThat(house.authority.chain("labs")).hasSize(2);
    }

    @Test
    void aCertificateThatDoesNotFitIsNotInstalled() {
        subordinate();
        sh("openssl req -x509 -newkey rsa:2048 -nodes -keyout x.key -out other.pem -subj /CN=other 2>/dev/null;"
                + "openssl x509 -req -inform DER -in labs.csr -CA corp.pem -CAkey corp.key -CAcreateserial -days 1000"
                + " -out noca.pem");

        assertThatThrownBy(() -> exchange.install("labs", List.of(der("other.pem")), Instant.now()))
                .hasMessageContaining("over the key of the authority labs");
        assertThatThrownBy(() -> exchange.install("labs", List.of(der("noca.pem"), der("corp.pem")), Instant.now()))
                .hasMessageContaining("no certification authority");
        assertThatThrownBy(() -> exchange.install("labs", List.of(der("labs.pem")), Instant.now()))
                .hasMessageContaining("--chain");
        assertThatThrownBy(() -> exchange.install(
                        "labs",
                        List.of(der("labs.pem"), der("corp.pem")),
                        Instant.now().plus(Duration.ofDays(1001))))
                .hasMessageContaining("ended on");
        assertThat(record("labs").state()).isEqualTo(State.AWAITING);
    }

    @Test
    void theOutsideAuthoritysListTellsThatOursIsRevoked() {
        subordinate();
        house.carryOut(exchange.install("labs", List.of(der("labs.pem"), der("corp.pem")), Instant.now()));
        Issued alice = issueBy("labs");
        sh("touch index.txt; echo 1000 > crlnumber;"
                + "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\ncrlnumber=crlnumber\\ndefault_md=sha256\\n"
                + "default_crl_days=30\\n' > ca.cnf;"
                + "openssl ca -config ca.cnf -cert corp.pem -keyfile corp.key -revoke labs.pem 2>/dev/null;"
                + "openssl ca -config ca.cnf -cert corp.pem -keyfile corp.key -gencrl -out corp.crl 2>/dev/null");

        house.carryOut(exchange.bring("labs-root", der("corp.crl"), Instant.now()));

        assertThat(judge(alice.certificate().der())).isInstanceOf(ChainVerdict.Revoked.class);
        assertThat(crls.current("labs-root", Instant.now()).orElseThrow().der()).isEqualTo(der("corp.crl"));
        assertThatThrownBy(() -> exchange.bring("labs-root", der("corp.crl"), Instant.now()))
                .hasMessageContaining("a newer one is expected");
        assertThatThrownBy(() -> exchange.bring("issuing", der("corp.crl"), Instant.now()))
                .hasMessageContaining("makes its own CRLs here");
    }

    @Test
    void anOfflineRootOfThisProgramCertifiesAndRevokes() {
        byte[] bundle = OfflineRoot.create(
                "O=Example Hospital, CN=Example Offline Root",
                AuthorityPlan.Keys.usual(KeyKind.EC_P384),
                PASSPHRASE,
                Instant.now());
        house.write("root.p12", bundle);
        OfflineRoot root = OfflineRoot.open(bundle, PASSPHRASE);
        house.carryOut(exchange.request("labs", EC));
        byte[] signed = root.sign(
                exchange.pending("labs"),
                AuthorityLimits.ISSUING,
                new OfflineRoot.Published(URI.create("http://127.0.0.1:8085"), "labs-root"),
                Duration.ofDays(3650),
                Instant.now());
        house.carryOut(exchange.install("labs", List.of(signed, root.certificate()), Instant.now()));
        Issued alice = issueBy("labs");
        byte[] first = root.crl(Optional.empty(), List.of(), Duration.ofDays(180), Instant.now());
        house.carryOut(exchange.bring("labs-root", first, Instant.now()));

        pem("alice.pem", alice.certificate().der());
        pem("labs.pem", signed);
        pem("off.pem", root.certificate());
        house.write(
                "labs.crl", crls.current("labs", Instant.now()).orElseThrow().der());
        house.write(
                "off.crl",
                crls.current("labs-root", Instant.now()).orElseThrow().der());
        sh("for c in labs off; do openssl crl -inform DER -in $c.crl; done > crls.pem");

        String verify =
                "openssl verify -x509_strict -crl_check_all -CRLfile crls.pem -CAfile off.pem -untrusted labs.pem"
                        + " alice.pem";
        assertThat(run(verify)).contains("OK");
        assertThat(run("openssl pkcs12 -in root.p12 -passin 'pass:correct horse' -nokeys"))
                .contains("Example Offline Root");
        assertThat(run("openssl x509 -in labs.pem -noout -text")).contains("http://127.0.0.1:8085/pki/labs-root.crl");
        assertThat(judge(alice.certificate().der())).isEqualTo(new ChainVerdict.Trusted());
        assertThatThrownBy(() -> OfflineRoot.open(bundle, "wrong".toCharArray()))
                .hasMessageContaining("passphrase");

        byte[] second = root.crl(Optional.of(first), List.of(signed), Duration.ofDays(180), Instant.now());
        house.carryOut(exchange.bring("labs-root", second, Instant.now()));
        house.write("off.crl", second);
        sh("for c in labs off; do openssl crl -inform DER -in $c.crl; done > crls.pem");

        assertThat(run(verify)).contains("certificate revoked");
        assertThat(judge(alice.certificate().der())).isInstanceOf(ChainVerdict.Revoked.class);
        byte[] forgetful = root.crl(
                Optional.empty(), List.of(), Duration.ofDays(180), Instant.now().plusSeconds(60));
        assertThatThrownBy(() -> exchange.bring("labs-root", forgetful, Instant.now()))
                .hasMessageContaining("no longer lists the certificate of labs");
    }

    @Test
    void aLongerCertificateDoesNotWakeAnAuthorityThatWasRetired() {
        subordinate();
        house.carryOut(exchange.install("labs", List.of(der("labs.pem"), der("corp.pem")), Instant.now()));
        house.carryOut(ceremony.retire("labs"));
        sh("openssl x509 -req -inform DER -in labs.csr -CA corp.pem -CAkey corp.key -CAcreateserial -days 2000"
                + " -extfile ext.cnf -out longer.pem");

        house.carryOut(exchange.install("labs", List.of(der("longer.pem"), der("corp.pem")), Instant.now()));

        assertThat(record("labs").state()).isEqualTo(AuthorityRecord.State.RETIRED);
        assertThatThrownBy(() -> exchange.install("labs", List.of(der("longer.pem"), der("corp.pem")), Instant.now()))
                .hasMessageContaining("installed already");
    }

    @Test
    void anOfflineRootSignsInTheWayThatItWasMadeFor() {
        byte[] bundle = OfflineRoot.create(
                "CN=Root",
                new AuthorityPlan.Keys(KeyKind.RSA_2048, SignatureScheme.RSASSA_PSS_SHA384),
                PASSPHRASE,
                Instant.now());

        byte[] crl = OfflineRoot.open(bundle, PASSPHRASE)
                .crl(Optional.empty(), List.of(), Duration.ofDays(180), Instant.now());

        house.write("pss.crl", crl);
        assertThat(run("openssl crl -inform DER -in pss.crl -noout -text")).contains("rsassaPss", "sha384");
    }

    @Test
    void aRootIsTakenAwayAndTheHouseGoesOn() {
        Issued before = house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
        AuthorityRecord leaving = exchange.leaving("root");
        crls.publish("root", Instant.now());
        byte[] bundle = exchange.bundle(leaving, PASSPHRASE);
        house.carryOut(exchange.away(leaving));

        CertificateAuthority again =
                CertificateAuthority.open(Household.CONFIG, house.certificates, house.reopenedKeys(), use -> {});

        assertThat(house.reopenedKeys().find(leaving.keyId())).isEmpty();
        assertThat(record("root").keyHere()).isFalse();
        assertThat(again.rootCertificate())
                .isEqualTo(OfflineRoot.open(bundle, PASSPHRASE).certificate());
        assertThat(judge(before.certificate().der())).isEqualTo(new ChainVerdict.Trusted());
        assertThat(judge(house.issue(Templates.MAIL_SIGN, "Alice", ALICE)
                        .certificate()
                        .der()))
                .isEqualTo(new ChainVerdict.Trusted());
        assertThat(crls.current("root", Instant.now().plus(Duration.ofDays(60))))
                .isPresent();
        assertThatThrownBy(() -> house.carryOut(ceremony.roll("issuing", Optional.empty(), Instant.now())))
                .hasMessageContaining("its key is elsewhere");

        // The issuing authority is rolled over by files.
        house.carryOut(exchange.requestRoll("issuing", Optional.empty()));
        byte[] signed = OfflineRoot.open(bundle, PASSPHRASE)
                .sign(
                        exchange.pending("issuing"),
                        AuthorityLimits.ISSUING,
                        new OfflineRoot.Published(URI.create("http://127.0.0.1:8085"), "root"),
                        Duration.ofDays(3650),
                        Instant.now());
        house.carryOut(exchange.install("issuing", List.of(signed), Instant.now()));

        assertThat(record("issuing").state()).isEqualTo(State.RETIRED);
        assertThat(record("issuing-2").parent()).contains("root");
        assertThat(house.issue(Templates.MAIL_SIGN, "Alice", ALICE).issuer()).isEqualTo("issuing-2");
    }

    /** An authority of OpenSSL that issued two certificates and revoked one. */
    private void opensslAuthority() {
        outsideRoot("old");
        sh("mkdir -p new; touch index.txt; echo 0100 > serial; echo 4096 > crlnumber;"
                + "printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\nserial=serial\\ncrlnumber=crlnumber\\n"
                + "new_certs_dir=new\\ndefault_md=sha256\\ndefault_days=700\\ndefault_crl_days=30\\npolicy=p\\n"
                + "x509_extensions=e\\ncopy_extensions=copy\\n[p]\\ncommonName=supplied\\n[e]\\nbasicConstraints=CA:FALSE\\n"
                + "keyUsage=critical,digitalSignature\\nextendedKeyUsage=emailProtection\\nsubjectKeyIdentifier=hash\\n"
                + "authorityKeyIdentifier=keyid\\n' > ca.cnf;"
                + "for n in carol dave; do"
                + " openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $n.key -out $n.csr -subj /CN=$n"
                + " -addext subjectAltName=email:$n@example.org 2>/dev/null;"
                + " openssl ca -batch -config ca.cnf -cert old.pem -keyfile old.key -in $n.csr -out $n.pem -notext 2>/dev/null;"
                + " done;"
                + "openssl ca -config ca.cnf -cert old.pem -keyfile old.key -revoke dave.pem -crl_reason keyCompromise 2>/dev/null;"
                + "openssl ca -config ca.cnf -cert old.pem -keyfile old.key -gencrl -out old.crl 2>/dev/null;"
                + "openssl pkcs8 -topk8 -in old.key -passout pass:secret -out old-enc.key;"
                + "openssl pkcs12 -export -inkey old.key -in old.pem -passout pass:secret -out old.p12");
    }

    private void adopt(String name, byte[] key, List<byte[]> lists, Optional<byte[]> crl) {
        AuthorityAdoption adoption = new AuthorityAdoption(
                house.authority, ceremony, house.certificates, house.keys, new LostSerials(house.database));
        house.carryOut(adoption.adopt(
                name,
                new AuthorityAdoption.Adopted(
                        Optional.of(PrivateKeyFile.read(key, "secret".toCharArray())),
                        der("old.pem"),
                        List.of(),
                        lists.stream()
                                .flatMap(list -> IssuedList.read(list, der("old.pem"), Instant.now()).stream())
                                .toList(),
                        crl),
                Instant.now()));
        crls.publish(name, Instant.now());
    }

    @Test
    void anAuthorityOfOpensslIsAdoptedAndGoesOnWhereItStopped() {
        opensslAuthority();

        adopt("old", file("old-enc.key"), List.of(file("index.txt")), Optional.of(der("old.crl")));

        house.write("ours.crl", crls.current("old", Instant.now()).orElseThrow().der());
        sh("openssl crl -inform DER -in ours.crl -out ours.pem");
        String verify = "openssl verify -crl_check -CRLfile ours.pem -CAfile old.pem ";
        assertThat(run(verify + "carol.pem")).contains("OK");
        assertThat(run(verify + "dave.pem")).contains("certificate revoked");
        assertThat(crls.current("old", Instant.now()).orElseThrow().number()).isGreaterThan(0x4096);
        assertThat(run("openssl crl -inform DER -in ours.crl -noout -text")).contains("Key Compromise");
        assertThat(ocsp("carol.pem")).contains("carol.pem: good").contains("Response verify OK");
        assertThat(ocsp("dave.pem")).contains("dave.pem: revoked");
        assertThat(judge(der("carol.pem"))).isEqualTo(new ChainVerdict.Trusted());
        assertThat(judge(der("dave.pem"))).isInstanceOf(ChainVerdict.Revoked.class);

        Issued alice = issueBy("old");
        pem("alice.pem", alice.certificate().der());
        assertThat(run(verify + "-x509_strict alice.pem")).contains("OK");
        assertThat(ocsp("alice.pem")).contains("alice.pem: good");

        new LostSerials(house.database)
                .revoking(
                        "old",
                        Pem.certificate(der("carol.pem")).getSerialNumber(),
                        RevocationReason.SUPERSEDED,
                        Instant.now())
                .makeNow();
        crls.renew("old", Instant.now());

        assertThat(ocsp("carol.pem")).contains("carol.pem: revoked");
        assertThat(judge(der("carol.pem"))).isInstanceOf(ChainVerdict.Revoked.class);
    }

    @Test
    void itsKeyComesAsPkcs12AndItsCertificatesAsFiles() {
        opensslAuthority();

        adopt("old", file("old.p12"), List.of(file("carol.pem")), Optional.of(der("old.crl")));

        assertThat(ocsp("carol.pem")).contains("carol.pem: good");
        assertThat(ocsp("dave.pem")).contains("dave.pem: revoked");
    }

    @Test
    void theTableOfAdCsIsUnderstood() {
        opensslAuthority();
        String carol = Pem.certificate(der("carol.pem")).getSerialNumber().toString(16);
        String table =
                "\"Serial Number\",\"Issued Common Name\",\"Certificate Expiration Date\",\"Request Disposition\","
                        + "\"Revocation Date\",\"Revocation Reason\"\r\n"
                        + "\"0" + carol
                        + "\",\"carol, of the labs\",\"11/22/2028 8:15 AM\",\"20 -- Issued\",EMPTY,EMPTY\r\n"
                        + "\"6100000002aa\",\"frank\",\"11/22/2028 8:15 AM\",\"21 -- Revoked\",\"3/1/2026 1:00 PM\","
                        + "\"1 -- Reason: Key Compromise\"\r\n"
                        + "EMPTY,\"denied\",EMPTY,\"31 -- Denied\",EMPTY,EMPTY\r\n";

        var known = IssuedList.read(table.getBytes(StandardCharsets.UTF_8), der("old.pem"), Instant.now());

        assertThat(known).hasSize(2);
        assertThat(known.getFirst().subject()).isEqualTo("carol, of the labs");
        assertThat(known.getFirst().revocation()).isEmpty();
        assertThat(known.getLast().notAfter()).contains(Instant.parse("2028-11-22T08:15:00Z"));
        assertThat(known.getLast().revocation().orElseThrow().reason()).isEqualTo(RevocationReason.KEY_COMPROMISE);
        assertThat(known.getLast().revocation().orElseThrow().at()).isEqualTo("2026-03-01T13:00:00Z");
    }

    @Test
    void whatDoesNotFitTogetherIsNotAdopted() {
        opensslAuthority();
        outsideRoot("other");
        PrivateKeyFile wrong = PrivateKeyFile.read(file("other.key"), new char[0]);
        AuthorityAdoption adoption = new AuthorityAdoption(
                house.authority, ceremony, house.certificates, house.keys, new LostSerials(house.database));

        assertThatThrownBy(() -> adoption.adopt(
                        "old",
                        new AuthorityAdoption.Adopted(
                                Optional.of(wrong), der("old.pem"), List.of(), List.of(), Optional.empty()),
                        Instant.now()))
                .hasMessageContaining("belongs to another certificate");
        assertThatThrownBy(() -> PrivateKeyFile.read(file("old-enc.key"), "wrong".toCharArray()))
                .hasMessageContaining("passphrase");
        assertThat(house.certificates.authorities()).hasSize(2);
    }

    @Test
    void aCrossCertificateCountsForItsDomainOnly() {
        outsideRoot("partner");
        sh("for n in pat@partner.org eve@example.org zoe@lab.partner.org; do"
                + " openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout l.key -out l.csr -subj /CN=x 2>/dev/null;"
                + " printf \"subjectAltName=email:$n\\nkeyUsage=critical,digitalSignature\\nextendedKeyUsage=emailProtection\\n"
                + "subjectKeyIdentifier=hash\\nauthorityKeyIdentifier=keyid\\n\" > l.cnf;"
                + " openssl x509 -req -in l.csr -CA partner.pem -CAkey partner.key -CAcreateserial -days 300 -extfile l.cnf"
                + " -out $n.pem 2>/dev/null; done");
        sh(
                "touch index.txt; echo 1000 > crlnumber; printf '[ca]\\ndefault_ca=d\\n[d]\\ndatabase=index.txt\\n"
                        + "crlnumber=crlnumber\\ndefault_md=sha256\\ndefault_crl_days=30\\n' > ca.cnf;"
                        + "openssl ca -config ca.cnf -cert partner.pem -keyfile partner.key -gencrl -out partner.crl 2>/dev/null");
        Instant until = Instant.now().plus(Duration.ofDays(700));
        AuthorityLimits limits =
                new AuthorityLimits(0, List.of("partner.org"), List.of(), List.of("1.3.6.1.5.5.7.3.4"));

        AuthorityRecord root =
                house.carryOut(ceremony.crossCertify("root", der("partner.pem"), limits, until, Instant.now()));
        byte[] cross =
                root.of(AuthorityRecord.Kind.CROSS).findFirst().orElseThrow().der();
        pem("cross.pem", cross);
        house.rootFile();

        String verify = "openssl verify -x509_strict -purpose smimesign -CAfile root.pem -untrusted cross.pem ";
        assertThat(run(verify + "pat@partner.org.pem")).contains("OK");
        assertThat(run(verify + "zoe@lab.partner.org.pem")).contains("OK");
        assertThat(run(verify + "eve@example.org.pem")).contains("permitted subtree violation");
        assertThat(run("openssl x509 -in cross.pem -noout -text"))
                .contains("CA:TRUE, pathlen:0")
                .contains("email:.partner.org")
                .contains("DNS:partner.org");
        assertThat(judge(der("pat@partner.org.pem"), der("partner.crl"))).isEqualTo(new ChainVerdict.Trusted());
        assertThat(judge(der("pat@partner.org.pem"))).isInstanceOf(ChainVerdict.RevocationUnavailable.class);
        assertThat(judge(der("eve@example.org.pem"))).isInstanceOf(ChainVerdict.Untrusted.class);
        assertThat(ceremony.given()).hasSize(1);

        house.certificates
                .revoking(org.sealpost.identity.Fingerprint.of(cross), RevocationReason.CA_COMPROMISE, Instant.now())
                .makeNow();

        assertThat(judge(der("pat@partner.org.pem"), der("partner.crl"))).isInstanceOf(ChainVerdict.Revoked.class);
        assertThatThrownBy(() -> ceremony.crossCertify("issuing", der("partner.pem"), limits, until, Instant.now()))
                .hasMessageContaining("path length 0");
        assertThatThrownBy(
                        () -> ceremony.crossCertify("root", der("pat@partner.org.pem"), limits, until, Instant.now()))
                .hasMessageContaining("no certification authority");
        assertThatThrownBy(() -> ceremony.crossCertify(
                        "root", der("partner.pem"), AuthorityLimits.ISSUING, until, Instant.now()))
                .hasMessageContaining("--only");
    }

    private Issued issueBy(String name) {
        house.issuing = house.authority.offering(template -> Optional.of(Set.of(name)));
        return house.issue(Templates.MAIL_SIGN, "Alice", ALICE);
    }

    private String run(String command) {
        return openssl.run("sh", "-c", command).output();
    }

    private String ocsp(String certificate) {
        sh("openssl ocsp -issuer old.pem -cert " + certificate + " -no_nonce -reqout request.der");
        house.write(
                "answer.der",
                new OcspResponder(house.authority, house.certificates, house.keys)
                        .answer(file("request.der"), Instant.now()));
        return run("openssl ocsp -respin answer.der -issuer old.pem -cert " + certificate
                + " -CAfile old.pem -no_nonce 2>&1");
    }

    private AuthorityRecord record(String name) {
        return house.certificates.authorities().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private ChainVerdict judge(byte[] der, byte[]... lists) {
        ChainQuestion question = ChainQuestion.of(List.of(der), ChainPurpose.MAIL_SIGNING, Instant.now())
                .with(List.of(lists), List.of());
        return TrustPolicy.decide(paths.examine(question, false)).verdict();
    }
}
