package org.sealpost.transport;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.sealpost.identity.FilterScripts;
import org.sealpost.identity.FilterScripts.Settings;
import org.sealpost.identity.FilterScripts.Stored;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.transport.FilterRefusal.Kind;
import org.sealpost.transport.sieve.FilterResult;
import org.sealpost.transport.sieve.Script;

/** Changes people's filters, for themselves or for an administrator: each is checked before it is kept, and audited. */
public final class FilterAdministration {
    public static final int SCRIPTS_LIMIT = 32;
    private static final int NAME_LIMIT = 128;

    private final FilterScripts scripts;
    private final AuditLog auditLog;
    private final Clock clock;

    public FilterAdministration(FilterScripts scripts, AuditLog auditLog, Clock clock) {
        this.scripts = scripts;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** All of a person in their newest version, by name. */
    public List<Stored> list(MailAddress owner) {
        return scripts.list(owner);
    }

    /** All versions that are kept, the newest first. */
    public List<Stored> history(MailAddress owner, String name) {
        return scripts.history(owner, name);
    }

    public Settings settings(MailAddress owner) {
        return scripts.settings(owner);
    }

    /**
     * The newest version.
     *
     * @throws FilterRefusal if there is none of this name
     */
    public Stored get(MailAddress owner, String name) {
        return scripts.find(owner, name)
                .orElseThrow(() -> new FilterRefusal(Kind.UNKNOWN, owner + " has no filter " + name));
    }

    /**
     * What a filter would want done with a message that comes in clear; nothing is done.
     *
     * @param folders whether the person has a folder of this name
     * @throws org.sealpost.transport.sieve.ScriptFault if the filter would go wrong
     */
    public FilterResult tryOut(MailAddress owner, String name, Content message, Predicate<String> folders) {
        return Script.of(get(owner, name).text()).run(FilterMails.tried(message, owner, folders, clock.instant()));
    }

    /**
     * Keeps a new version of a filter. If it is the active one, it runs from now on.
     *
     * @throws org.sealpost.transport.sieve.ScriptFault with the line, if it is not one; nothing is kept then
     */
    public void put(MailAddress owner, String name, String text, String actor) {
        checkRoom(owner, name);
        Script.of(text);
        change(
                owner,
                actor,
                "filter " + name + " changed, " + text.length() + " characters",
                scripts.putting(owner, new Stored(name, 0, text, clock.instant(), actor)));
    }

    /**
     * Whether there is room for a filter of this name.
     *
     * @throws FilterRefusal if not
     */
    public void checkRoom(MailAddress owner, String name) {
        checkName(name);
        boolean isNew = scripts.find(owner, name).isEmpty();
        if (isNew && scripts.list(owner).size() >= SCRIPTS_LIMIT) {
            throw new FilterRefusal(Kind.TOO_MANY, "a person has at most " + SCRIPTS_LIMIT + " filters");
        }
    }

    /** From now on this one runs; none lets all mail lie in the INBOX. */
    public void activate(MailAddress owner, Optional<String> name, String actor) {
        name.ifPresent(one -> get(owner, one));
        change(
                owner,
                actor,
                name.map(one -> "filter " + one + " active").orElse("no filter active"),
                scripts.setting(owner, new Settings(name, settings(owner).readsOpened())));
    }

    /** Whether filters look into what came encrypted and was opened by the house. */
    public void readOpened(MailAddress owner, boolean reads, String actor) {
        change(
                owner,
                actor,
                reads ? "filters look into opened mail" : "filters do not look into opened mail",
                scripts.setting(owner, new Settings(settings(owner).active(), reads)));
    }

    /** Removes a filter that is not active, with its versions. */
    public void remove(MailAddress owner, String name, String actor) {
        get(owner, name);
        if (settings(owner).active().filter(name::equals).isPresent()) {
            throw new FilterRefusal(Kind.ACTIVE, "the filter " + name + " is active");
        }
        change(owner, actor, "filter " + name + " removed", scripts.removing(owner, name));
    }

    public void rename(MailAddress owner, String name, String other, String actor) {
        checkName(other);
        get(owner, name);
        if (scripts.find(owner, other).isPresent()) {
            throw new FilterRefusal(Kind.ALREADY_THERE, owner + " has a filter " + other + " already");
        }
        change(owner, actor, "filter " + name + " is named " + other, scripts.renaming(owner, name, other));
    }

    /** RFC 5804 section 1.6. */
    private static void checkName(String name) {
        boolean bad =
                name.isBlank() || name.length() > NAME_LIMIT || name.chars().anyMatch(FilterAdministration::isBad);
        if (bad) {
            throw new FilterRefusal(
                    Kind.BAD_NAME,
                    "the name of a filter has 1 to " + NAME_LIMIT + " characters and no control character");
        }
    }

    private static boolean isBad(int one) {
        return Character.isISOControl(one) || one == 0x2028 || one == 0x2029;
    }

    private void change(MailAddress owner, String actor, String outcome, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        actor,
                        owner.toString(),
                        outcome,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                change);
    }
}
