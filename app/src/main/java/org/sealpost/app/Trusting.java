package org.sealpost.app;

import java.nio.file.Path;
import java.time.Clock;
import javax.net.ssl.X509ExtendedKeyManager;
import org.sealpost.app.config.Configuration;
import org.sealpost.enrollment.PartnerBook;
import org.sealpost.mail.Domain;
import org.sealpost.pki.ForeignImport;
import org.sealpost.pki.PartnerPaths;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.TrustAnchors;
import org.sealpost.pki.revocation.CrlBook;
import org.sealpost.pki.revocation.CrlShelf;
import org.sealpost.pki.revocation.FetchConfig;
import org.sealpost.pki.revocation.Fetcher;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.AuditLog;
import org.sealpost.protocols.smtp.AgreedPeers;
import org.sealpost.store.PartnerStore;
import org.sealpost.transport.PartnerGate;
import org.sealpost.transport.PartnerScores;

/** How the house judges certificates of others: whom it trusts, what it fetches, which CRLs it keeps. */
public final class Trusting {
    private final TrustAnchors anchors;
    private final CrlBook crls;
    private final PathValidation paths;
    private final ForeignImport imports;
    private final CrlDrop drop;
    private final PartnerStore partnerStore;
    private final PartnerBook partners;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Domain home;

    Trusting(Configuration configuration, Keeping keeping, Clock clock) {
        this.clock = clock;
        this.home = configuration.domain();
        this.auditLog = keeping.auditLog();
        this.anchors = keeping.trust();
        this.crls = keeping.foreignCrls();
        CrlShelf shelf = new CrlShelf(crls, clock);
        Fetcher fetcher = new Fetcher(fetchConfig(configuration.fetching()));
        this.paths = new PathValidation(anchors, keeping.certificates(), shelf, fetcher, clock);
        this.imports = new ForeignImport(anchors, keeping.certificates(), shelf, clock);
        this.partnerStore = new PartnerStore(keeping.database());
        this.partners = new PartnerBook(
                partnerStore, partnerStore, partnerStore, keeping.directory(), keeping.auditLog(), clock);
        Path folder = configuration.data().resolve(CrlDrop.FOLDER);
        this.drop = new CrlDrop(folder, imports, keeping.auditLog(), clock);
    }

    /** What may be asked of strangers. */
    static FetchConfig fetchConfig(Configuration.Fetching fetching) {
        return new FetchConfig(
                fetching.online(),
                fetching.https(),
                fetching.allow().stream().map(Network::of).toList(),
                fetching.proxy());
    }

    public PathValidation paths() {
        return paths;
    }

    public TrustAnchors anchors() {
        return anchors;
    }

    public CrlBook crls() {
        return crls;
    }

    public ForeignImport imports() {
        return imports;
    }

    /** Organisations with which mail goes over mutual TLS. */
    public PartnerBook partners() {
        return partners;
    }

    /** What the servers of partners must prove when mail goes there; {@code ours} is shown to them. */
    AgreedPeers partnerPeers(X509ExtendedKeyManager ours, HouseNotices notices) {
        return new AgreedPeers(partnerStore, new PartnerPaths(paths), scores(notices), ours, clock);
    }

    /** Where mail from partners comes in. */
    PartnerGate partnerGate(HouseNotices notices) {
        return new PartnerGate(partnerStore, new PartnerPaths(paths), scores(notices), clock);
    }

    private PartnerScores scores(HouseNotices notices) {
        return new PartnerScores(partnerStore, partnerStore, auditLog, new PartnerAlarm(notices, home), clock);
    }

    CrlDrop drop() {
        return drop;
    }
}
