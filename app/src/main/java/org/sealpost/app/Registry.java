package org.sealpost.app;

import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.sealpost.enrollment.AuditedDirectory;
import org.sealpost.enrollment.ContactCertificates;
import org.sealpost.enrollment.IdentityImport;
import org.sealpost.enrollment.Onboarding;
import org.sealpost.enrollment.OutsideCertificates;
import org.sealpost.enrollment.PrivateAddressBook;
import org.sealpost.enrollment.RosterClerk;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.Correspondents;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.PublicCards;
import org.sealpost.identity.Publications;
import org.sealpost.identity.Recipients;
import org.sealpost.identity.RelayDomains;
import org.sealpost.identity.SyncSource;
import org.sealpost.identity.SyncSources;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.protection.Smime;
import org.sealpost.protocols.ldap.AddressBook;
import org.sealpost.protocols.ldap.BookedPki;
import org.sealpost.protocols.ldap.LdifExport;
import org.sealpost.protocols.sync.Synchronisation;
import org.sealpost.store.RelayDomainStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of a house and all that fills it or shows it: lists from elsewhere, synchronisation, what is published. */
public final class Registry {
    private static final Logger LOG = LoggerFactory.getLogger(Registry.class);

    private final Keeping keeping;
    private final RosterClerk clerk;
    private final ContactCertificates contactCertificates;
    private final Synchronisation synchronisation;
    private final AddressBook book;
    private final OutsideCertificates outsideCertificates;
    private final IdentityImport identities;
    private final PrivateAddressBook privateContacts;
    private final RelayDomains relayDomains;

    /** {@code editor}: changes to the directory of which everybody hears. */
    Registry(
            Keeping keeping,
            Clock clock,
            Onboarding onboarding,
            Smime smime,
            ChainTrust trust,
            Supplier<DirectoryChanges> editor) {
        this.keeping = keeping;
        this.relayDomains = new RelayDomainStore(keeping.database());
        this.clerk = new RosterClerk(keeping.directory(), onboarding);
        this.contactCertificates = new ContactCertificates(keeping.certificates(), keeping.auditLog(), clock);
        this.synchronisation = new Synchronisation(
                keeping.syncSources(),
                keeping.directory(),
                keeping.certificates(),
                clerk,
                keeping.auditLog(),
                clock,
                actor -> new AuditedDirectory(editor.get(), keeping.auditLog(), clock, actor));
        this.outsideCertificates = new OutsideCertificates(
                keeping.directory(),
                keeping.publications(),
                keeping.certificates(),
                new SignedProof(smime),
                keeping.auditLog(),
                clock,
                keeping.challengeKey());
        this.identities = new IdentityImport(
                keeping.directory(),
                keeping.publications(),
                new IdentityImport.Book(
                        keeping.certificates(), keeping.certificates(), keeping.brought(), keeping.keys()),
                trust,
                keeping.auditLog(),
                clock);
        this.privateContacts =
                new PrivateAddressBook(keeping.directory(), keeping.privateContacts(), keeping.auditLog(), clock);
        this.book = new AddressBook(
                new AddressBook.Sources(
                        keeping.directory(),
                        keeping.directory(),
                        keeping.certificates(),
                        keeping.computers(),
                        new BookedPki(keeping.certificates()),
                        keeping.publications(),
                        keeping.privateContacts(),
                        relayDomains),
                clock);
    }

    public RosterClerk clerk() {
        return clerk;
    }

    /** Certificates of people outside that come with a list. */
    public ContactCertificates contactCertificates() {
        return contactCertificates;
    }

    public Synchronisation synchronisation() {
        return synchronisation;
    }

    public SyncSources sources() {
        return keeping.syncSources();
    }

    /** The domains whose mailboxes lie on servers behind this one. */
    public RelayDomains relayDomains() {
        return relayDomains;
    }

    public Publications publications() {
        return keeping.publications();
    }

    public Recipients recipients() {
        return new Recipients(keeping.directory(), keeping.certificates());
    }

    /** What outsiders may know of people. */
    public PublicCards cards() {
        return new PublicCards(keeping.directory(), keeping.certificates(), keeping.publications());
    }

    /** People's own certificates, from elsewhere. */
    public OutsideCertificates outsideCertificates() {
        return outsideCertificates;
    }

    /** People's own certificates from elsewhere with their keys. */
    public IdentityImport identities() {
        return identities;
    }

    /** Contacts that people keep for themselves. */
    public Correspondents correspondents() {
        return keeping.correspondents();
    }

    public PrivateAddressBook privateContacts() {
        return privateContacts;
    }

    /** The certificates under an address as LDAP shows them now. */
    public AddressBook.Seen seen(MailAddress address) {
        return book.seen(address);
    }

    AddressBook book() {
        return book;
    }

    /** The whole directory as LDIF. */
    public void export(boolean withCertificates, Consumer<String> line) {
        LdifExport.write(book, withCertificates, line);
    }

    /** Each source once; one that does not answer does not stop the next. */
    void synchronise(Synchronisation.Mode mode) {
        for (SyncSource source : keeping.syncSources().all()) {
            try {
                Synchronisation.Report report = synchronisation.run(source, mode);
                LOG.info(
                        "synchronised {}: {}",
                        source.name(),
                        keeping.syncSources().state(source.name()).outcome());
                report.problems().forEach(problem -> LOG.warn("{}: {}", source.name(), problem));
            } catch (MailFailure e) {
                LOG.warn("{} was not synchronised: {}", source.name(), e.getMessage());
            }
        }
    }
}
