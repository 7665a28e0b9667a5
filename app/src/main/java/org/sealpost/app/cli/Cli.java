package org.sealpost.app.cli;

import java.util.List;
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

    private Cli() {}

    /** The commands for one session. {@code local} are those that run where they are typed and not in the server. */
    public static CommandLine of(Session session, List<Object> local) {
        CommandLine commands = withOnly(local);
        commands.addSubcommand(OwnKeyCommands.addToUser(new CommandLine(new UserCommand(session)), session));
        commands.addSubcommand(new GroupCommand(session));
        commands.addSubcommand(
                new CommandLine(new ContactCommand(session)).addSubcommand(new PrivateContactCommand(session)));
        commands.addSubcommand(new CorrespondentCommand(session));
        commands.addSubcommand(new ComputerCommand(session));
        commands.addSubcommand(RelayCommands.addToDomain(new CommandLine(new DomainCommand(session)), session));
        commands.addSubcommand(new CommandLine(new DirectoryCommand(session)).addSubcommand(new SyncCommand(session)));
        commands.addSubcommand(new UnitCommand(session));
        commands.addSubcommand(new FolderCommand(session));
        commands.addSubcommand(new SharedCommand(session));
        commands.addSubcommand(new RuleCommand(session));
        commands.addSubcommand(new FilterCommand(session));
        commands.addSubcommand(
                new CommandLine(new PartnerCommand(session)).addSubcommand(new PartnerGatewayCommand(session)));
        commands.addSubcommand(new StorageCommand(session));
        commands.addSubcommand(new CertCommand(session));
        commands.addSubcommand(
                new CommandLine(new TrustCommand(session)).addSubcommand(new TrustCheckCommand(session)));
        commands.addSubcommand(new CrlCommand(session));
        commands.addSubcommand(CaFileCommands.addTo(new CommandLine(new CaCommand(session)), session));
        commands.addSubcommand(new TemplateCommand(session));
        commands.addSubcommand(new PolicyCommand(session));
        commands.addSubcommand(new AutoenrollCommand(session));
        commands.addSubcommand(new EnrollCommand(session));
        commands.addSubcommand(new CommandLine(new PgpCommand(session)).addSubcommand(new PgpSettingsCommand(session)));
        commands.addSubcommand(TlsCertificateCommands.addToTls(new CommandLine(new TlsCommand(session)), session));
        commands.addSubcommand(new DnsCommand(session));
        commands.addSubcommand(ConnectorCommand.of(session));
        commands.addSubcommand(new ExplainCommand(session));
        commands.addSubcommand(new TrackCommand(session));
        commands.addSubcommand(new ProtocolLogCommand(session));
        commands.addSubcommand(new AuditCommand(session));
        commands.addSubcommand(new QueueCommand(session)).addSubcommand(new QuarantineCommand(session));
        commands.addSubcommand(new BackupCommand(session));
        commands.addSubcommand(new DrillCommand(session));
        commands.addSubcommand(
                new CommandLine(new RecoveryCommand(session)).addSubcommand(new RecoveryAgentsCommand(session)));
        commands.addSubcommand(OwnKeyCommands.addToKey(new CommandLine(new KeyCommand(session)), session));
        commands.addSubcommand(new DoctorCommand(session));
        commands.addSubcommand(new StatusCommand(session));
        commands.addSubcommand(new ConsoleCommand(session));
        commands.addSubcommand(new RoleCommand(session));
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
