package org.sealpost.app.cli;

import java.util.List;
import java.util.Map;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
