package org.sealpost.app;

import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.DomainKeyring;
import org.sealpost.enrollment.Onboarding;
import org.sealpost.enrollment.PartnerDomains;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.DomainCertificates;
import org.sealpost.identity.DomainKeys;
import org.sealpost.identity.SealedStorage;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Ruling;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.protection.Smime;
import org.sealpost.protocols.dns.Dns;
import org.sealpost.protocols.sender.DkimSigning;
import org.sealpost.protocols.tlsrpt.ReportIntake;
import org.sealpost.store.DomainKeyStore;
import org.sealpost.store.MessageTracking;
import org.sealpost.store.RelayDomainStore;
import org.sealpost.store.SealedStorageStore;
import org.sealpost.store.TlsReportStore;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.Arrivals;
import org.sealpost.transport.Carrier;
import org.sealpost.transport.DomainGateway;
import org.sealpost.transport.DomainSignatures;
import org.sealpost.transport.Filters;
import org.sealpost.transport.GroupExpansion;
import org.sealpost.transport.LocalDelivery;
import org.sealpost.transport.NewMail;
import org.sealpost.transport.OpenPgpMails;
import org.sealpost.transport.OrganizationSeal;
import org.sealpost.transport.PeopleBehind;
import org.sealpost.transport.Preview;
import org.sealpost.transport.Receipts;
import org.sealpost.transport.Reports;
import org.sealpost.transport.RuleAdministration;
import org.sealpost.transport.StoredForms;
import org.sealpost.transport.Storing;

/** What administrators do at the gateway: its rules, its partners, and mail that waits for a way to encrypt it. */
public final class Gateway {
    private final Keeping keeping;
    private final NewMail newMail;
    private final Clock clock;
    private final RuleAdministration rules;
    private final PartnerDomains partners;
    private final SealedStorage storage;
    private final Filtering filtering;
    private final Sharing sharing;
    private final Storing storing;
    private final StorageForms forms;
    private final DomainKeys domainKeys;
    private final DomainKeyring domainKeyring;

    Gateway(
            Keeping keeping,
            Onboarding onboarding,
            ChainTrust trust,
            Certification certification,
            Smime smime,
            NewMail newMail,
            Clock clock) {
        this.keeping = keeping;
        this.newMail = newMail;
        this.clock = clock;
        this.partners = new PartnerDomains(
                keeping.directory(), keeping.certificates(), onboarding, trust, keeping.auditLog(), clock);
        this.storage = new SealedStorageStore(keeping.database());
        this.filtering = new Filtering(keeping, newMail, clock);
        this.sharing = new Sharing(keeping, onboarding, certification, clock);
        this.storing =
                new Storing(storage, sharing.mailboxes(), keeping.directory(), keeping.certificates(), smime, clock);
        StoredForms stored =
                new StoredForms(storing, keeping.directory(), smime, keeping.keys(), Filtering.answers(keeping));
        keeping.mailboxes().formedBy(stored::appended);
        this.forms = new StorageForms(keeping, storage, sharing.mailboxes(), stored, clock);
        this.domainKeys = new DomainKeyStore(keeping.database());
        this.domainKeyring = new DomainKeyring(domainKeys, keeping.keys(), keeping.auditLog(), clock);
        this.rules = new RuleAdministration(keeping.rules(), keeping.auditLog(), clock);
    }

    public RuleAdministration rules() {
        return rules;
    }

    /** Keys with which our domains sign mail. */
    public DomainKeyring domainKeys() {
        return domainKeyring;
    }

    /** How receivers see the keys of our domains, and signatures with them; asks the DNS anew, remembering no answer of before. */
    public DomainSignatures.Craft domainSigning() {
        return new DkimSigning(Dns.system(), keeping.keys()::find, clock);
    }

    /** What leaves is signed for its author's domain, or sealed for those behind us, if it is {@code wanted}. */
    DomainSignatures domainSignatures(boolean wanted, String hostName) {
        return new DomainSignatures(domainKeys, keeping.directory(), domainSigning(), wanted, hostName)
                .with(new RelayDomainStore(keeping.database()));
    }

    /** Domains whose gateways have one certificate for all their people. */
    public PartnerDomains partners() {
        return partners;
    }

    /** Those of others of which certificates are kept, in any status. */
    public List<Domain> partnerDomains() {
        return keeping.certificates().outsiders(DomainCertificates.NAME).stream()
                .map(MailAddress::domain)
                .toList();
    }

    /** Whose mail lies in the mailbox sealed to the person's own certificate. */
    public SealedStorage storage() {
        return storage;
    }

