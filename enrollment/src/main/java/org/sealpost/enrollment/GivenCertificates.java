package org.sealpost.enrollment;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.CertificateHosts;
import org.sealpost.pki.GivenTls;
import org.sealpost.pki.GivenTls.Given;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.PemChain;
import org.sealpost.pki.ServerRequest;
import org.sealpost.pki.TlsIdentity;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/**
 * Certificates for the server that an administrator gets from an outside authority by hand: the key is made here and stays
 * here, the request goes out, the chain comes back and is shown by the services that are named.
 */
public final class GivenCertificates {
    /** Whose doors can show one, in the order in which they are told. */
    public static final List<String> SERVICES = List.of("smtp", "imap", "pop3", "sieve", "ldap", "https");

    private static final String OWNER = "server tls given";
    private static final String KEY = "EC-P256";
    /** Of all lines in the audit log. */
    private static final String SUBJECT = "server certificate";

    private final GivenTls book;
    private final KeyArchive keys;
    private final TlsIdentity tls;
    private final AuditLog auditLog;
    private final Clock clock;

    public GivenCertificates(GivenTls book, KeyArchive keys, TlsIdentity tls, AuditLog auditLog, Clock clock) {
        this.book = book;
        this.keys = keys;
        this.tls = tls;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** What was asked for, and what came. */
    public List<Given> all() {
        return book.all();
    }

    /** By service the key id of what it shows. */
    public Map<String, String> services() {
        return book.services();
    }

    /** Lets services show what they are to show. To be called before doors open. */
    public void open() {
        List<Given> all = book.all();
        book.services()
                .forEach((service, keyId) -> all.stream()
                        .filter(given -> given.keyId().equals(keyId) && !given.isAwaited())
                        .findFirst()
                        .ifPresent(given -> show(Set.of(service), given)));
    }

    private void show(Set<String> services, Given given) {
        PrivateKey key = keys.find(given.keyId())
                .orElseThrow(() -> new AuthorityFailure("the key of this certificate is not here"));
        services.forEach(service -> tls.useGiven(service, key, PemChain.read(given.chain())));
    }

    /** Makes a key and asks for a certificate over it, PKCS #10 in DER. */
    public byte[] request(List<String> names, String actor) {
        KeyPair pair = KeyPairs.generate(KEY);
        byte[] request = ServerRequest.of(names, pair);
        String keyId = KeyPairs.id(pair.getPublic());
        record(
                actor,
                "ask an outside authority for a certificate over " + String.join(", ", names) + ", key " + keyId,
                keys.putting(keyId, OWNER, pair.getPrivate())
                        .and(book.putting(new Given(keyId, names, "", clock.instant()))));
        return request;
    }

    /**
     * Takes what the outside authority gave, and shows it.
     *
     * @param come the server's certificate and those above it, in any order
     * @param host by which the server is reached, which must be in it
     * @throws AuthorityFailure if it would shut a door
     */
    public X509Certificate use(List<X509Certificate> come, Set<String> services, String host, String actor) {
        Given asked = book.all().stream()
                .filter(given -> come.stream().anyMatch(one -> id(one).equals(given.keyId())))
                .findFirst()
                .orElseThrow(() -> new AuthorityFailure(
                        "none of these certificates is over a key that was made by `sealpost tls request`"));
        List<X509Certificate> chain = chain(come, asked.keyId());
        require(chain.getFirst(), host);
        bind(asked.with(PemChain.write(chain)), services, actor);
        return chain.getFirst();
    }

    /** Shows one that came before; {@code keyId} of a certificate that is here. */
    public void useAgain(String keyId, Set<String> services, String host, String actor) {
        Given given = book.all().stream()
                .filter(one -> one.keyId().equals(keyId) && !one.isAwaited())
                .findFirst()
                .orElseThrow(() -> new AuthorityFailure("no such certificate came yet"));
        require(PemChain.read(given.chain()).getFirst(), host);
        bind(given, services, actor);
    }

    private void bind(Given given, Set<String> services, String actor) {
        record(
                actor,
                "that over " + String.join(", ", given.names()) + ", key " + given.keyId() + ", is shown by "
                        + String.join(", ", services),
                book.putting(given).and(book.binding(services, Optional.of(given.keyId()))));
        show(services, given);
    }

    /** Lets services show again what all others show. */
    public void useDefault(Set<String> services, String actor) {
        record(
                actor,
                "the usual one is shown by " + String.join(", ", services),
                book.binding(services, Optional.empty()));
        services.forEach(tls::useDefault);
    }

    /** What programs would refuse must not be shown to them. */
    private void require(X509Certificate certificate, String host) {
        Instant now = clock.instant();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new AuthorityFailure(
                    "the certificate is good from " + certificate.getNotBefore().toInstant() + " until "
                            + certificate.getNotAfter().toInstant() + ", and not now");
        }
        if (!hosts(certificate).contains(host.toLowerCase(Locale.ROOT))) {
            throw new AuthorityFailure("the certificate does not name " + host + ", the host of this server; it names "
                    + String.join(", ", hosts(certificate)));
        }
    }

    private static List<String> hosts(X509Certificate certificate) {
        try {
            return CertificateHosts.of(certificate.getEncoded()).stream()
                    .map(name -> name.toLowerCase(Locale.ROOT))
                    .toList();
        } catch (GeneralSecurityException e) {
            throw new AuthorityFailure("the certificate cannot be read", e);
        }
    }

    /** Each signed by the next, up to where the file ends; a root is left out (RFC 8446 section 4.4.2). */
    private static List<X509Certificate> chain(List<X509Certificate> come, String keyId) {
        List<X509Certificate> left = new ArrayList<>(come);
        List<X509Certificate> chain = new ArrayList<>();
        Optional<X509Certificate> next =
                left.stream().filter(one -> id(one).equals(keyId)).findFirst();
        while (next.isPresent()) {
            X509Certificate one = next.get();
            left.remove(one);
            boolean isRoot = one.getSubjectX500Principal().equals(one.getIssuerX500Principal());
            if (!isRoot || chain.isEmpty()) {
                chain.add(one);
            }
            next = left.stream().filter(above -> isSignedBy(one, above)).findFirst();
        }
        return chain;
    }

    private static boolean isSignedBy(X509Certificate one, X509Certificate above) {
        try {
            one.verify(above.getPublicKey());
            return one.getIssuerX500Principal().equals(above.getSubjectX500Principal());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static String id(X509Certificate certificate) {
        return KeyPairs.id(certificate.getPublicKey());
    }

    private void record(String actor, String outcome, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        actor,
                        SUBJECT,
                        outcome,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                change);
    }
}
