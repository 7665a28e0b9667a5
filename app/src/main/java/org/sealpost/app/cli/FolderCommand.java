package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.app.Similarity;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.PublicFolders;
import org.sealpost.mailbox.PublicFolders.PublicFolder;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost folder}. */
@Command(
        name = "folder",
        description = {
            "Public folders: mail that belongs to a domain and not to a person. Mail programs show them under Public.",
            "RIGHTS are read, add (read and put mail in), write (that, mark and delete mail), all (that, and say who may"
                    + " do what), or the letters of RFC 4314."
        },
        synopsisSubcommandLabel = "COMMAND")
final class FolderCommand {
    private static final int SIMILAR = 4;
    private static final String ANYONE = "anyone";

    private final Session session;

    FolderCommand(Session session) {
        this.session = session;
    }

    /** In which domain a folder is. */
    static final class Place {
        @Option(names = "--domain", paramLabel = "DOMAIN", description = "The domain; else the first one.")
        @Nullable Domain domain;

        Domain of(Session session) {
            Domain meant = domain == null ? session.firstDomain() : domain;
            if (!session.house().directory().isAccepted(meant)) {
                throw new Mistake(meant + " is not one of our domains; see: sealpost domain list");
            }
            return meant;
        }
    }

    @Command(description = "Add a public folder. If nobody is named, anyone in the domain may read it.")
    void add(
            @Parameters(paramLabel = "NAME", description = "Such as News; News.2026 lies within News.") String name,
            @Mixin Place place,
            @Option(
                            names = "--grant",
                            paramLabel = "WHO=RIGHTS",
                            description = "What anyone, a group or a person may do in it; may be repeated.")
                    @Nullable Map<String, String> grants,
            @Mixin Form form) {
        Domain domain = place.of(session);
        if (folders().find(domain, name).isPresent()) {
            throw new Mistake("there is a public folder " + name + " in " + domain + " already");
        }
        List<Grant> understood = new ArrayList<>();
        (grants == null ? Map.of(ANYONE, "read") : grants)
                .forEach((who, rights) -> understood.add(new Grant(identifier(who), letters(rights))));
        session.record(domain.name(), "add public folder " + name);
        make(domain, name);
        understood.forEach(grant -> apply(domain, name, grant));
        show(folder(domain, name), form);
    }

    @Command(description = "List the public folders.")
    void list(@Mixin Place place, @Mixin Form form) {
        List<PublicFolder> all = place.domain == null
                ? session.house().directory().domains().stream()
                        .flatMap(domain -> folders().list(domain).stream())
                        .toList()
                : folders().list(place.of(session));
        if (form.isJson()) {
            session.json(all.stream().map(FolderCommand::facts).toList());
            return;
        }
        session.table(
                List.of("NAME", "DOMAIN", "MESSAGES", "RIGHTS"),
                all.stream()
                        .map(folder -> List.of(
                                folder.name(),
                                folder.domain().name(),
                                String.valueOf(folder.messages()),
                                folder.rights().entrySet().stream()
                                        .map(grant -> grant.getKey() + "=" + Rights.word(grant.getValue()))
                                        .collect(Collectors.joining(", "))))
                        .toList());
    }

    @Command(description = "Show a public folder, and who may do what in it.")
    void show(@Parameters(paramLabel = "NAME") String name, @Mixin Place place, @Mixin Form form) {
        show(folder(place.of(session), name), form);
    }