    /** People's own filters. */
    public Filtering filtering() {
        return filtering;
    }

    Filters filters(String hostName, Acceptance acceptance, Preview preview, Supplier<String> queueIds) {
        return filtering.filters(hostName, acceptance, preview, queueIds);
    }

    /** Mailboxes that several people share. */
    public Sharing sharing() {
        return sharing;
    }

    /** Gives mail that lies in mailboxes the form that is wanted. */
    public StorageForms forms() {
        return forms;
    }

    /** How mail comes into mailboxes: opened with the keys of people and domains, stored as is wanted for its owner. */
    LocalDelivery delivery(Smime smime, Configuration configuration, Supplier<String> queueIds) {
        return new LocalDelivery(
                        keeping.directory(),
                        keeping.mailboxes(),
                        smime,
                        new LocalDelivery.Keys(
                                new DomainGateway(keeping.certificates(), keeping.keys()), keeping.correspondents()),
                        keeping.auditLog(),
                        configuration.hostName(),
                        clock)
                .sealing(seal(configuration.hostName()))
                .with(new Receipts(
                        configuration.delivery().receipts(),
                        keeping.directory(),
                        keeping.certificates(),
                        keeping.keys(),
                        smime,
                        keeping.auditLog(),
                        new Receipts.Way(keeping.queue(), newMail, configuration.hostName(), queueIds, clock)))
                .remembering(Filtering.answers(keeping))
                .with(new Reports(keeping.queue()::queueIdOf).with(reportIntake()))
                .storing(storing);
    }

    /** Opens mail for people whose mailboxes lie on servers behind. */
    PeopleBehind peopleBehind(Smime smime, OpenPgpMails openPgp, String hostName) {
        return new PeopleBehind(
                        keeping.directory(),
                        new RelayDomainStore(keeping.database()),
                        smime,
                        new DomainGateway(keeping.certificates(), keeping.keys()),
                        Filtering.answers(keeping),
                        hostName,
                        clock)
                .with(openPgp)
                .learning(keeping.correspondents());
    }

    /** What others tell about connections to our servers, and to those behind. */
    private ReportIntake reportIntake() {
        RelayDomainStore behind = new RelayDomainStore(keeping.database());
        return new ReportIntake(
                new TlsReportStore(keeping.database()),
                domain -> keeping.directory().isAccepted(domain)
                        || behind.of(domain).isPresent(),
                clock);
    }

    /** The mark of Domain Security on messages in mailboxes. */
    public OrganizationSeal seal(String hostName) {
        return new OrganizationSeal(keeping.organizationKey(), hostName);
    }

    /** Mail to large groups goes to their people by way of this. */
    Carrier expanding(Carrier carrier, Arrivals arrivals) {
        return new GroupExpansion(
                carrier, keeping.directory(), keeping.queue(), arrivals, keeping.auditLog(), newMail, clock);
    }

    /** Tells senders who ask for it that their mail has arrived. */
    Arrivals arrivals(String hostName, Supplier<String> queueIds) {
        return new Arrivals(keeping.queue(), hostName, queueIds, newMail, clock);
    }

    /** A number that changes whenever there may be a new way to encrypt to somebody, on any node. */
    LongSupplier news() {
        return () ->
                keeping.directory().version() + keeping.rules().protection().version();
    }

    /** Where messages have gone. */
    public MessageTracking tracking() {
        return new MessageTracking(keeping.database(), keeping.auditLog());
    }

    /** Those who wait for a way to encrypt, oldest first. */
    public List<MailQueue.Entry> held(int limit) {
        return keeping.queue().held(limit);
    }

    /**
     * Decides about a recipient who waits. It is in the audit log with its reason, and again with what is done then.
     *
     * @throws org.sealpost.mail.MailFailure if nobody waits there
     */
    public void rule(String queueId, MailAddress recipient, Ruling ruling) {
        String outcome = switch (ruling.kind()) {
            case WAIVE -> "may go to " + recipient + " without encryption: " + ruling.reason();
            case REFUSE -> "is refused for " + recipient + ": " + ruling.reason();
        };
        keeping.auditLog()
                .append(
                        List.of(new AuditEvent(
                                clock.instant(),
                                AuditAction.ADMINISTER,
                                ruling.by(),
                                queueId,
                                outcome,
                                List.of(Finding.of(AdministrationRule.ASKED_BY, ruling.by())))),
                        keeping.queue().ruling(queueId, recipient, ruling));
        newMail.announce();
    }
}
