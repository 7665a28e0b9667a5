package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.OpenPgpKeyring;
import org.sealpost.enrollment.OpenPgpLookUp;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpWorkshop.Reason;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Explanation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost pgp}. */
@Command(
        name = "pgp",
        description = "OpenPGP keys of our people and of those with whom they write.",
        synopsisSubcommandLabel = "COMMAND")
final class PgpCommand {
    private static final int FILE_LIMIT_BYTES = 1024 * 1024;
    private static final int LISTED = 1_000;

    private final Session session;

    PgpCommand(Session session) {
        this.session = session;
    }

    private OpenPgpKeyring keyring() {
        return session.house().certification().openPgp().keyring();
    }

    @Command(description = "List the keys that name an address, or all.")
    void list(@Parameters(paramLabel = "ADDRESS", arity = "0..1") @Nullable MailAddress address, @Mixin Form form) {
        List<OpenPgpKey> keys =
                address == null ? keyring().withFingerprint("") : keyring().find(address);
        if (form.isJson()) {
            session.json(keys.stream().map(PgpCommand::facts).toList());
            return;
        }
        session.table(
                List.of("FINGERPRINT", "ADDRESSES", "KIND", "UNTIL", "STATUS", "VOUCHED BY"),
                keys.stream().limit(LISTED).map(PgpCommand::row).toList());
    }

    private static List<String> row(OpenPgpKey key) {
        OpenPgpFacts facts = key.facts();
        return List.of(
                facts.fingerprint(),
                String.join(
                        " ",
                        facts.addresses().stream().map(MailAddress::toString).toList()),
                "v" + facts.version() + " " + facts.algorithm(),
                until(facts),
                status(facts),
                key.vouching().name().toLowerCase(Locale.ROOT).replace('_', ' '));
    }

    private static String until(OpenPgpFacts facts) {
        return facts.expires().map(end -> end.toString().substring(0, 10)).orElse("no end");
    }

    /** A key that came by itself and waits for an administrator is on hold in the book. */
    private static String status(OpenPgpFacts facts) {
        return facts.status() == CertificateStatus.ON_HOLD
                ? "set aside"
                : facts.status().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> facts(OpenPgpKey key) {
        Map<String, Object> told = new LinkedHashMap<>();
        OpenPgpFacts facts = key.facts();
        told.put("fingerprint", facts.fingerprint());
        told.put("version", facts.version());
        told.put(
                "addresses",
                facts.addresses().stream().map(MailAddress::toString).toList());
        told.put("uses", facts.uses().stream().map(Enum::name).sorted().toList());
        told.put("algorithm", facts.algorithm());
        told.put("readsAead", facts.authenticated());
        told.put("created", facts.created().toString());
        told.put("expires", facts.expires().map(Object::toString).orElse(""));
        told.put("status", status(facts));
        told.put("vouchedBy", key.vouching().name());
        told.put("source", key.source());
        return told;
    }

    @Command(description = "Show a key.")
    void show(@Parameters(paramLabel = "FINGERPRINT") String fingerprint, @Mixin Form form) {
        OpenPgpKey key = key(fingerprint);
        if (form.isJson()) {
            session.json(facts(key));
        } else {
            facts(key).forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    @Command(description = "Print a public key in ASCII armour, to be given to others.")
    void export(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        session.say(keyring().armoured(key(fingerprint)).strip());
    }

    @Command(
            name = "import",
            description =
                    "Take in public keys that you have compared with their holders. No key that comes by itself takes their place.")
    void importKeys(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--for", paramLabel = "ADDRESS", description = "Refuse keys that do not name this address.")
                    @Nullable MailAddress address) {
        byte[] bytes = session.read(file, FILE_LIMIT_BYTES);
        Mistake.told(() -> keyring().take(Optional.ofNullable(address), bytes, session.actor()))
                .forEach(key -> session.say("taken in: " + line(key)));
    }

    @Command(
            name = "import-own",
            description =
                    "Take in the secret key that a person has: mail to it opens here, and mail is signed with it.")
    void importOwn(
            @Parameters(index = "0", paramLabel = "ADDRESS") MailAddress address,
            @Parameters(index = "1", paramLabel = "FILE") Path file,
            @Mixin GivenPassword passphrase) {
        byte[] bytes = session.read(file, FILE_LIMIT_BYTES);
        char[] typed = passphrase.read(session).orElse("").toCharArray();
        session.say("taken in: " + line(Mistake.told(() -> keyring().takeOwn(address, bytes, typed, session.actor()))));
    }

    @Command(
            description =
                    "Make a new key for a person now, whatever the policies say. The one before still opens old mail.")
    void generate(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        OpenPgpKey key = session.house().certification().openPgp().enrollment().makeNow(address, session.actor());
        session.say("made: " + line(key));
    }

    @Command(description = "Why a person has, gets or does not get a key.")
    void why(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        MailAddress owner = session.house()
                .directory()
                .account(address)
                .map(Account::address)
                .orElse(address);
        session.say(Explanation.sentences(
                session.house()
                        .certification()
                        .openPgp()
                        .enrollment()
                        .why(owner.key())
                        .because(),
                Locale.ENGLISH));
    }

    @Command(
            description =
                    "Revoke a key of one of our people for good, and publish that. Its secret half still opens old mail; a policy gives a new key.")
    void revoke(
            @Parameters(paramLabel = "FINGERPRINT") String fingerprint,
            @Option(
                            names = "--reason",
                            defaultValue = "NO_REASON",
                            description = "NO_REASON, SUPERSEDED, COMPROMISED, RETIRED.")
                    Reason reason) {
        OpenPgpKey key = key(fingerprint);
        session.say("revoked: " + line(Mistake.told(() -> keyring().revoke(key, reason, session.actor()))));
        session.house().certification().pulse().everybody();
    }

    @Command(description = "Vouch for a key that came by itself; you have compared its fingerprint with its holder.")
    void trust(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        OpenPgpKey key = key(fingerprint);
        session.say("trusted: " + line(Mistake.told(() -> keyring().trust(key, session.actor()))));
    }

    @Command(description = "Use a key of somebody outside no longer: it was wrong, or its holder has another one.")
    void withdraw(@Parameters(paramLabel = "FINGERPRINT") String fingerprint) {
        OpenPgpKey key = key(fingerprint);
        Mistake.told(() -> {
            keyring().withdraw(key, session.actor());
            return key;
        });
        session.say("withdrawn: " + key);
    }

    @Command(
            name = "look-up",
            description =
                    "Ask the domain of an address for its key (Web Key Directory); the domain learns of the question.")
    void lookUp(@Parameters(paramLabel = "ADDRESS") MailAddress address) {
        session.record(address.toString(), "ask the domain for an OpenPGP key");
        OpenPgpLookUp.Found found =
                session.house().certification().openPgp().lookUp().ask(address);
        session.say(found.told());
        found.decision().ifPresent(decision -> session.say(Explanation.sentences(decision.because(), Locale.ENGLISH)));
    }

    private OpenPgpKey key(String typed) {
        String digits = typed.strip().replaceAll("[\\s:]|^0x", "").toLowerCase(Locale.ROOT);
        return FingerprintStart.of(digits)
                .only(
                        "keys",
                        keyring().withFingerprint(digits),
                        one -> one.facts().fingerprint())
                .orElseThrow(
                        () -> new Mistake("no OpenPGP key with the fingerprint " + typed + "; see sealpost pgp list"));
    }

    private static String line(OpenPgpKey key) {
        return key + " of " + key.facts().addresses() + ", until " + until(key.facts());
    }
}
