package org.sealpost.app;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.sealpost.access.SharedKeys;
import org.sealpost.enrollment.Onboarding;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.SharedCircle;
import org.sealpost.identity.SharedMailboxes;
import org.sealpost.identity.SharedMailboxes.Member;
import org.sealpost.identity.SharedRight;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mailbox.SharedFolders;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.policy.Decision;
import org.sealpost.policy.SharedKeyVerdict;
import org.sealpost.store.MemberLidStore;
import org.sealpost.store.SharedMailboxStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Mailboxes that several people share: who they are, what each may do, and who opens what lies in them. */
public final class Sharing {
    private static final Logger LOG = LoggerFactory.getLogger(Sharing.class);

    private static final String READS = "lrs";
    private static final String WORKS = "lrswipkxte";

    private final Keeping keeping;
    private final Onboarding onboarding;
    private final Certification certification;
    private final SharedMailboxStore shared;
    private final SharedKeys keys;

    Sharing(Keeping keeping, Onboarding onboarding, Certification certification, Clock clock) {
        this.keeping = keeping;
        this.onboarding = onboarding;
        this.certification = certification;
        this.shared = new SharedMailboxStore(keeping.database());
        IssuanceJournal journal =
                keeping.journal().<IssuanceJournal>map(one -> one).orElse(IssuanceJournal.NONE);
        this.keys = new SharedKeys(
                new SharedKeys.Lids(keeping.lids(), new MemberLidStore(keeping.database(), journal), keeping.keys()),
                keeping.certificates(),
                keeping.auditLog(),
                clock);
    }

    public SharedMailboxes mailboxes() {
        return shared;
    }

    /** Everybody who shares a mailbox, groups taken apart. */
    public List<SharedCircle.Person> people(MailAddress mailbox) {
        return SharedCircle.of(keeping.directory(), shared.members(mailbox));
    }

    /** Who opens each key of a mailbox, oldest first. */
    public List<SharedKeys.Opener> openers(MailAddress mailbox) {
        return keys.openers(mailbox);
    }

    /**
     * Adds a mailbox with certificates of its own, into which nobody logs in and which nobody shares yet.
     *
     * @throws DirectoryConflict if the address is taken, or keys or mail of an earlier account lie under it
     */
    public void add(DirectoryChanges changes, MailAddress address, String displayName, String actor) {
        onboarding.enter(changes, new Account(address, displayName, "", List.of(), Custody.ORGANISATION, 0, true));
        close(
                address,
                List.of(),
                new SharedKeys.Occasion(actor, "several people share the mailbox", shared.making(address)));
    }

    /**
     * Adds a person or a group, or gives one other rights: all mail in the mailbox, old mail too, is theirs to read at once.
     *
     * @throws DirectoryConflict if the mailbox is not shared, or there is no such person or group
     */
    public Decision<SharedKeyVerdict> join(MailAddress mailbox, Member member, String actor) {
        MailAddress known = requireShared(mailbox);
        MailAddress who = requireMember(member.who());
        Member named = new Member(who, member.rights());
        List<Member> members = new ArrayList<>(others(known, who));
        members.add(named);
        return close(
                known,
                members,
                new SharedKeys.Occasion(
                        actor, who + " shares the mailbox: " + words(named), shared.admitting(known, named)));
    }

    /**
     * Takes a person or a group out. If they had taken the mailbox's key along, it is replaced.
     *
     * @throws DirectoryConflict if they do not share it
     */
    public Decision<SharedKeyVerdict> leave(MailAddress mailbox, MailAddress who, String actor) {
        MailAddress known = requireShared(mailbox);
        Member member = shared.members(known).stream()
                .filter(one -> one.who().isSameMailbox(who))
                .findFirst()
                .orElseThrow(() -> new DirectoryConflict(who + " does not share " + known));
        Decision<SharedKeyVerdict> decision = close(
                known,
                others(known, member.who()),
                new SharedKeys.Occasion(
                        actor, member.who() + " shares the mailbox no more", shared.dismissing(known, member.who())));
        if (decision.verdict().replacing()) {
            replace(known, actor);
        }
        return decision;
    }

