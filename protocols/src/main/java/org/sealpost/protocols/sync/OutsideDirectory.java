package org.sealpost.protocols.sync;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.PEMFileTrustManager;
import com.unboundid.util.ssl.SSLUtil;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.sealpost.identity.SyncSource;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;

/**
 * A session with another directory. Passwords and names go over TLS with a checked certificate; without TLS only to this very
 * machine.
 */
final class OutsideDirectory implements AutoCloseable {
    private static final int PLAIN_PORT = 389;
    private static final int SECURE_PORT = 636;
    private static final int PAGE = 500;
    private static final int MOST_ENTRIES = 500_000;
    private static final int CONNECT_MILLISECONDS = 5_000;
    private static final long ANSWER_MILLISECONDS = 60_000;
    private static final EnhancedStatus LATER = new EnhancedStatus(4, 4, 0);

    private final SyncSource source;
    private final LDAPConnection connection;

    private OutsideDirectory(SyncSource source, LDAPConnection connection) {
        this.source = source;
        this.connection = connection;
    }

    /** Throws {@link MailFailure} 4.4.0 with what went wrong, for people. */
    static OutsideDirectory open(SyncSource source) {
        OutsideDirectory directory = new OutsideDirectory(source, connect(source));
        if (!source.bindDn().isEmpty()) {
            try {
                directory.connection.bind(source.bindDn(), password(source));
            } catch (LDAPException e) {
                directory.close();
                throw failed(source, "the bind as " + source.bindDn() + " failed", e);
            }
        }
        return directory;
    }

    /** Whether this is the password of that entry. */
    static boolean isPassword(SyncSource source, String dn, char[] password) {
        if (password.length == 0) {
            // RFC 4513 section 5.1.2: without a password a bind proves nothing.
            return false;
        }
        try (LDAPConnection connection = connect(source)) {
            return connection.bind(dn, new String(password)).getResultCode().intValue() == 0;
        } catch (LDAPException e) {
            if (e.getResultCode().isConnectionUsable()) {
                return false;
            }
            throw failed(source, "a password could not be checked", e);
        }
    }

    private static LDAPConnection connect(SyncSource source) {
        boolean secure = "ldaps".equals(source.url().getScheme());
        String host = source.url().getHost();
        int port = source.url().getPort() > 0 ? source.url().getPort() : secure ? SECURE_PORT : PLAIN_PORT;
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(CONNECT_MILLISECONDS);
        options.setResponseTimeoutMillis(ANSWER_MILLISECONDS);
        options.setFollowReferrals(false);
        try {
            if (secure) {
                return new LDAPConnection(tls(source), options, host, port);
            }
            LDAPConnection connection = new LDAPConnection(options, host, port);
            if (!InetAddress.getByName(host).isLoopbackAddress()
                    || source.trustFile().isPresent()) {
                startTls(source, connection);
            }
            return connection;
        } catch (LDAPException | IOException | GeneralSecurityException e) {
            throw failed(source, "no connection", e);
        }
    }

    private static void startTls(SyncSource source, LDAPConnection connection)
            throws LDAPException, GeneralSecurityException {
        boolean secure = false;
        try {
            var answer = connection.processExtendedOperation(new StartTLSExtendedRequest(tls(source)));
            secure = answer.getResultCode().intValue() == 0;
            if (!secure) {
                throw new LDAPException(answer.getResultCode(), "StartTLS was refused");
            }
        } finally {
            if (!secure) {
                connection.close();
            }
        }
    }

    private static SSLSocketFactory tls(SyncSource source) throws GeneralSecurityException {
        if (source.trustFile().isEmpty()) {
            return new IdentifyingSockets(
                    SSLContext.getDefault().getSocketFactory(), source.url().getHost());
        }
        try {
            PEMFileTrustManager trust =
                    new PEMFileTrustManager(new File(source.trustFile().get()));
            return new IdentifyingSockets(
                    new SSLUtil(trust).createSSLSocketFactory(), source.url().getHost());
        } catch (java.security.KeyStoreException e) {
            throw new GeneralSecurityException(
                    "cannot use " + source.trustFile().get() + ": " + e.getMessage(), e);
        }
    }

    private static String password(SyncSource source) {
        try {
            return Files.readString(Path.of(source.passwordFile()))
                    .lines()
                    .findFirst()
                    .orElse("");
        } catch (IOException e) {
            throw new MailFailure(LATER, "cannot read the password file " + source.passwordFile(), e);
        }
    }

    private static MailFailure failed(SyncSource source, String what, Exception cause) {
        return new MailFailure(LATER, source.url() + ": " + what + ": " + cause.getMessage(), cause);
    }

    /** All entries that count, or those changed since the watermark, in pages. */
    List<Entry> entries(AttributeMap map, Optional<String> since) {
        try {
            Filter filter = Filter.create(source.filter());
            if (since.isPresent()) {
                filter = Filter.createANDFilter(filter, Filter.createGreaterOrEqualFilter(map.changed(), since.get()));
            }
            SearchRequest request = new SearchRequest(source.base(), SearchScope.SUB, filter, map.wanted());
            List<Entry> entries = new ArrayList<>();
            ASN1OctetString cookie = null;
            do {
                request.setControls(new SimplePagedResultsControl(PAGE, cookie));
                SearchResult result = connection.search(request);
                entries.addAll(result.getSearchEntries());
                SimplePagedResultsControl page = SimplePagedResultsControl.get(result);
                cookie = page != null && page.moreResultsToReturn() ? page.getCookie() : null;
            } while (cookie != null && entries.size() <= MOST_ENTRIES);
            if (entries.size() > MOST_ENTRIES) {
                throw new MailFailure(LATER, source.url() + " has more than " + MOST_ENTRIES + " entries");
            }
            return entries;
        } catch (LDAPException e) {
            throw failed(source, "the search under " + source.base() + " failed", e);
        }
    }

    DN base() {
        try {
            return new DN(source.base());
        } catch (LDAPException e) {
            throw failed(source, "the base is no distinguished name", e);
        }
    }

    /** The entry with these attributes; empty if it is gone. */
    Optional<Entry> entry(String dn, String... attributes) {
        try {
            return Optional.ofNullable(connection.getEntry(dn, attributes));
        } catch (LDAPException e) {
            throw failed(source, dn + " cannot be read", e);
        }
    }

    void modify(String dn, List<Modification> changes) {
        try {
            connection.modify(dn, changes);
        } catch (LDAPException e) {
            throw failed(source, dn + " cannot be changed", e);
        }
    }

    @Override
    public void close() {
        connection.close();
    }
}
