package org.sealpost.app.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.enrollment.OpenPgpKeyring;
import org.sealpost.identity.KeyServer;
import org.sealpost.policy.OpenPgpSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sealpost pgp settings}. */
@Command(name = "settings", description = "Show or change what the organisation wants of OpenPGP.")
final class PgpSettingsCommand implements Runnable {
    private final Session session;

    @Option(
            names = "--first",
            arity = "1",
            description = "A recipient's OpenPGP key goes before a certificate: true or false.")
    private @Nullable Boolean first;

    @Option(
            names = "--autocrypt",
            arity = "1",
            description = "Mail tells the sender's key in its header: true or false.")
    private @Nullable Boolean autocrypt;

    @Option(names = "--learn", arity = "1", description = "Keys that come with proven mail are used: true or false.")
    private @Nullable Boolean learn;

    @Option(
            names = "--ask-domains",
            arity = "1",
            description = "Ask the domains of recipients for keys (Web Key Directory): true or false.")
    private @Nullable Boolean askDomains;

    @Option(
            names = "--key-servers",
            arity = "1",
            paramLabel = "SERVERS",
            description = "Ask key servers for keys of recipients of whom nothing is known: https://keys.openpgp.org,"
                    + " hkps://keys.example, several with commas; none asks nobody.")
    private @Nullable String keyServers;

    @Option(names = "--publish", arity = "1", description = "Answer such questions about our people: true or false.")
    private @Nullable Boolean publish;

    @Option(names = "--version", arity = "1", description = "Of new keys: 4, which all programs read, or 6.")
    private @Nullable Integer version;

    @Mixin
    private Form form = new Form();

    PgpSettingsCommand(Session session) {
        this.session = session;
    }

    @Override
    public void run() {
        OpenPgpKeyring keyring = session.house().certification().openPgp().keyring();
        OpenPgpSettings before = keyring.settings();
        OpenPgpSettings after = Mistake.told(() -> new OpenPgpSettings(
                or(first, before.first()),
                or(autocrypt, before.autocrypt()),
                or(learn, before.learn()),
                or(askDomains, before.askDomains()),
                or(publish, before.publish()),
                version == null ? before.version() : version,
                keyServers == null ? before.keyServers() : servers(keyServers)));
        if (!after.equals(before)) {
            keyring.change(after, session.actor());
        }
        Map<String, Object> facts = facts(after);
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    private static List<KeyServer> servers(String given) {
        return given.equals("none")
                ? List.of()
                : Arrays.stream(given.split(",", -1)).map(KeyServer::parse).toList();
    }

    private static boolean or(@Nullable Boolean given, boolean before) {
        return given == null ? before : given;
    }

    private static Map<String, Object> facts(OpenPgpSettings settings) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("first", settings.first());
        facts.put("autocrypt", settings.autocrypt());
        facts.put("learn", settings.learn());
        facts.put("askDomains", settings.askDomains());
        facts.put(
                "keyServers",
                settings.keyServers().stream().map(KeyServer::toString).toList());
        facts.put("publish", settings.publish());
        facts.put("version", settings.version());
        return facts;
    }
}
