package org.sealpost.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.app.doctor.Diagnosis;
import org.sealpost.app.doctor.Doctor;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuedCertificates.Issued;
import picocli.CommandLine;

/** People of the directory are recovery agents by the certificate that the house issued to them, and by a key that it gave up. */
class DirectoryAgentsTest {
    private final Desk desk = new Desk();
    private final Map<String, String> passwords = new HashMap<>();

    DirectoryAgentsTest() {
        for (String name : List.of("olga", "otto")) {
            desk.done("user", "add", name);
            desk.done(
                    "template",
                    "grant",
                    "KeyRecoveryAgent",
                    "user " + name + "@example.org",
                    "read",
                    "enroll",
                    "autoenroll");
            desk.done(
                    "policy",
                    "add",
                    "Agent " + name,
                    "--templates",
                    "KeyRecoveryAgent",
                    "--only",
                    "user " + name + "@example.org");
            desk.done("autoenroll", "now", name + "@example.org");
            String request =
                    desk.house.certification().desk().pending(10).getFirst().id();
            desk.done("enroll", "approve", request);
        }
    }

    @AfterEach
    void close() {
        desk.close();
    }

    @Test
    void twoPeopleOfTheDirectoryBringAKeyBackWithTheFilesThatTheyTookAlong() {
        appoint("olga");
        appoint("otto");
        desk.done("user", "add", "ann");

        String asked = desk.done("recovery", "request", "ann@example.org", "--reason", "token lost", "--to", "out");
        String id = asked.substring(asked.indexOf("recovery: ") + 10).split(",", 2)[0];
        for (String name : List.of("olga", "otto")) {
            approve(desk.folder.resolve("out").resolve(id).resolve(name), name);
            desk.done("recovery", "approve", id, "out/" + id + "/" + name);
        }

        assertThat(desk.done("recovery", "finish", id, "--pkcs12", "ann.p12")).contains("passphrase of the file");
        assertThat(desk.folder.resolve("ann.p12")).exists();
    }

    @Test
    void asLongAsTheServerHasTheKeyNobodyBecomesAnAgentWithIt() {
        assertThat(desk.mistake("recovery", "agents", "add", "--user", "olga@example.org"))
                .contains("the server has the key of olga@example.org", "--release");
        assertThat(desk.done("recovery", "agents", "list", "--json").trim()).isEqualTo("[ ]");

        appoint("olga");

        Issued agent = certificate("olga");
        assertThat(desk.house.keeping().keys().find(agent.keyId())).isEmpty();
        assertThat(desk.house.keeping().lids().dataKey(agent.keyId())).isEmpty();
        assertThat(desk.mistake("recovery", "agents", "add", "--user", "olga@example.org"))
                .contains("with this certificate already");
        assertThat(desk.done("audit", "show", agent.certificate().facts().fingerprint()))
                .contains("the server gives up the key to it");
    }

    @Test
    void whoHasNoSuchCertificateOrIsNotThereIsRefused() {
        desk.done("user", "add", "ann");

        assertThat(desk.mistake("recovery", "agents", "add", "--user", "ann@example.org"))
                .contains("has no certificate of a key recovery agent");
        assertThat(desk.mistake("recovery", "agents", "add", "--user", "nobody@example.org"))
                .contains("there is no account");
        assertThat(desk.mistake("recovery", "agents", "add", "ann")).contains("--user ADDRESS");
    }

    @Test
    void theDoctorTellsOfAnAgentWhoLeftAndOfOneWhoseCertificateIsRevoked() {
        appoint("olga");
        appoint("otto");
        assertThat(words()).noneMatch(words -> words.contains("olga") || words.contains("otto"));

        desk.house.revoke(certificate("olga").certificate(), RevocationReason.KEY_COMPROMISE, "tester");
        desk.done("user", "remove", "otto");

        assertThat(words())
                .anyMatch(words -> words.contains("recovery agent olga is revoked"))
                .anyMatch(words -> words.contains("recovery agent otto has no account"));
        assertThat(states()).contains(Diagnosis.State.FAILURE);
    }

    @Test
    void aRenewedCertificateTakesThePlaceOfTheOldOne() {
        appoint("olga");
        desk.done("template", "set", "KeyRecoveryAgent", "version=9.0");
        desk.done("autoenroll", "now", "olga@example.org");
        desk.house.certification().desk().pending(10).forEach(request -> desk.done("enroll", "approve", request.id()));
        assertThat(words()).anyMatch(words -> words.contains("olga has a newer certificate"));

        desk.done("recovery", "agents", "add", "--user", "olga@example.org", "--release");

        assertThat(desk.house.recovery().escrow().agents()).singleElement().satisfies(agent -> {
            assertThat(agent.name()).isEqualTo("olga");
            assertThat(agent.fingerprint())
                    .isEqualTo(certificate("olga").certificate().facts().fingerprint());
        });
        assertThat(words()).noneMatch(words -> words.contains("olga has a newer certificate"));
    }

    private void appoint(String name) {
        String exported = desk.done("cert", "export", name + "@example.org", "--out", name + ".p12");
        passwords.put(
                name, exported.substring(exported.indexOf("password: ") + 10).trim());
        desk.done("recovery", "agents", "add", "--user", name + "@example.org", "--release");
    }

    private Issued certificate(String name) {
        return desk.house.certification().history(name + "@example.org").stream()
                .filter(one -> one.certificate().facts().template().equals("KeyRecoveryAgent"))
                .findFirst()
                .orElseThrow();
    }

    private void approve(Path folder, String name) {
        StringWriter out = new StringWriter();
        int exit = new CommandLine(
                        new AgentCommand(new PrintWriter(out, true), () -> Objects.requireNonNull(passwords.get(name))))
                .execute(
                        "approve",
                        folder.toString(),
                        "--kit",
                        desk.folder.resolve(name + ".p12").toString(),
                        "--password-stdin");
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString()).contains("approved: 1 keys");
    }

    private List<Diagnosis> diagnoses() {
        return new Doctor(desk.house)
                .examine().stream().filter(one -> one.id().equals("SP-KEY-003")).toList();
    }

    private List<String> words() {
        return diagnoses().stream().map(Diagnosis::evidence).toList();
    }

    private List<Diagnosis.State> states() {
        return diagnoses().stream().map(Diagnosis::state).toList();
    }
}
