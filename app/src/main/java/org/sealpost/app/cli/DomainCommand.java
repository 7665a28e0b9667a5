package org.sealpost.app.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Publication;
import org.sealpost.mail.Domain;
import org.sealpost.policy.DomainSignatureFacts;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost domain}. */
@Command(name = "domain", description = "The mail domains that are ours.", synopsisSubcommandLabel = "COMMAND")
final class DomainCommand {
    private final Session session;

    DomainCommand(Session session) {
        this.session = session;
    }

    @Command(description = "Accept mail for a domain.")
    void add(@Parameters(paramLabel = "DOMAIN") Domain domain) {
        if (session.house().registry().relayDomains().of(domain).isPresent()) {
            throw new Mistake(domain + " lies on a server behind this one; first end that: sealpost domain relay "
                    + domain + " --off");
        }
        session.directory().addDomain(domain);
        session.house().certifyHosts();
        session.say("added " + domain + "; the server certificate names it now");
    }

    @Command(description = "List the domains.")
    void list(@Mixin Form form) {
        List<String> names =
                session.house().directory().domains().stream().map(Domain::name).toList();
        if (form.isJson()) {
            session.json(names);
        } else {
            session.table(List.of("DOMAIN"), names.stream().map(List::of).toList());
        }
    }

    @Command(description = "Show a domain with its units and the number of its accounts.")
    void show(@Parameters(paramLabel = "DOMAIN") Domain domain, @Mixin Form form) {
        if (!session.house().directory().isAccepted(domain)) {
            throw new Mistake(domain + " is not one of our domains; see: sealpost domain list");
        }
        List<String> units = session.house().directory().units().stream()
                .filter(unit -> unit.domain().equals(domain))
                .map(OrganizationalUnit::path)
                .toList();
        long accounts = session.house().directory().accounts().stream()
                .filter(account -> account.address().domain().equals(domain))
                .count();
        if (form.isJson()) {
            session.json(Map.of("domain", domain.name(), "units", units, "accounts", accounts));
        } else {
            session.say(domain + ": " + accounts + " accounts, units "
                    + (units.isEmpty() ? "none" : String.join(", ", units)));
        }
    }

    @Command(description = "Say what of a domain outsiders are shown; all of it is off at first.")
    void publish(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Option(
                            names = "--page",
                            paramLabel = "on|off",
                            description = "A public page with certificate and vCard for each person.")
                    @Nullable String page,
            @Option(
                            names = "--ldap",
                            paramLabel = "on|off",
                            description = "Certificates over LDAP under an exact address, without a login.")
                    @Nullable String ldap,
            @Option(
                            names = "--own-certificates",
                            paramLabel = "on|off",
                            description = "People may publish certificates that others issued to them.")
                    @Nullable String ownCertificates) {
        Publication before = session.house().registry().publications().of(domain);
        Publication now = new Publication(
                isOn(page, before.page()), isOn(ldap, before.ldap()), isOn(ownCertificates, before.ownCertificates()));
        String told = "page " + word(now.page()) + ", ldap " + word(now.ldap()) + ", own certificates "
                + word(now.ownCertificates());
        if (!now.equals(before)) {
            session.record(domain.name(), "publish: " + told);
            session.house().registry().publications().set(domain, now);
        }
        session.say(domain + ": " + told);
    }

    private static boolean isOn(@Nullable String word, boolean before) {
        return switch (word) {
            case null -> before;
            case "on" -> true;
            case "off" -> false;
            default -> throw new Mistake("expected on or off: " + word);
        };
    }

    private static String word(boolean on) {
        return on ? "on" : "off";
    }

    @Command(
            description =
                    "Show what belongs into the DNS so that mail is signed for its domain (DKIM); makes the key at first.")
    void dkim(
            @Parameters(paramLabel = "DOMAIN") Domain domain,
            @Option(
                            names = "--new",
                            description = "Make another key; the one before signs until this one is in the DNS.")
                    boolean another,
            @Mixin Form form) {
        if (!session.house().directory().isAccepted(domain)
                && session.house().registry().relayDomains().of(domain).isEmpty()) {
            throw new Mistake(domain + " is not one of our domains; see: sealpost domain list, domain relays");
        }
        if (another) {
            makeKey(domain);
        }
        List<DomainKey> keys = session.house().gateway().domainKeys().of(domain, session.actor());
        DomainKey newest = keys.getFirst();
        DomainSignatureFacts.InDns state =
                session.house().gateway().domainSigning().inDns(newest);
        if (form.isJson()) {
            session.json(Map.of(
                    "domain", domain.name(),
                    "selector", newest.selector(),
                    "name", newest.recordName(),
                    "text", newest.recordText(),
                    "dns", state.name().toLowerCase(Locale.ROOT),
                    "keys", keys.stream().map(DomainKey::selector).toList()));
            return;
        }
        session.say(ZoneLine.of(newest));
        session.say(
                switch (state) {
                    case PUBLISHED -> "The DNS has it; mail from " + domain + " that leaves is signed with it.";
                    case MISSING ->
                        "The DNS does not have it yet. Publish the line above; mail is signed with it from then on.";
                    case UNANSWERED -> "No name server answers here, so nobody knows whether the DNS has it.";
                });
    }

    private void makeKey(Domain domain) {
        try {
            session.house().gateway().domainKeys().make(domain, session.actor());
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    @Command(description = "Accept no more mail for a domain. It must be empty.")
    void remove(@Parameters(paramLabel = "DOMAIN") Domain domain) {
        int folders = session.house().publicFolders().list(domain).size();
        if (folders > 0) {
            throw new Mistake(domain + " still has " + folders
                    + " public folders; remove them first: sealpost folder list --domain " + domain);
        }
        session.directory().removeDomain(domain);
        session.house().certifyHosts();
        session.say("removed " + domain);
    }
}
