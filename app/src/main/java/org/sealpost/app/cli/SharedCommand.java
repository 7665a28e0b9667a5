package org.sealpost.app.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.access.SharedKeys;
import org.sealpost.app.Sharing;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.SharedCircle;
import org.sealpost.identity.SharedMailboxes.Member;
import org.sealpost.identity.SharedRight;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.SharedKeyVerdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost shared}. */
@Command(
        name = "shared",
        description = "Mailboxes that several people share; they see them in their mail programs under Shared.",
        synopsisSubcommandLabel = "COMMAND")
final class SharedCommand {
    private final Session session;

    SharedCommand(Session session) {
        this.session = session;
    }

    private Sharing sharing() {
        return session.house().gateway().sharing();
    }

    @Command(description = "Add a mailbox with certificates of its own, into which nobody logs in.")
    void add(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(names = "--name", paramLabel = "NAME", description = "The name as others see it.") @Nullable String name) {
        sharing().add(session.directory(), address, name == null ? address.localPart() : name, session.actor());
        session.say("added " + address + "; say who shares it: sealpost shared join " + address + " ADDRESS");
    }

    @Command(description = "Let a person or a group share a mailbox, old mail too, or give them other rights.")
    void join(
            @Parameters(index = "0", paramLabel = "MAILBOX") MailAddress mailbox,
            @Parameters(index = "1", paramLabel = "MEMBER", description = "A person or a group.") MailAddress member,
            @Option(
                            names = "--right",
                            split = ",",
                            paramLabel = "RIGHT",
                            description = "read, work, send-on-behalf, send-as; several with commas. Without it: work.")
                    @Nullable List<String> rights) {
        told(sharing().join(mailbox, new Member(member, rights(rights)), session.actor()));
    }

    @Command(description = "Take a person or a group out. If they had taken the key along, it is replaced.")
    void leave(
            @Parameters(index = "0", paramLabel = "MAILBOX") MailAddress mailbox,
            @Parameters(index = "1", paramLabel = "MEMBER") MailAddress member) {
        told(sharing().leave(mailbox, member, session.actor()));
    }

    @Command(description = "Make a folder for all who share a mailbox.")
    void folder(
            @Parameters(index = "0", paramLabel = "MAILBOX") MailAddress mailbox,
            @Parameters(index = "1", paramLabel = "NAME", description = "Such as Orders or Orders.2026.") String name) {
        session.record(mailbox.toString(), "make the folder " + name);
        Mistake.told(() -> {
            sharing().makeFolder(mailbox, name);
            return name;
        });
        session.say("made " + name + " in " + mailbox);
    }

    @Command(
            description =
                    "Write all keys of a mailbox into a file for a member to take along: PEM, closed to the member's own"
                            + " certificate. Openssl opens it: openssl cms -decrypt -inform DER -in FILE -inkey OWN-KEY.")
    void key(
            @Parameters(index = "0", paramLabel = "MAILBOX") MailAddress mailbox,
            @Parameters(index = "1", paramLabel = "MEMBER") MailAddress member,
            @Option(names = "--out", required = true, paramLabel = "FILE", description = "A new file.") Path out) {
        Path file = PrivateFile.requireNew(session.file(out));
        PrivateFile.create(file, () -> sharing().take(mailbox, member, session.actor()));
        session.say("written to " + out + "; when " + member + " leaves, the mailbox gets another key");
    }

    @Command(description = "List the shared mailboxes.")
    void list(@Mixin Form form) {
        List<MailAddress> mailboxes = sharing().mailboxes().mailboxes();
        if (form.isJson()) {
            session.json(mailboxes.stream().map(this::facts).toList());
            return;
        }
        session.table(
                List.of("ADDRESS", "NAME", "MEMBERS"),
                mailboxes.stream()
                        .map(mailbox -> List.of(
                                mailbox.toString(),
                                name(mailbox),
                                String.valueOf(
                                        sharing().mailboxes().members(mailbox).size())))
                        .toList());
    }

    @Command(description = "Show who shares a mailbox, and who can open what lies in it.")
    void show(@Parameters(paramLabel = "MAILBOX") MailAddress mailbox, @Mixin Form form) {
        if (!sharing().mailboxes().isShared(mailbox)) {
            throw new Mistake(mailbox + " is no shared mailbox; see: sealpost shared list");
        }
        if (form.isJson()) {
            session.json(facts(mailbox));
            return;
        }
        session.say(mailbox + " (" + name(mailbox) + ")");
        for (Member member : sharing().mailboxes().members(mailbox)) {
            session.say("  " + member.who() + ": "
                    + String.join(
                            ", ",
                            member.inOrder().stream().map(SharedRight::word).toList()));
        }
        session.say("read by: " + String.join(", ", readers(mailbox)));
        sharing()
                .openers(mailbox)
                .forEach(key -> session.say("key " + key.keyId() + " opened by: " + String.join("; ", openers(key))));
    }

    @Command(
            description = "Remove a mailbox. Its keys stay, so that old mail can be read; mail stays unless --with-mail"
                    + " is given.")
    void remove(
            @Parameters(paramLabel = "MAILBOX") MailAddress mailbox,
            @Option(names = "--with-mail", description = "Remove its mail, too. It cannot be brought back.")
                    boolean withMail) {
        sharing().remove(session.directory(), mailbox, withMail, session.actor());
        session.say("removed " + mailbox);
    }

    private static Set<SharedRight> rights(@Nullable List<String> given) {
        Set<SharedRight> rights = EnumSet.noneOf(SharedRight.class);
        for (String word : given == null ? List.of(SharedRight.WORK.word()) : given) {
            rights.add(java.util.Arrays.stream(SharedRight.values())
                    .filter(right -> right.word().equals(word))
                    .findFirst()
                    .orElseThrow(() -> new Mistake("expected read, work, send-on-behalf or send-as: " + word)));
        }
        return rights;
    }

    private void told(Decision<SharedKeyVerdict> decision) {
        session.say(Explanation.sentences(decision.because(), Locale.ENGLISH));
    }

    private String name(MailAddress mailbox) {
        return session.house()
                .directory()
                .find(mailbox)
                .map(DirectoryEntry::displayName)
                .orElse("");
    }

    private List<String> readers(MailAddress mailbox) {
        return sharing().people(mailbox).stream()
                .filter(SharedCircle.Person::reads)
                .map(one -> one.account().address().toString())
                .toList();
    }

    private static List<String> openers(SharedKeys.Opener key) {
        List<String> openers = new ArrayList<>();
        if (key.server()) {
            openers.add("the server");
        }
        key.members()
                .forEach(lid -> openers.add(lid.member()
                        + lid.takenAt().map(at -> " (took it along " + at + ")").orElse("")));
        if (key.agents()) {
            openers.add("the recovery agents");
        }
        return openers;
    }

    private Map<String, Object> facts(MailAddress mailbox) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("address", mailbox.toString());
        facts.put("name", name(mailbox));
        Map<String, Object> members = new LinkedHashMap<>();
        for (Member member : sharing().mailboxes().members(mailbox)) {
            members.put(
                    member.who().toString(),
                    member.inOrder().stream().map(SharedRight::word).toList());
        }
        facts.put("members", members);
        facts.put("readBy", readers(mailbox));
        Map<String, Object> keys = new LinkedHashMap<>();
        sharing().openers(mailbox).forEach(key -> keys.put(key.keyId(), openers(key)));
        facts.put("keys", keys);
        return facts;
    }
}
