package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.sealpost.enrollment.IdentityImport;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.BroughtCertificates.Brought;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.KeyImportVerdict;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands of {@code sealpost user} and {@code sealpost key} about keys that people bring from elsewhere. */
final class OwnKeyCommands {
    private static final int LIMIT_BYTES = 1024 * 1024;

    private OwnKeyCommands() {}

    static CommandLine addToUser(CommandLine user, Session session) {
        return user.addSubcommand(new ImportKey(session)).addSubcommand(new WithdrawKey(session));
    }

    static CommandLine addToKey(CommandLine key, Session session) {
        return key.addSubcommand(new Destroy(session));
    }

    private static IdentityImport identities(Session session) {
        return session.house().registry().identities();
    }

    /** One that the person brought, in any status, by the first digits of its fingerprint. */
    private static Brought brought(Session session, MailAddress address, String fingerprint) {
        MailAddress owner = session.house()
                .directory()
                .account(address)
                .map(Account::address)
                .orElse(address);
        List<Brought> found = identities(session).of(owner).stream()
                .filter(one -> one.certificate().facts().fingerprint().startsWith(fingerprint.toLowerCase(Locale.ROOT)))
                .toList();
        if (found.size() != 1) {
            throw new Mistake(
                    found.isEmpty()
                            ? address + " brought no key of a certificate " + fingerprint + "; see sealpost user certs "
                                    + address
                            : found.size() + " certificates start with " + fingerprint
                                    + "; give more of the fingerprint");
        }
        return found.getFirst();
    }

    /** {@code sealpost user import-key}. */
    @Command(
            name = "import-key",
            description =
                    "Take in a person's own certificates from elsewhere with their keys, from a PKCS #12 file: mail is signed"
                            + " with them, others find them, and mail to them opens.")
    static final class ImportKey implements Runnable {
        private final Session session;

        @Parameters(index = "0", paramLabel = "ADDRESS")
        private MailAddress address = MailAddress.parse("nobody@localhost");

        @Parameters(index = "1", paramLabel = "FILE", description = "PKCS #12 (.p12, .pfx).")
        private Path file = Path.of("");

        @Mixin
        private GivenPassword password = new GivenPassword();

        ImportKey(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            byte[] bytes = session.read(file, LIMIT_BYTES);
            List<IdentityImport.Taken> taken = Mistake.told(() -> identities(session)
                    .take(address, bytes, password.read(session).orElse("").toCharArray(), session.actor()));
            taken.forEach(one -> session.say(word(one.decision().verdict()) + ": "
                    + Certificates.line(one.certificate()) + "\n  "
                    + Explanation.sentences(one.decision().because(), Locale.ENGLISH)));
            if (taken.stream().anyMatch(one -> one.decision().verdict() == KeyImportVerdict.REFUSE)) {
                throw new Mistake("not everything in " + file + " was taken in; see above");
            }
        }

        private static String word(KeyImportVerdict verdict) {
            return switch (verdict) {
                case PUBLISH -> "published";
                case KEEP_FOR_OLD_MAIL -> "kept for old mail";
                case REFUSE -> "refused";
            };
        }
    }

    /** {@code sealpost user withdraw-key}. */
    @Command(
            name = "withdraw-key",
            description =
                    "Use a key that a person brought no longer, and show its certificate to nobody. The key stays, so that"
                            + " old mail opens.")
    static final class WithdrawKey implements Runnable {
        private final Session session;

        @Parameters(index = "0", paramLabel = "ADDRESS")
        private MailAddress address = MailAddress.parse("nobody@localhost");

        @Parameters(index = "1", paramLabel = "FINGERPRINT", description = "Of its certificate; may be cut short.")
        private String fingerprint = "";

        WithdrawKey(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Brought brought = brought(session, address, fingerprint);
            identities(session).withdraw(brought, session.actor());
            session.say(
                    "withdrawn: certificate " + brought.certificate().facts().fingerprint());
        }
    }

    /** {@code sealpost key destroy}. */
    @Command(
            name = "destroy",
            description =
                    "Destroy a key that a person brought, for good: mail that was encrypted to it opens here no more. Keys that"
                            + " the house made are not destroyed.")
    static final class Destroy implements Runnable {
        private final Session session;

        @Parameters(index = "0", paramLabel = "ADDRESS")
        private MailAddress address = MailAddress.parse("nobody@localhost");

        @Parameters(index = "1", paramLabel = "FINGERPRINT", description = "Of its certificate; may be cut short.")
        private String fingerprint = "";

        Destroy(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            Brought brought = brought(session, address, fingerprint);
            identities(session).destroy(brought, session.actor());
            session.say("destroyed: the key of certificate "
                    + brought.certificate().facts().fingerprint() + "; backups that were made before still hold it");
        }
    }
}
