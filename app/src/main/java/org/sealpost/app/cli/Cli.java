package org.sealpost.app.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.sealpost.access.RecoveryRefused;
import org.sealpost.app.backup.BackupFailure;
import org.sealpost.app.config.ConfigurationProblems;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.protection.VaultFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The tree of commands, and how mistakes are told. */
public final class Cli {
    private static final Logger LOG = LoggerFactory.getLogger(Cli.class);
    private static final int MISTAKE = 1;
    private static final int BUG = 70;

    /** By name, in the order of the help. */
    private static final Map<String, Function<Session, Object>> ALL = new LinkedHashMap<>();

    static {
        add("user", session -> OwnKeyCommands.addToUser(new CommandLine(new UserCommand(session)), session));
        add("group", session -> new GroupCommand(session));
        add(
                "contact",
                session ->
                        new CommandLine(new ContactCommand(session)).addSubcommand(new PrivateContactCommand(session)));
        add("correspondent", session -> new CorrespondentCommand(session));
        add("computer", session -> new ComputerCommand(session));
        add("domain", session -> RelayCommands.addToDomain(new CommandLine(new DomainCommand(session)), session));
        add(
                "directory",
                session -> new CommandLine(new DirectoryCommand(session)).addSubcommand(new SyncCommand(session)));
        add("unit", session -> new UnitCommand(session));
        add("folder", session -> new FolderCommand(session));
        add("shared", session -> new SharedCommand(session));
        add("rule", session -> new RuleCommand(session));
        add("filter", session -> new FilterCommand(session));
        add(
                "partner",
                session ->
                        new CommandLine(new PartnerCommand(session)).addSubcommand(new PartnerGatewayCommand(session)));
        add("storage", session -> new StorageCommand(session));
        add("cert", session -> new CertCommand(session));
        add(
                "trust",
                session -> new CommandLine(new TrustCommand(session)).addSubcommand(new TrustCheckCommand(session)));
        add("crl", session -> new CrlCommand(session));
        add("ca", session -> CaFileCommands.addTo(new CommandLine(new CaCommand(session)), session));
        add("template", session -> new TemplateCommand(session));
        add("policy", session -> new PolicyCommand(session));
        add("autoenroll", session -> new AutoenrollCommand(session));
        add("enroll", session -> new EnrollCommand(session));
        add("pgp", session -> new CommandLine(new PgpCommand(session)).addSubcommand(new PgpSettingsCommand(session)));
        add("tls", session -> TlsCertificateCommands.addToTls(new CommandLine(new TlsCommand(session)), session));
        add("dns", session -> new DnsCommand(session));
        add("connector", session -> ConnectorCommand.of(session));
        add("explain", session -> new ExplainCommand(session));
        add("track", session -> new TrackCommand(session));
        add("protocol-log", session -> new ProtocolLogCommand(session));
        add("audit", session -> new AuditCommand(session));
        add("queue", session -> new QueueCommand(session));
        add("quarantine", session -> new QuarantineCommand(session));
        add("backup", session -> new BackupCommand(session));
        add("drill", session -> new DrillCommand(session));
        add(
                "recovery",
                session -> new CommandLine(new RecoveryCommand(session))
                        .addSubcommand(new RecoveryAgentsCommand(session)));
        add("key", session -> OwnKeyCommands.addToKey(new CommandLine(new KeyCommand(session)), session));
        add("doctor", session -> new DoctorCommand(session));
        add("status", session -> new StatusCommand(session));
        add("console", session -> new ConsoleCommand(session));
        add("role", session -> new RoleCommand(session));
    }

    private Cli() {}

    private static void add(String name, Function<Session, Object> made) {
        ALL.put(name, made);
    }

    /** The commands for one session. {@code local} are those that run where they are typed and not in the server. */
    public static CommandLine of(Session session, List<Object> local) {
        CommandLine commands = withOnly(local);
        ALL.forEach((name, made) -> commands.addSubcommand(name, made.apply(session)));
        return setUp(commands, session);
    }

    /** Only those whose first word this is, for a line that begins with it; made in a twentieth of the time. */
    public static CommandLine of(Session session, String first) {
        CommandLine commands = withOnly(List.of());
        commands.addSubcommand(first, Objects.requireNonNull(ALL.get(first)).apply(session));
        return setUp(commands, session);
    }

    /** Those alone that run where they are typed, which are made in a tenth of the time. */
    public static CommandLine onlyLocal(Session session, List<Object> local) {
        return setUp(withOnly(local), session);
    }

    private static CommandLine withOnly(List<Object> local) {
        CommandLine commands = new CommandLine(new Sealpost());
        local.forEach(commands::addSubcommand);
        return commands;
    }

    /** How words are understood, and what is said when a command fails. */
    private static CommandLine setUp(CommandLine commands, Session session) {
        commands.registerConverter(Domain.class, Cli::domain);
        commands.registerConverter(MailAddress.class, text -> address(session, text));
        commands.setExecutionStrategy(new Gate(session));
        commands.setOut(session.out());
        commands.setErr(session.err());
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        commands.setUsageHelpAutoWidth(false);
        // The server would read @FILE with its own rights, and tell what is in it as words that it does not know.
        commands.setExpandAtFiles(false);
        commands.setExecutionExceptionHandler((failure, command, parsed) -> tell(session, failure));
        return commands;
    }

    private static int tell(Session session, Exception failure) {
        return switch (failure) {
            case Mistake mistake -> say(session, mistake);
            case DirectoryConflict conflict -> say(session, conflict);
            case ConfigurationProblems problems -> say(session, problems);
            case MailFailure mail -> say(session, mail);
            case AuthorityFailure refused -> say(session, refused);
            case BackupFailure failed -> say(session, failed);
            case RecoveryRefused refused -> say(session, refused);
            case VaultFailure closed -> say(session, closed);
            default -> {
                LOG.error("a command failed", failure);
                session.err().println("sealpost: an error inside; the log tells more");
                yield BUG;
            }
        };
    }

    private static int say(Session session, Exception failure) {
        session.err().println("sealpost: " + failure.getMessage());
        return MISTAKE;
    }

    private static Domain domain(String text) {
        try {
            return new Domain(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException("expected a mail domain such as example.org: " + text);
        }
    }

    private static MailAddress address(Session session, String text) {
        try {
            return session.address(text);
        } catch (IllegalArgumentException e) {
            throw new CommandLine.TypeConversionException("expected a mail address such as ann@example.org: " + text);
        }
    }
}
