package org.sealpost.app.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.SyncSource;
import org.sealpost.policy.Explanation;
import org.sealpost.protocols.sync.Synchronisation;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost directory sync}. */
@Command(
        name = "sync",
        description = "People from another directory (LDAP, Active Directory).",
        synopsisSubcommandLabel = "COMMAND")
final class SyncCommand {
    private final Session session;

    SyncCommand(Session session) {
        this.session = session;
    }

    /** How another directory is asked, and how far it is followed. */
    static final class Settings {
        @Option(names = "--base", required = true, paramLabel = "DN", description = "Under which people lie.")
        String base = "";

        @Option(names = "--bind", paramLabel = "DN", description = "Who asks.")
        @Nullable String bind;

        @Option(
                names = "--bind-password-file",
                paramLabel = "FILE",
                description = "Its password, in the first line; read at each run.")
        @Nullable Path passwordFile;

        @Option(
                names = "--preset",
                paramLabel = "openldap|ad",
                defaultValue = "openldap",
                description = "How attributes are called; openldap if not given.")
        String preset = "openldap";

        @Option(
                names = "--filter",
                paramLabel = "FILTER",
                defaultValue = "(|(objectClass=person)(objectClass=groupOfNames)(objectClass=group))",
                description = "Which entries count; people and groups if not given.")
        String filter = "";

        @Option(names = "--ca", paramLabel = "FILE", description = "PEM with the authority of its TLS certificate.")
        @Nullable Path trust;

        @Option(
                names = "--vanish-percent",
                paramLabel = "N",
                defaultValue = "10",
                description = "Stop if more people than this share would vanish at once; 10 if not given.")
        int vanishPercent;

        @Option(names = "--login", description = "People log in with the password they have there.")
        boolean login;

        @Option(names = "--write-certificates", description = "Write published certificates there.")
        boolean writeBack;

        SyncSource source(String name, URI url, Session session) {
            if ((bind == null) != (passwordFile == null)) {
                throw new Mistake("--bind and --bind-password-file go together");
            }
            try {
                return new SyncSource(
                        name,
                        url,
                        Optional.ofNullable(trust)
                                .map(file -> session.file(file).toString()),
                        bind == null ? "" : bind,
                        passwordFile == null ? "" : session.file(passwordFile).toString(),
                        base,
                        filter,
                        preset(preset),
                        vanishPercent,
                        login,
                        writeBack);
            } catch (IllegalArgumentException e) {
                throw new Mistake(String.valueOf(e.getMessage()));
            }
        }
    }

    @Command(description = "Name another directory. Nothing is taken from it before: sealpost directory sync run NAME")
    void add(
            @Parameters(index = "0", paramLabel = "NAME") String name,
            @Parameters(index = "1", paramLabel = "URL", description = "ldaps://host or ldap://host (StartTLS)")
                    URI url,
            @Mixin Settings settings) {
        SyncSource source = settings.source(name, url, session);
        session.record(
                name,
                "add source " + url + ", base " + source.base() + (source.login() ? ", logins" : "")
                        + (source.writeBack() ? ", certificates are written there" : ""));
        session.house().registry().sources().add(source);
        session.say("added " + name + "; look at what it would do: sealpost directory sync run " + name + " --dry-run");
    }

    private static SyncSource.Preset preset(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "openldap" -> SyncSource.Preset.OPENLDAP;
            case "ad" -> SyncSource.Preset.AD;
            default -> throw new Mistake("the preset is openldap or ad: " + word);
        };
    }

    @Command(description = "List the other directories, and how their last run went.")
    void list(@Mixin Form form) {
        List<SyncSource> sources = session.house().registry().sources().all();
        if (form.isJson()) {
            session.json(sources.stream().map(this::facts).toList());
            return;
        }
        session.table(
                List.of("NAME", "URL", "LAST RUN", "OUTCOME"),
                sources.stream()
                        .map(source -> List.of(
                                source.name(),
                                source.url().toString(),
                                state(source).lastRun().map(Object::toString).orElse("-"),
                                state(source).outcome()))
                        .toList());
    }

    @Command(description = "Show another directory.")
    void show(@Parameters(paramLabel = "NAME") String name, @Mixin Form form) {
        Map<String, Object> facts = facts(source(name));
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((key, value) -> session.say(key + ": " + value));
        }
    }

    @Command(description = "Synchronise now. Everything is compared unless --changes is given.")
    void run(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--dry-run", description = "Only tell what would be done.") boolean dryRun,
            @Option(names = "--changes", description = "Only what changed there since the last run.")
                    boolean onlyChanges,
            @Option(
                            names = "--allow-vanishing",
                            description = "Let more people vanish than the source allows; this once.")
                    boolean allowVanishing) {
        SyncSource source = source(name);
        if (!dryRun) {
            session.record(name, "synchronise" + (allowVanishing ? ", whoever vanishes" : ""));
        }
        Synchronisation.Report report = session.house()
                .registry()
                .synchronisation()
                .run(source, new Synchronisation.Mode(!onlyChanges, dryRun, allowVanishing));
        report.steps().forEach(step -> session.say((dryRun ? "would " : "") + step));
        report.problems().forEach(problem -> session.say("not done: " + problem));
        if (report.isStopped()) {
            throw new Mistake(Explanation.sentences(report.decision().because(), Locale.ENGLISH)
                    + " Nothing was changed. Look at the source first, then: --allow-vanishing");
        }
        session.say(report.steps().size()
                + (dryRun
                        ? " changes, none made"
                        : " changes, " + report.certificatesWritten() + " entries there got or lost certificates"));
    }

    @Command(
            description =
                    "Forget another directory. The people who came from there stay; those who logged in there need new passwords.")
    void remove(@Parameters(paramLabel = "NAME") String name) {
        SyncSource source = source(name);
        session.record(name, "remove source " + source.url());
        session.house().registry().sources().remove(source.name());
        session.say("removed " + name);
    }

    private SyncSource source(String name) {
        return session.house()
                .registry()
                .sources()
                .find(name)
                .orElseThrow(() -> new Mistake("no source " + name + "; see: sealpost directory sync list"));
    }

    private SyncSource.State state(SyncSource source) {
        return session.house().registry().sources().state(source.name());
    }

    private Map<String, Object> facts(SyncSource source) {
        SyncSource.State state = state(source);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", source.name());
        facts.put("url", source.url().toString());
        facts.put("base", source.base());
        facts.put("filter", source.filter());
        facts.put("bind", source.bindDn());
        facts.put("preset", source.preset().name().toLowerCase(Locale.ROOT));
        facts.put("vanishPercent", source.vanishPercent());
        facts.put("login", source.login());
        facts.put("writeCertificates", source.writeBack());
        facts.put(
                "linked",
                session.house().registry().sources().links(source.name()).size());
        facts.put("lastRun", state.lastRun().map(Object::toString).orElse(""));
        facts.put("lastFull", state.lastFull().map(Object::toString).orElse(""));
        facts.put("outcome", state.outcome());
        return facts;
    }
}
