package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.FilterScripts.Stored;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.transport.FilterAdministration;
import org.sealpost.transport.FilterRefusal;
import org.sealpost.transport.sieve.FilterAction;
import org.sealpost.transport.sieve.FilterResult;
import org.sealpost.transport.sieve.Script;
import org.sealpost.transport.sieve.ScriptFault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost filter}. */
@Command(
        name = "filter",
        description = "People's own filters (Sieve). They change them themselves with their mail programs, too.",
        synopsisSubcommandLabel = "COMMAND")
final class FilterCommand {
    private static final int MESSAGE_LIMIT_BYTES = 64 * 1024 * 1024;
    private static final String WHOSE = "Whose filter.";

    private final Session session;

    FilterCommand(Session session) {
        this.session = session;
    }

    private FilterAdministration filters() {
        return session.house().gateway().filtering().administration();
    }

    @Command(
            description =
                    "Keep a new version of a filter. It is checked first; if it is the active one, it runs at once.")
    void put(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "FILE", description = "With the script, in UTF-8.") Path file,
            @Option(names = "--activate", description = "It is the active one from now on.") boolean activate) {
        MailAddress owner = owner(address);
        String text = session.readText(file, Script.LIMIT_BYTES);
        told(() -> {
            filters().put(owner, name, text, session.actor());
            if (activate) {
                filters().activate(owner, Optional.of(name), session.actor());
            }
            return name;
        });
        boolean active = filters().settings(owner).active().filter(name::equals).isPresent();
        session.say("kept"
                + (active
                        ? " and active"
                        : "; make it the active one with: sealpost filter activate " + owner + " " + name));
    }

    @Command(description = "Check a script without keeping it.")
    void check(@Parameters(paramLabel = "FILE") Path file) {
        told(() -> Script.of(session.readText(file, Script.LIMIT_BYTES)));
        session.say("the script is good");
    }

    @Command(name = "try", description = "What a filter would do with a message that comes in clear. Nothing is done.")
    void tryOut(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--message", paramLabel = "FILE", required = true, description = "As it comes.")
                    Path file) {
        MailAddress owner = owner(address);
        Content message = Content.of(session.read(file, MESSAGE_LIMIT_BYTES));
        FilterResult result = told(() -> session.house().gateway().filtering().tryOut(owner, name, message));
        result.actions().forEach(action -> session.say(words(action)));
        if (result.actions().isEmpty()) {
            session.say("thrown away");
        }
    }

    private static String words(FilterAction action) {
        return switch (action) {
            case FilterAction.Store store ->
                "into " + store.folder().text()
                        + (store.flags().isEmpty() ? "" : " with " + String.join(" ", store.flags()));
            case FilterAction.Redirect redirect ->
                "sent on to " + redirect.address().text();
            case FilterAction.Reject reject ->
                "back to the sender: " + reject.reason().text().strip();
            case FilterAction.Vacation vacation ->
                "answered, once in " + vacation.days() + " days: "
                        + vacation.reason().text().strip();
        };
    }

    @Command(description = "Print a filter.")
    void show(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--version", paramLabel = "N", description = "The newest, if not given.")
                    Optional<Integer> version,
            @Mixin Form form) {
        MailAddress owner = owner(address);
        Stored script = version.map(number -> filters().history(owner, name).stream()
                        .filter(one -> one.version() == number)
                        .findFirst()
                        .orElseThrow(() -> new Mistake(owner + " has no version " + number + " of a filter " + name
                                + " that is kept; see: sealpost filter history " + owner + " " + name)))
                .orElseGet(() -> told(() -> filters().get(owner, name)));
        if (form.isJson()) {
            session.json(facts(script));
        } else {
            session.say(script.text().stripTrailing());
        }
    }

    @Command(description = "List the filters of a person, and which one runs.")
    void list(@Parameters(paramLabel = "ADDRESS", description = WHOSE) String address, @Mixin Form form) {
        MailAddress owner = owner(address);
        Optional<String> active = filters().settings(owner).active();
        List<Stored> all = filters().list(owner);
        if (form.isJson()) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("active", active.orElse(""));
            facts.put("readsOpened", filters().settings(owner).readsOpened());
            facts.put("filters", all.stream().map(FilterCommand::facts).toList());
            session.json(facts);
            return;
        }
        session.table(
                List.of("FILTER", "STATE", "VERSION", "CHANGED", "BY"),
                all.stream()
                        .map(one -> List.of(
                                one.name(),
                                active.filter(one.name()::equals).isPresent() ? "active" : "-",
                                String.valueOf(one.version()),
                                one.changedAt().toString(),
                                one.changedBy()))
                        .toList());
        if (!filters().settings(owner).readsOpened()) {
            session.say("filters do not look into what came encrypted");
        }
    }

    @Command(description = "List the versions of a filter that are kept.")
    void history(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "NAME") String name) {
        session.table(
                List.of("VERSION", "CHANGED", "BY"),
                filters().history(owner(address), name).stream()
                        .map(one -> List.of(
                                String.valueOf(one.version()), one.changedAt().toString(), one.changedBy()))
                        .toList());
    }

    @Command(description = "Make a filter the active one. Another one that was active is not any more.")
    void activate(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "NAME") String name) {
        MailAddress owner = owner(address);
        told(() -> {
            filters().activate(owner, Optional.of(name), session.actor());
            return name;
        });
        session.say("the filter " + name + " of " + owner + " is active");
    }

    @Command(description = "Run no filter: all mail of the person lies in the INBOX.")
    void deactivate(@Parameters(paramLabel = "ADDRESS", description = WHOSE) String address) {
        MailAddress owner = owner(address);
        filters().activate(owner, Optional.empty(), session.actor());
        session.say("no filter of " + owner + " is active");
    }

    @Command(description = "Remove a filter that is not active, with its versions.")
    void remove(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "NAME") String name) {
        MailAddress owner = owner(address);
        told(() -> {
            filters().remove(owner, name, session.actor());
            return name;
        });
        session.say("removed");
    }

    @Command(description = "Whether filters look into mail that came encrypted and was opened by the house: on or off.")
    void opened(
            @Parameters(paramLabel = "ADDRESS", description = WHOSE) String address,
            @Parameters(paramLabel = "on|off") String state) {
        if (!List.of("on", "off").contains(state)) {
            throw new Mistake("expected on or off: " + state);
        }
        MailAddress owner = owner(address);
        filters().readOpened(owner, state.equals("on"), session.actor());
        session.say(
                "filters of " + owner + (state.equals("on") ? " look" : " do not look") + " into what came encrypted");
    }

    private MailAddress owner(String text) {
        MailAddress address = Mistake.told(() -> session.address(text));
        return session.house()
                .directory()
                .account(address)
                .orElseThrow(() -> new Mistake(session.unknown("account", address)))
                .address();
    }

    private static <T> T told(Supplier<T> work) {
        try {
            return work.get();
        } catch (ScriptFault | FilterRefusal e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private static Map<String, Object> facts(Stored script) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", script.name());
        facts.put("version", script.version());
        facts.put("changedAt", script.changedAt().toString());
        facts.put("changedBy", script.changedBy());
        facts.put("text", script.text());
        return facts;
    }
}
