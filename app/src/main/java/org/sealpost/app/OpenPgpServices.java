package org.sealpost.app;

import java.time.Clock;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.Enrollees;
import org.sealpost.enrollment.EnrollmentRules;
import org.sealpost.enrollment.OpenPgpEnrollment;
import org.sealpost.enrollment.OpenPgpKeyring;
import org.sealpost.enrollment.OpenPgpLookUp;
import org.sealpost.identity.OpenPgpKeys;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.Network;
import org.sealpost.protection.OpenPgp;
import org.sealpost.protection.openpgp.KeyWorkshop;
import org.sealpost.store.OpenPgpSecrets;
import org.sealpost.store.OpenPgpStore;
import org.sealpost.transport.OpenPgpMails;

/** All of OpenPGP in a house: keys of our people, those of others, and what mail needs of both. */
public final class OpenPgpServices {
    private final OpenPgpStore store;
    private final OpenPgpEnrollment enrollment;
    private final OpenPgpKeyring keyring;
    private final OpenPgpLookUp lookUp;
    private final OpenPgpMails mails;

    OpenPgpServices(
            Configuration configuration, Keeping keeping, Enrollees enrollees, EnrollmentRules rules, Clock clock) {
        this.store = new OpenPgpStore(
                keeping.database(),
                clock,
                keeping.journal().<IssuanceJournal>map(one -> one).orElse(IssuanceJournal.NONE));
        OpenPgpEnrollment.Ring ring =
                new OpenPgpEnrollment.Ring(store, keeping.keys(), new KeyWorkshop(), store, keeping.recoveries());
        this.enrollment = new OpenPgpEnrollment(enrollees, rules, ring, keeping.auditLog(), clock);
        this.keyring = new OpenPgpKeyring(keeping.directory(), ring, keeping.auditLog(), clock);
        Configuration.Fetching fetching = configuration.fetching();
        // A key directory answers over TLS or not at all, whatever else is fetched over it.
        this.lookUp = new OpenPgpLookUp(
                keyring,
                new Fetcher(new FetchConfig(
                        fetching.online(),
                        true,
                        fetching.allow().stream().map(Network::of).toList(),
                        fetching.proxy())));
        this.mails = new OpenPgpMails(
                new OpenPgp(keeping.spoolFolder()),
                store,
                new OpenPgpSecrets(store, keeping.keys()),
                store,
                new Correspondents());
    }

    private final class Correspondents implements OpenPgpMails.Correspondents {
        @Override
        public void offer(MailAddress author, byte[] key, String source, boolean proven) {
            var _ = keyring.learn(author, key, Vouching.SEEN, source, proven);
        }

        @Override
        public void ask(MailAddress recipient) {
            lookUp.forMail(recipient);
        }
    }

    /** Public keys of everybody. */
    public OpenPgpKeys keys() {
        return store;
    }

    /** Gives people their keys. */
    public OpenPgpEnrollment enrollment() {
        return enrollment;
    }

    /** What administrators do with keys. */
    public OpenPgpKeyring keyring() {
        return keyring;
    }

    public OpenPgpLookUp lookUp() {
        return lookUp;
    }

    OpenPgpMails mails() {
        return mails;
    }
}
