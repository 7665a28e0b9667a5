package org.sealpost.enrollment;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.PrivateContacts;
import org.sealpost.identity.PrivateContacts.PrivateContact;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Changes the contacts that a person keeps for the own mail only. Each change is on record; nobody else is shown anything of it. */
public final class PrivateAddressBook {
    /** So that one person cannot fill the house. */
    static final int CONTACTS_LIMIT = 1_000;

    static final int CERTIFICATES_LIMIT = 10;

    private final Directory directory;
    private final PrivateContacts contacts;
    private final AuditLog auditLog;
    private final Clock clock;

    public PrivateAddressBook(Directory directory, PrivateContacts contacts, AuditLog auditLog, Clock clock) {
        this.directory = directory;
        this.contacts = contacts;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** All of a person, in order of address. */
    public List<PrivateContact> of(MailAddress owner) {
        return contacts.of(account(owner));
    }

    public Optional<PrivateContact> find(MailAddress owner, MailAddress address) {
        return contacts.find(account(owner), address);
    }

    /**
     * Adds a contact, or certificates to one that is there. Of the certificates those count that name the address and can be
     * encrypted to now; the newest ten are kept.
     *
     * @param name as the person knows them; kept as it was if empty
     * @throws DirectoryConflict if none counts, if the address is one of the house, or if there are too many contacts
     */
    public PrivateContact add(
            MailAddress owner,
            MailAddress address,
            Optional<String> name,
            Optional<String> organisation,
            List<Certificate> certificates,
            String actor) {
        MailAddress person = account(owner);
        if (directory.isAccepted(address.domain())) {
            throw new DirectoryConflict(address + " is an address of this house; its certificates are the house's");
        }
        Optional<PrivateContact> before = contacts.find(person, address);
        if (before.isEmpty() && contacts.of(person).size() >= CONTACTS_LIMIT) {
            throw new DirectoryConflict(person + " has " + CONTACTS_LIMIT + " private contacts, and no more are kept");
        }
        PrivateContact after = new PrivateContact(
                person,
                address,
                name.or(() -> before.map(PrivateContact::displayName)).orElse(address.localPart()),
                organisation.or(() -> before.flatMap(PrivateContact::organisation)),
                merged(before.map(PrivateContact::certificates).orElse(List.of()), usable(address, certificates)));
        record(
                person,
                "private contact " + address + " with certificates " + fingerprints(after),
                actor,
                contacts.putting(after));
        return after;
    }

    private List<Certificate> usable(MailAddress address, List<Certificate> certificates) {
        List<Certificate> usable = certificates.stream()
                .filter(one -> one.facts().addresses().stream().anyMatch(address::isSameMailbox))
                .filter(one -> one.facts().isUsableFor(CertificateUse.ENCRYPT, clock.instant()))
                .toList();
        if (usable.isEmpty()) {
            throw new DirectoryConflict("no certificate names " + address + " and can be encrypted to now");
        }
        return usable;
    }

    private static List<Certificate> merged(List<Certificate> before, List<Certificate> more) {
        List<Certificate> all = new ArrayList<>(before);
        more.stream().filter(one -> !before.contains(one)).forEach(all::add);
        return all.stream()
                .distinct()
                .sorted(Comparator.comparing((Certificate one) -> one.facts().notBefore())
                        .reversed())
                .limit(CERTIFICATES_LIMIT)
                .toList();
    }

    /**
     * Uses one certificate of a contact no longer. The contact goes with its last one.
     *
     * @param fingerprint its first digits, as many as name one
     */
    public void withdraw(MailAddress owner, MailAddress address, String fingerprint, String actor) {
        PrivateContact contact = require(owner, address);
        List<Certificate> left = contact.certificates().stream()
                .filter(one -> !one.facts().fingerprint().startsWith(fingerprint))
                .toList();
        if (fingerprint.isEmpty() || left.size() != contact.certificates().size() - 1) {
            throw new DirectoryConflict(
                    "expected the first digits of one fingerprint of " + fingerprints(contact) + ": " + fingerprint);
        }
        Change change = left.isEmpty()
                ? contacts.removing(contact.owner(), address)
                : contacts.putting(new PrivateContact(
                        contact.owner(), address, contact.displayName(), contact.organisation(), left));
        record(contact.owner(), "private contact " + address + " without certificate " + fingerprint, actor, change);
    }

    public void remove(MailAddress owner, MailAddress address, String actor) {
        PrivateContact contact = require(owner, address);
        record(
                contact.owner(),
                "remove the private contact " + address,
                actor,
                contacts.removing(contact.owner(), address));
    }

    private PrivateContact require(MailAddress owner, MailAddress address) {
        return contacts.find(account(owner), address)
                .orElseThrow(() -> new DirectoryConflict(owner + " has no private contact " + address));
    }

    private MailAddress account(MailAddress owner) {
        return directory
                .account(owner)
                .map(Account::address)
                .orElseThrow(() -> new DirectoryConflict("no person with the address " + owner));
    }

    private static List<String> fingerprints(PrivateContact contact) {
        return contact.certificates().stream()
                .map(one -> one.facts().fingerprint())
                .toList();
    }

    private void record(MailAddress owner, String outcome, String actor, Change change) {
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