    /** In one transaction: who shares it, who sees its folders, who opens its keys. */
    private Decision<SharedKeyVerdict> close(MailAddress mailbox, List<Member> members, SharedKeys.Occasion occasion) {
        Change change = occasion.change().and(folders().granting(mailbox, letters(members)));
        return keys.close(
                mailbox,
                SharedCircle.of(keeping.directory(), members),
                new SharedKeys.Occasion(occasion.actor(), occasion.words(), change));
    }

    /** Mail from now on is encrypted to a key that nobody took along; the one before opens old mail. */
    private void replace(MailAddress mailbox, String actor) {
        keeping.certificates().find(mailbox).stream()
                .filter(one -> one.facts().status() == CertificateStatus.ACTIVE)
                .forEach(one -> certification.revoke(one, RevocationReason.SUPERSEDED, actor));
        certification.enroll(mailbox);
        var _ = keys.close(mailbox, people(mailbox), SharedKeys.Occasion.ROUTINE);
    }

    /** All keys for a member to take along, closed to the member's own certificate. */
    public byte[] take(MailAddress mailbox, MailAddress member, String actor) {
        return keys.take(requireShared(mailbox), requireMember(member), actor);
    }

    /** Makes a folder for all who share the mailbox. */
    public void makeFolder(MailAddress mailbox, String name) {
        MailAddress known = requireShared(mailbox);
        folders().make(known, name);
        folders().granting(known, letters(shared.members(known))).makeNow();
    }

    /** Ends it: nobody sees it any more; its keys stay, and its mail unless that is to go, too. */
    public void remove(DirectoryChanges changes, MailAddress mailbox, boolean withMail, String actor) {
        MailAddress known = requireShared(mailbox);
        close(known, List.of(), new SharedKeys.Occasion(actor, "nobody shares it any more", shared.ending(known)));
        onboarding.leave(changes, known, withMail);
    }

    /** Closes new keys to all members, follows new certificates and groups, and forgets members who are gone. */
    @SuppressWarnings("IllegalCatch") // One mailbox's trouble must not keep the others waiting.
    public void pass() {
        for (MailAddress mailbox : shared.mailboxes()) {
            try {
                List<MailAddress> gone = shared.members(mailbox).stream()
                        .map(Member::who)
                        .filter(who -> keeping.directory().find(who).isEmpty())
                        .toList();
                gone.forEach(who -> leave(mailbox, who, "shared mailboxes"));
                if (keys.close(mailbox, people(mailbox), SharedKeys.Occasion.ROUTINE)
                        .verdict()
                        .replacing()) {
                    replace(mailbox, "shared mailboxes");
                }
            } catch (RuntimeException e) {
                LOG.warn("the keys of {} were not closed to those who share it; the next pass tries again", mailbox, e);
            }
        }
    }

    private SharedFolders folders() {
        return keeping.mailboxes().sharedFolders();
    }

    private List<Member> others(MailAddress mailbox, MailAddress who) {
        return shared.members(mailbox).stream()
                .filter(one -> !one.who().isSameMailbox(who))
                .toList();
    }

    /** Who may only write in its name sees nothing in it. */
    private static SortedMap<String, String> letters(List<Member> members) {
        SortedMap<String, String> letters = new TreeMap<>();
        for (Member member : members) {
            if (member.rights().contains(SharedRight.WORK)) {
                letters.put(member.who().key(), WORKS);
            } else if (member.rights().contains(SharedRight.READ)) {
                letters.put(member.who().key(), READS);
            }
        }
        return letters;
    }

    private static String words(Member member) {
        return String.join(
                ", ", member.inOrder().stream().map(SharedRight::word).toList());
    }

    private MailAddress requireShared(MailAddress mailbox) {
        return shared.mailboxes().stream()
                .filter(mailbox::isSameMailbox)
                .findFirst()
                .orElseThrow(() -> new DirectoryConflict(mailbox + " is no shared mailbox; see: sealpost shared list"));
    }

    /** An alias means its account, as everywhere. */
    private MailAddress requireMember(MailAddress who) {
        Optional<DirectoryEntry> entry =
                keeping.directory().find(who).filter(found -> !(found instanceof DirectoryEntry.Contact));
        MailAddress member = entry.map(DirectoryEntry::address)
                .orElseThrow(() -> new DirectoryConflict("no person or group with the address " + who));
        if (shared.isShared(member)) {
            throw new DirectoryConflict(member + " is a shared mailbox itself; name people or groups");
        }
        return member;
    }
}