    @Command(description = "Say what anyone, a group or a person may do in a public folder from now on.")
    void grant(
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "WHO", description = "anyone, or the address of a group or a person.")
                    String who,
            @Parameters(index = "2", paramLabel = "RIGHTS") String rights,
            @Mixin Place place) {
        PublicFolder folder = folder(place.of(session), name);
        Grant grant = new Grant(identifier(who), letters(rights));
        apply(folder.domain(), name, grant);
        session.say(grant.who + " may now: " + Rights.told(grant.letters));
    }

    @Command(description = "Take away what was granted to anyone, a group or a person.")
    void revoke(
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "WHO") String who,
            @Mixin Place place) {
        PublicFolder folder = folder(place.of(session), name);
        String known = folder.rights().keySet().stream()
                .filter(one -> one.equalsIgnoreCase(who)
                        || !who.equalsIgnoreCase(ANYONE)
                                && one.equalsIgnoreCase(session.address(who).key()))
                .findFirst()
                .orElseThrow(
                        () -> new Mistake(who + " has no rights on " + name + "; see: sealpost folder show " + name));
        apply(folder.domain(), name, new Grant(known, ""));
        session.say(known + " has no rights on " + name + " any more");
    }

    @Command(description = "Remove a public folder. One that holds mail is removed only with --with-mail.")
    void remove(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Place place,
            @Option(names = "--with-mail", description = "Remove the mail in it, too. It cannot be brought back.")
                    boolean withMail) {
        PublicFolder folder = folder(place.of(session), name);
        if (folder.messages() > 0 && !withMail) {
            throw new Mistake(name + " holds " + folder.messages()
                    + " messages; remove them with it by --with-mail, or move them elsewhere first");
        }
        session.record(
                folder.domain().name(),
                "remove public folder " + name + " with " + folder.messages() + " messages, for good");
        folders().remove(folder.domain(), name);
        session.say("removed " + name);
    }

    private record Grant(String who, String letters) {}

    private void make(Domain domain, String name) {
        try {
            folders().make(domain, name);
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    private void apply(Domain domain, String name, Grant grant) {
        session.record(
                domain.name(),
                "rights of " + grant.who + " on the public folder " + name + ": "
                        + (grant.letters.isEmpty() ? "taken away" : grant.letters));
        folders().grant(domain, name, grant.who, grant.letters);
    }

    /** An alias means its account, as everywhere. */
    private String identifier(String who) {
        if (who.equalsIgnoreCase(ANYONE)) {
            return ANYONE;
        }
        MailAddress address = address(who);
        DirectoryEntry entry = session.house()
                .directory()
                .find(address)
                .filter(found -> !(found instanceof DirectoryEntry.Contact))
                .orElseThrow(() -> new Mistake(session.unknown("person or group", address)));
        return entry.address().key();
    }

    private MailAddress address(String who) {
        try {
            return session.address(who);
        } catch (IllegalArgumentException e) {
            throw new Mistake("expected anyone, or the address of a group or a person: " + who);
        }
    }

    private static String letters(String rights) {
        return Rights.letters(rights)
                .orElseThrow(() -> new Mistake(
                        "expected read, add, write, all or the letters of RFC 4314 (" + Rights.ALL + "): " + rights));
    }

    private PublicFolders folders() {
        return session.house().publicFolders();
    }

    private PublicFolder folder(Domain domain, String name) {
        return folders().find(domain, name).orElseThrow(() -> new Mistake(unknown(domain, name)));
    }

    private String unknown(Domain domain, String name) {
        Optional<String> similar = folders().list(domain).stream()
                .map(PublicFolder::name)
                .min(Comparator.comparingInt(known -> Similarity.distance(known, name)))
                .filter(known -> Similarity.distance(known, name) <= SIMILAR);
        return "no public folder " + name + " in " + domain
                + similar.map(known -> "; did you mean " + known + "?").orElse("");
    }

    private void show(PublicFolder folder, Form form) {
        if (form.isJson()) {
            session.json(facts(folder));
            return;
        }
        session.say("Public." + folder.name() + " in " + folder.domain() + ", " + folder.messages() + " messages");
        folder.rights().forEach((who, letters) -> session.say("  " + who + ": " + Rights.told(letters)));
    }

    private static Map<String, Object> facts(PublicFolder folder) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", folder.name());
        facts.put("domain", folder.domain().name());
        facts.put("messages", folder.messages());
        facts.put("rights", folder.rights());
        return facts;
    }
}
