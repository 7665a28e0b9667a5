package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.access.KeyRelease;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.ArchivedKeys.ArchivedKey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost key}. */
@Command(name = "key", description = "Who can open the private keys of a person.", synopsisSubcommandLabel = "COMMAND")
final class KeyCommand {
    private final Session session;

    KeyCommand(Session session) {
        this.session = session;
    }

    private KeyRelease lids() {
        return session.house().recovery().lids();
    }

    @Command(description = "List the keys of an account and who opens each, oldest first.")
    void lids(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin Form form) {
        Account account = account(address);
        List<ArchivedKey> keys = lids().lids(account.address());
        if (form.isJson()) {
            session.json(keys.stream()
                    .map(key -> {
                        Map<String, Object> facts = new LinkedHashMap<>();
                        facts.put("key", key.keyId());
                        facts.put("openedBy", openers(key));
                        return facts;
                    })
                    .toList());
        } else {
            session.table(
                    List.of("KEY", "OPENED BY"),
                    keys.stream()
                            .map(key -> List.of(key.keyId(), String.join("; ", openers(key))))
                            .toList());
        }
    }

    private static List<String> openers(ArchivedKey key) {
        List<String> openers = new ArrayList<>();
        if (key.service()) {
            openers.add("the server");
        }
        if (key.user()) {
            openers.add("the person's passphrase");
        }
        key.agents()
                .ifPresent(lock ->
                        openers.add(lock.need() + " of " + lock.shares().size() + " recovery agents ("
                                + String.join(
                                        ", ",
                                        lock.shares().stream()
                                                .map(share -> share.agent())
                                                .toList())
                                + ")"));
        return openers;
    }

    @Command(description = "Put the person's passphrase on all keys that the server can open.")
    void protect(@Parameters(paramLabel = "ADDRESS") MailAddress address, @Mixin NewPassword given) {
        Account account = account(address);
        String passphrase = given.read(session)
                .orElseThrow(() -> new Mistake("give the passphrase with --password-stdin or --password-file"));
        session.say("the passphrase opens "
                + lids().protect(account.address(), passphrase.toCharArray(), session.actor()) + " keys");
    }

    @Command(
            description =
                    "Let the server give up the keys of an account: from now on it cannot open that person's mail."
                            + " There is no way back without the person or the recovery agents.")
    void release(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(
                            names = "--kept-elsewhere",
                            description = "The person has the keys elsewhere; nobody else needs to open them.")
                    boolean keptElsewhere) {
        Account account = account(address);
        int released = lids().release(account.address(), keptElsewhere, session.actor());
        // Every later verdict about this person's mail says that only the person's devices open it.
        session.directory().changeAccount(account.in(Custody.DEVICE));
        session.say("the server opens " + released + " keys of " + account.address() + " no more");
    }

    private Account account(MailAddress address) {
        return session.house()
                .directory()
                .account(address)
                .orElseThrow(() -> new Mistake(session.unknown("account", address)));
    }
}
