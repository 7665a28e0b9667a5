package org.sealpost.app.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityPlan;
import org.sealpost.pki.pkcs11.TokenConfig;
import org.sealpost.policy.InspectionSettings;
import org.sealpost.policy.ReceiptMode;
import org.sealpost.policy.SpamSettings;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protection.SmimeProfile;
import org.sealpost.protocols.ldap.Anonymous;
import org.sealpost.protocols.oidc.IssuerConfig;
import org.sealpost.protocols.scan.IcapPlace;
import org.sealpost.protocols.scan.Peer;
import org.sealpost.protocols.smtp.SmtpLimits;
import org.sealpost.protocols.smtp.SmtpListener;
import org.sealpost.transport.Agent;
import org.sealpost.transport.Examiner;

/**
 * Everything that an installation may set. All but the domain has a default.
 *
 * @param data the folder that holds all data; the configuration file lies in it
 * @param login by what people log in beside a password that they tell
 * @param hostName by which clients and other servers reach this machine
 */
public record Configuration(
        Path data,
        Domain domain,
        String hostName,
        Listeners listen,
        MtaSts mtaSts,
        Store store,
        Delivery delivery,
        Senders senders,
        LdapAccess ldap,
        Limits limits,
        Authority authority,
        Console console,
        Fetching fetching,
        Backups backup,
        Optional<PublicTls> publicTls,
        Inspecting inspecting,
        List<SmtpListener> connectors,
        Login login) {

    /** Where each protocol is answered; an absent one is switched off. */
    public record Listeners(
            Optional<InetSocketAddress> smtp,
            Optional<InetSocketAddress> submission,
            Optional<InetSocketAddress> submissions,
            Optional<InetSocketAddress> imap,
            Optional<InetSocketAddress> imaps,
            Optional<InetSocketAddress> pop3,
            Optional<InetSocketAddress> pop3s,
            Optional<InetSocketAddress> sieve,
            Optional<InetSocketAddress> ldap,
            Optional<InetSocketAddress> ldaps,
            Optional<InetSocketAddress> https,
            Optional<InetSocketAddress> published,
            Optional<InetSocketAddress> pki,
            Optional<InetSocketAddress> enroll) {}

    /**
     * What our domains say in public about the servers that take their mail, RFC 8461.
     *
     * @param hosts names of these servers, or patterns
     */
    public record MtaSts(StsTerms.Mode mode, List<String> hosts) {
        public MtaSts {
            hosts = List.copyOf(hosts);
        }
    }

    /** Where data lie: {@code sqlite} for a file in the data folder, or {@code jdbc:postgresql://host/database?user=...}. */
    public record Store(String url) {
        public boolean isSqlite() {
            return url.equals("sqlite");
        }
    }

    /** The usual connectors for SMTP, and those that are set up beside them. */
    public List<SmtpListener> allConnectors() {
        List<SmtpListener> all = new ArrayList<>();
        listen.smtp().ifPresent(address -> all.add(new SmtpListener("smtp", address, SmtpListener.Kind.INTERNET)));
        listen.submission()
                .ifPresent(address -> all.add(new SmtpListener("submission", address, SmtpListener.Kind.SUBMISSION)));
        listen.submissions()
                .ifPresent(address -> all.add(new SmtpListener("submissions", address, SmtpListener.Kind.SUBMISSIONS)));
        all.addAll(connectors);
        return all;
    }

    /**
     * By what people log in beside a password that they tell.
     *
     * @param issuer of tokens
     * @param channelBinding whether proofs that are bound to the TLS connection are offered
     * @param askingDoors listeners for reading mail where clients are asked for a certificate: {@code imaps}
     */
    public record Login(Optional<IssuerConfig> issuer, boolean channelBinding, Set<String> askingDoors) {
        public Login {
            askingDoors = Set.copyOf(askingDoors);
        }
    }

    public SmimeProfile smimeProfile() {
        return delivery.profile();
    }

    /**
     * The way out.
     *
     * @param smartHost {@code host:port} that takes all mail to the outside, or none for delivery by MX
     * @param hidesSubject whether the subject of encrypted mail is hidden outside (RFC 9788)
     * @param profile with which algorithms of RSA the organisation writes
     * @param receipts who gets signed receipts
     * @param signsForDomains whether mail is signed for its author's domain (DKIM), once the key is in the DNS
     * @param hops how well the way out must be protected
     */
    public record Delivery(
            Optional<String> smartHost,
            boolean hidesSubject,
            SmimeProfile profile,
            ReceiptMode receipts,
            boolean signsForDomains,
            Hops hops) {
        public Examiner.Outward outward() {
            return new Examiner.Outward(smartHost, hidesSubject);
        }
    }

    /**
     * What is demanded of connections to other servers.
     *
     * @param publicRoots certificates by which servers of strangers are trusted, PEM; none for those of Java
     * @param trustAnchors by which signatures of the DNS are checked, in the form of a zone file; none for those of the root
     */
    public record Hops(TlsFloor floor, Optional<Path> publicRoots, Optional<Path> trustAnchors, TlsReports reports) {}

    /**
     * Reports about TLS between mail servers, RFC 8460.
     *
     * @param send whether domains that ask for it are told how connections to their servers went
     * @param address from which ours go out, and to which others send theirs
     */
    public record TlsReports(boolean send, MailAddress address) {}

    /**
     * What counts about who sent a message from outside.
     *
     * @param trustedSealers domains whose word about mail that they pass on counts (ARC)
     */
    public record Senders(SenderChecks checks, Set<Domain> trustedSealers) {
        public Senders {
            trustedSealers = Set.copyOf(trustedSealers);
        }
    }

    /** Whether the DNS is asked who sent a message from outside (SPF, DKIM, DMARC), and whether its answer counts. */
    public enum SenderChecks {
        ENFORCE,
        MARK,
        OFF
    }

    /**
     * Who looks into messages, and what is done then.
     *
     * @param scanners who looks for harmful software
     * @param inspectors accounts whose keys open copies for inspection
     * @param agents in the order in which they are asked
     */
    public record Inspecting(
            InspectionSettings settings,
            Scanners scanners,
            Duration patience,
            List<MailAddress> inspectors,
            QuarantineTerms quarantine,
            Optional<Spam> spam,
            List<AgentProgram> agents) {
        public static final Inspecting NOTHING = new Inspecting(
                InspectionSettings.STANDARD,
                new Scanners(Optional.empty(), Optional.empty()),
                Duration.ofSeconds(60),
                List.of(),
                new QuarantineTerms(Duration.ofDays(30), true, true),
                Optional.empty(),
                List.of());

        public Inspecting {
            inspectors = List.copyOf(inspectors);
            agents = List.copyOf(agents);
        }
    }

    /** Where scanners listen; each that is there is asked. */
    public record Scanners(Optional<Peer> clamav, Optional<IcapPlace> icap) {}

    /** A filter that gives points to mail from outside, and what follows from them. */
    public record Spam(Kind kind, Peer peer, SpamSettings settings) {
        /** Which protocol it speaks. */
        public enum Kind {
            SPAMASSASSIN,
            RSPAMD
        }
    }

    /** How long messages stay in quarantine, and who is told of it. */
    public record QuarantineTerms(Duration keep, boolean tellsSenders, boolean tellsRecipients) {}

    /** A program that is given messages. */
    public record AgentProgram(Agent.Terms terms, List<String> command, long memoryBytes) {
        public AgentProgram {
            command = List.copyOf(command);
        }
    }

    /** What address-book look-ups tell without a login. */
    public record LdapAccess(Anonymous anonymous) {}

    public record Limits(long messageBytes, int recipients) {
        /** With what this says nothing of as usual. */
        public SmtpLimits atDoor() {
            return SmtpLimits.DEFAULT.withMessageBytes(messageBytes).withRecipients(recipients);
        }
    }

    /**
     * The certification authority.
     *
     * @param url where others find CRL, OCSP and CA certificates; it stands in every certificate
     * @param plan which keys root and issuing authority get when they are made
     * @param token in which keys of authorities may lie
     */
    public record Authority(String url, AuthorityPlan plan, Optional<TokenConfig> token) {}

    /**
     * What the house may fetch because a certificate of an outsider says so: CRLs, OCSP answers, certificates of issuers.
     *
     * @param allow networks that are private and may be asked nevertheless: {@code 10.1.0.0/16}
     */
    public record Fetching(boolean online, boolean https, List<String> allow, Optional<InetSocketAddress> proxy) {}

    /**
     * A public authority that gives the server a certificate by ACME (RFC 8555).
     *
     * @param acme address of the authority's directory
     * @param contact mail address for its notices
     * @param names for which the certificate is, in lower case
     * @param root certificates that the authority's own server is trusted by, PEM; none for those of Java
     */
    public record PublicTls(String acme, Optional<String> contact, Set<String> names, Optional<Path> root) {
        public PublicTls {
            names = Set.copyOf(names);
        }
    }

    /**
     * How administrators come in.
     *
     * @param openOnLoopback whether a browser on this very machine sees the console without a token; for the demo only
     * @param socket a second control socket, for other users of this machine; what they may do is said by their roles
     */
    public record Console(boolean openOnLoopback, Optional<Path> socket) {}

    /**
     * Backups by the clock.
     *
     * @param folder where they are written; without it none are made by themselves
     * @param keep how many of the newest stay there
     * @param journal where a copy of what is signed and revoked in between is kept
     * @param drillEvery how often a backup is restored for trial
     */
    public record Backups(
            Optional<Path> folder,
            Duration every,
            int keep,
            boolean withMail,
            Optional<Path> journal,
            Duration drillEvery) {
        /** No backups by the clock, and no journal. */
        public static final Backups NONE =
                new Backups(Optional.empty(), Duration.ofDays(1), 14, true, Optional.empty(), Duration.ofDays(7));
    }

    /** The same house in another folder, on a database file there, that keeps no backups of its own: for a trial. */
    public Configuration onTrial(Path folder) {
        return new Configuration(
                folder,
                domain,
                hostName,
                listen,
                mtaSts,
                new Store("sqlite"),
                delivery,
                senders,
                ldap,
                limits,
                authority,
                console,
                fetching,
                Backups.NONE,
                Optional.empty(),
                Inspecting.NOTHING,
                List.of(),
                login);
    }
}
