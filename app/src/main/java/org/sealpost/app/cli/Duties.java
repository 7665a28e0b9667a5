package org.sealpost.app.cli;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.policy.Duty;

/**
 * For what each command is. A command that is not named here, or whose group is not, cannot be used by anybody but the owner;
 * a test names those that were forgotten.
 */
public final class Duties {
    private static final Map<String, Duty> COMMANDS = new HashMap<>();
    /** Their first words. */
    private static final Set<String> FIRST = new HashSet<>();

    static {
        see(
                "user list",
                "user show",
                "user certs",
                "group list",
                "group show",
                "contact list",
                "contact show",
                "correspondent list",
                "correspondent show",
                "domain list",
                "domain relays",
                "connector list",
                "connector explain",
                "unit list",
                "computer list",
                "computer show",
                "folder list",
                "folder show",
                "filter list",
                "shared list",
                "shared show",
                "rule list",
                "rule show",
                "rule export",
                "rule diff",
                "rule history",
                "rule hits",
                "cert list",
                "cert show",
                "cert root",
                "cert pem",
                "cert who",
                "trust list",
                "trust show",
                "crl list",
                "template list",
                "template show",
                "template export",
                "template diff",
                "policy list",
                "ca offers",
                "ca list",
                "ca lint",
                "ca show",
                "autoenroll preview",
                "autoenroll why",
                "enroll pending",
                "enroll text",
                "dns",
                "tls show",
                "tls list",
                "tls check",
                "tls explain",
                "tls probe",
                "tls demands",
                "tls reports",
                "pgp list",
                "pgp show",
                "pgp export",
                "pgp why",
                "explain",
                "track",
                "protocol-log list",
                "protocol-log show",
                "directory search",
                "directory sync list",
                "directory sync show",
                "queue list",
                "queue destinations",
                "queue show",
                "queue held",
                "quarantine list",
                "quarantine show",
                "storage list",
                "storage status",
                "partner list",
                "partner show",
                "partner export",
                "partner mark",
                "partner gateway list",
                "partner gateway show",
                "partner gateway certificate",
                "backup list",
                "recovery agents list",
                "recovery list",
                "recovery status",
                "key lids",
                "status",
                "doctor");
        all(
                Duty.MAIL,
                "user",
                "directory",
                "group",
                "contact",
                "correspondent",
                "domain",
                "unit",
                "computer",
                "folder",
                "shared",
                "rule",
                "filter",
                "partner",
                "storage",
                "queue",
                "protocol-log",
                "quarantine");
        all(
                Duty.CERTIFICATION,
                "cert",
                "trust",
                "template",
                "policy",
                "ca",
                "enroll",
                "autoenroll",
                "crl",
                "tls",
                "pgp");
        // A secret key from elsewhere opens mail; who brings it must be trusted with everything.
        all(Duty.OWN, "pgp import-own");
        all(Duty.AUDIT, "audit");
        all(Duty.RECOVERY, "recovery");
        // Who names the agents, or says how many must agree, could open everything.
        all(Duty.OWN, "recovery agents add", "recovery agents remove", "recovery policy");
        // Less protection than the rules demand, or than people were promised.
        all(Duty.OWN, "queue release-unencrypted", "storage open");
        // Who a partner is says whose mail is believed; enforced without proof, mail may stop.
        all(Duty.CERTIFICATION, "partner add", "partner check", "partner import", "partner set", "partner remove");
        all(Duty.OWN, "tls exempt");
        all(Duty.MAIL, "tls require");
        // The whole message, whoever it was for.
        all(Duty.OWN, "quarantine export", "queue export");
        // To whatever host they name.
        all(Duty.OWN, "queue redirect");
        // A filter sends mail on to others.
        all(Duty.OWN, "filter put", "filter activate", "filter opened");
        // What somebody takes along cannot be taken back.
        all(Duty.OWN, "shared key");
        // Another directory says who may log in.
        all(Duty.OWN, "directory sync add", "directory sync remove", "directory sync run");
        all(Duty.OWN, "console", "role", "cert export", "cert profile", "ca take-away", "backup", "drill", "key");
        // Asking for one's certificates at once gives nobody anything that the policy does not give.
        for (String now : List.of("enroll now", "autoenroll now")) {
            COMMANDS.put(now, Duty.MAIL);
        }
        for (String command : COMMANDS.keySet()) {
            FIRST.add(command.split(" ", 2)[0]);
        }
    }

    private Duties() {}

    private static void see(String... commands) {
        all(Duty.SEE, commands);
    }

    private static void all(Duty duty, String... commands) {
        for (String command : commands) {
            COMMANDS.put(command, duty);
        }
    }

    /** Whether commands begin with this word, and are carried out in a server. */
    public static boolean isCommand(String word) {
        return FIRST.contains(word);
    }

    /** The duty of a command such as {@code template set}: its own, or that of its group. */
    static Optional<Duty> of(String command) {
        Duty own = COMMANDS.get(command);
        int blank = command.indexOf(' ');
        return Optional.ofNullable(own)
                .or(() ->
                        blank < 0 ? Optional.empty() : Optional.ofNullable(COMMANDS.get(command.substring(0, blank))));
    }
}
