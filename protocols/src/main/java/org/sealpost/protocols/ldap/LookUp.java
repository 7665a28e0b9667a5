package org.sealpost.protocols.ldap;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.listener.LDAPListenerClientConnection;
import com.unboundid.ldap.listener.LDAPListenerRequestHandler;
import com.unboundid.ldap.protocol.AddRequestProtocolOp;
import com.unboundid.ldap.protocol.AddResponseProtocolOp;
import com.unboundid.ldap.protocol.BindRequestProtocolOp;
import com.unboundid.ldap.protocol.BindResponseProtocolOp;
import com.unboundid.ldap.protocol.CompareRequestProtocolOp;
import com.unboundid.ldap.protocol.CompareResponseProtocolOp;
import com.unboundid.ldap.protocol.DeleteRequestProtocolOp;
import com.unboundid.ldap.protocol.DeleteResponseProtocolOp;
import com.unboundid.ldap.protocol.ExtendedRequestProtocolOp;
import com.unboundid.ldap.protocol.ExtendedResponseProtocolOp;
import com.unboundid.ldap.protocol.LDAPMessage;
import com.unboundid.ldap.protocol.ModifyDNRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyDNResponseProtocolOp;
import com.unboundid.ldap.protocol.ModifyRequestProtocolOp;
import com.unboundid.ldap.protocol.ModifyResponseProtocolOp;
import com.unboundid.ldap.protocol.SearchRequestProtocolOp;
import com.unboundid.ldap.protocol.SearchResultDoneProtocolOp;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Control;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.NoticeOfDisconnectionExtendedResult;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.ldap.sdk.extensions.WhoAmIExtendedRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.LoggedIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One LDAP session: bind and search; everything that would change something is refused. */
final class LookUp extends LDAPListenerRequestHandler {
    private static final Logger LOG = LoggerFactory.getLogger(LookUp.class);
    private static final String READ_ONLY = "this directory is changed with the sealpost command, not over LDAP";

    private final LdapConfig config;
    private final AddressBook book;
    private final Login login;
    private final @Nullable LDAPListenerClientConnection connection;
    private Optional<LoggedIn> loggedIn = Optional.empty();

    LookUp(LdapConfig config, AddressBook book, Login login) {
        this(config, book, login, null);
    }

    private LookUp(
            LdapConfig config, AddressBook book, Login login, @Nullable LDAPListenerClientConnection connection) {
        this.config = config;
        this.book = book;
        this.login = login;
        this.connection = connection;
    }

    @Override
    public LDAPListenerRequestHandler newInstance(LDAPListenerClientConnection session) {
        return new LookUp(config, book, login, session);
    }

    @Override
    @SuppressWarnings("IllegalCatch") // The door: whatever fails inside becomes an LDAP result without details.
    public LDAPMessage processBindRequest(int id, BindRequestProtocolOp request, List<Control> controls) {
        loggedIn = Optional.empty();
        try {
            Answer answer = bind(request);
            return new LDAPMessage(
                    id, new BindResponseProtocolOp(answer.code.intValue(), null, answer.words, null, null));
        } catch (RuntimeException e) {
            return new LDAPMessage(
                    id,
                    new BindResponseProtocolOp(
                            ResultCode.UNAVAILABLE_INT_VALUE, null, "the directory does not answer now", null, null));
        }
    }

    private Answer bind(BindRequestProtocolOp request) {
        if (request.getCredentialsType() != BindRequestProtocolOp.CRED_TYPE_SIMPLE) {
            return new Answer(ResultCode.AUTH_METHOD_NOT_SUPPORTED, "only simple binds are answered");
        }
        ASN1OctetString password = request.getSimplePassword();
        if (request.getBindDN().isEmpty()) {
            return new Answer(ResultCode.SUCCESS, null);
        }
        if (password == null || password.getValueLength() == 0) {
            // RFC 4513 section 5.1.2: a name without a password is a client's mistake, never a login.
            return new Answer(ResultCode.UNWILLING_TO_PERFORM, "a bind with a name needs a password");
        }
        if (!isConfidential()) {
            return new Answer(ResultCode.CONFIDENTIALITY_REQUIRED, "use StartTLS or LDAPS before you send a password");
        }
        loggedIn = account(request.getBindDN())
                .flatMap(account ->
                        login.login(account.toString(), password.stringValue().toCharArray(), clientAddress()));
        return loggedIn.isPresent()
                ? new Answer(ResultCode.SUCCESS, null)
                : new Answer(ResultCode.INVALID_CREDENTIALS, "name or password is wrong");
    }

    /** A name is an entry's DN, or simply the mail address, as most address books let people type it. */
    private Optional<MailAddress> account(String name) {
        try {
            if (name.contains("@") && !name.contains("=")) {
                return Optional.of(MailAddress.parse(name));
            }
            return LdapNames.address(new DN(name), book.current().domains());
        } catch (LDAPException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private String clientAddress() {
        return connection == null ? "" : connection.getSocket().getInetAddress().getHostAddress();
    }

    /** Passwords go over TLS only; a client on this very machine sends nothing over a wire. */
    private boolean isConfidential() {
        return connection != null
                && (connection.getSocket() instanceof SSLSocket
                        || connection.getSocket().getInetAddress().isLoopbackAddress());
    }

    @Override
    @SuppressWarnings("IllegalCatch") // The door: whatever fails inside becomes an LDAP result without details.
    public LDAPMessage processSearchRequest(int id, SearchRequestProtocolOp request, List<Control> controls) {
        try {
            if (loggedIn.isPresent() && !loggedIn.get().counts()) {
                hangUp();
                return done(id, ResultCode.STRONG_AUTH_REQUIRED, "the login does not count any more", List.of());
            }
            return search(id, request, controls);
        } catch (LDAPException e) {
            return done(id, e.getResultCode(), e.getMessage(), List.of());
        } catch (RuntimeException e) {
            return done(id, ResultCode.UNAVAILABLE, "the directory does not answer now", List.of());
        }
    }

    /** The account was disabled or has another password: the session ends (RFC 4511 section 4.4.1). */
    private void hangUp() throws LDAPException {
        loggedIn = Optional.empty();
        LDAPListenerClientConnection session = Objects.requireNonNull(connection);
        session.sendUnsolicitedNotification(
                new NoticeOfDisconnectionExtendedResult(ResultCode.STRONG_AUTH_REQUIRED, "log in again"));
        try {
            session.close();
        } catch (IOException e) {
            LOG.debug("a connection was closed already: {}", e.getMessage());
        }
    }

    private LDAPMessage search(int id, SearchRequestProtocolOp request, List<Control> controls) throws LDAPException {
        RequestedAttributes wanted = new RequestedAttributes(request.getAttributes(), request.typesOnly());
        DN base = new DN(request.getBaseDN());
        if (SearchScope.BASE.equals(request.getScope()) && (base.isNullDN() || base.equals(LdapNames.SUBSCHEMA))) {
            sendEntries(id, List.of(base.isNullDN() ? rootDse() : Schema.subentry()), wanted);
            return done(id, ResultCode.SUCCESS, null, List.of());
        }
        AddressBook.Edition now = book.current();
        boolean known = base.isNullDN() || now.bases().stream().anyMatch(ours -> LdapNames.isAtOrBelow(base, ours));
        if (!known) {
            return done(id, ResultCode.NO_SUCH_OBJECT, "no entry under " + request.getBaseDN(), List.of());
        }
        Optional<SimplePagedResultsControl> page = page(controls);
        int count = count(request, page);
        Optional<PrivateEntries> own = own().filter(entries -> entries.contain(base));
        if (own.isPresent()) {
            Search.Found found = own.get()
                    .search(
                            base,
                            request.getScope(),
                            request.getFilter(),
                            page.map(LookUp::place).orElse(""),
                            count);
            sendEntries(id, found.entries(), wanted);
            return finish(id, found, page, count);
        }
        Search search = new Search(now, base, request.getScope(), request.getFilter(), deadline(request));
        Optional<Search.Found> found = visible(search, page.map(LookUp::place).orElse(""), count);
        if (found.isEmpty()) {
            return done(id, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "log in first: look-ups need a bind", List.of());
        }
        sendEntries(id, found.get().entries(), wanted);
        return finish(id, found.get(), page, count);
    }

    /** What the person who is logged in keeps for the own mail. */
    private Optional<PrivateEntries> own() {
        return loggedIn.map(login -> book.privately(login.account()));
    }

    /** What this client may see of it; nothing at all if it has to log in for that. */
    private Optional<Search.Found> visible(Search search, String place, int count) throws LDAPException {
        boolean insider = loggedIn.isPresent() || config.anonymous() == Anonymous.ADDRESS_BOOK;
        // Certificates and CRLs of authorities are public by their nature.
        if (insider || search.isAmongAuthorities()) {
            return Optional.of(search.from(place, count));
        }
        boolean everybodys = config.anonymous() == Anonymous.CERTIFICATES;
        Optional<MailAddress> address = search.address();
        if (address.isEmpty() || !(everybodys || search.edition().isAnyDomainPublished())) {
            return Optional.empty();
        }
        // The same answer for somebody who is not published and for nobody.
        return Optional.of(
                everybodys || search.edition().isPublished(address.get().domain())
                        ? search.certificatesOnly(address.get())
                        : new Search.Found(List.of(), Optional.empty(), false));
    }

    private BooleanSupplier deadline(SearchRequestProtocolOp request) {
        long limit = config.timeLimit().toNanos();
        long asked = TimeUnit.SECONDS.toNanos(request.getTimeLimit());
        long end = System.nanoTime() + (asked > 0 ? Math.min(asked, limit) : limit);
        return () -> System.nanoTime() - end > 0;
    }

    private int count(SearchRequestProtocolOp request, Optional<SimplePagedResultsControl> page) {
        int limit =
                request.getSizeLimit() > 0 ? Math.min(request.getSizeLimit(), config.sizeLimit()) : config.sizeLimit();
        return page.map(SimplePagedResultsControl::getSize)
                .filter(size -> size > 0)
                .map(size -> Math.min(size, limit))
                .orElse(limit);
    }

    private static LDAPMessage finish(int id, Search.Found found, Optional<SimplePagedResultsControl> page, int count) {
        if (found.late()) {
            return done(id, ResultCode.TIME_LIMIT_EXCEEDED, "narrow the search down", List.of());
        }
        if (page.isPresent()) {
            ASN1OctetString cookie = found.next().map(ASN1OctetString::new).orElse(null);
            return done(id, ResultCode.SUCCESS, null, List.of(new SimplePagedResultsControl(0, cookie, false)));
        }
        return found.next().isPresent()
                ? done(id, ResultCode.SIZE_LIMIT_EXCEEDED, "more than " + count + " entries", List.of())
                : done(id, ResultCode.SUCCESS, null, List.of());
    }

    /** They go out together with what is answered last. */
    private void sendEntries(int id, List<Shown> entries, RequestedAttributes wanted) throws LDAPException {
        GatheringSocket.gather();
        try {
            for (Shown entry : entries) {
                Objects.requireNonNull(connection).sendSearchResultEntry(id, wanted.of(entry));
            }
        } finally {
            GatheringSocket.release();
        }
    }

    private static Optional<SimplePagedResultsControl> page(List<Control> controls) throws LDAPException {
        for (Control control : controls) {
            if (control.getOID().equals(SimplePagedResultsControl.PAGED_RESULTS_OID)) {
                return Optional.of(
                        new SimplePagedResultsControl(control.getOID(), control.isCritical(), control.getValue()));
            }
        }
        return Optional.empty();
    }

    private static String place(SimplePagedResultsControl page) {
        ASN1OctetString cookie = page.getCookie();
        return cookie == null ? "" : cookie.stringValue();
    }

    private Shown rootDse() {
        Entry entry = new Entry(DN.NULL_DN, new Attribute("objectClass", "top"));
        List<Attribute> told = List.of(
                new Attribute(
                        "namingContexts",
                        Stream.concat(
                                        book.current().bases().stream(),
                                        own().stream().map(PrivateEntries::root))
                                .map(DN::toString)
                                .toList()),
                new Attribute("subschemaSubentry", LdapNames.SUBSCHEMA.toString()),
                new Attribute("supportedLDAPVersion", "3"),
                new Attribute("supportedControl", SimplePagedResultsControl.PAGED_RESULTS_OID),
                new Attribute(
                        "supportedExtension",
                        StartTLSExtendedRequest.STARTTLS_REQUEST_OID,
                        WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID),
                // RFC 3673: all operational attributes at once.
                new Attribute("supportedFeatures", "1.3.6.1.4.1.4203.1.5.1"),
                new Attribute("vendorName", "Sealpost"));
        Entry all = entry.duplicate();
        told.forEach(all::addAttribute);
        // Address books ask for these with and without naming them.
        return new Shown(all, List.of(), all);
    }

    private static LDAPMessage done(int id, ResultCode code, @Nullable String words, List<Control> controls) {
        return new LDAPMessage(id, new SearchResultDoneProtocolOp(code.intValue(), null, words, null), controls);
    }

    @Override
    public LDAPMessage processAddRequest(int id, AddRequestProtocolOp request, List<Control> controls) {
        return new LDAPMessage(
                id, new AddResponseProtocolOp(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, READ_ONLY, null));
    }

    @Override
    public LDAPMessage processCompareRequest(int id, CompareRequestProtocolOp request, List<Control> controls) {
        return new LDAPMessage(
                id,
                new CompareResponseProtocolOp(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, "use a search", null));
    }

    @Override
    public LDAPMessage processDeleteRequest(int id, DeleteRequestProtocolOp request, List<Control> controls) {
        return new LDAPMessage(
                id, new DeleteResponseProtocolOp(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, READ_ONLY, null));
    }

    @Override
    public LDAPMessage processExtendedRequest(int id, ExtendedRequestProtocolOp request, List<Control> controls) {
        if (request.getOID().equals(WhoAmIExtendedRequest.WHO_AM_I_REQUEST_OID)) {
            // RFC 4532; "u:" is a name that people know, RFC 4513 section 5.2.1.8.
            String who = loggedIn.map(login -> "u:" + login.address()).orElse("");
            return new LDAPMessage(
                    id,
                    new ExtendedResponseProtocolOp(
                            ResultCode.SUCCESS_INT_VALUE, null, null, null, null, new ASN1OctetString(who)));
        }
        return new LDAPMessage(
                id,
                new ExtendedResponseProtocolOp(
                        ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, "not supported", null, null, null));
    }

    @Override
    public LDAPMessage processModifyRequest(int id, ModifyRequestProtocolOp request, List<Control> controls) {
        return new LDAPMessage(
                id, new ModifyResponseProtocolOp(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, READ_ONLY, null));
    }

    @Override
    public LDAPMessage processModifyDNRequest(int id, ModifyDNRequestProtocolOp request, List<Control> controls) {
        return new LDAPMessage(
                id, new ModifyDNResponseProtocolOp(ResultCode.UNWILLING_TO_PERFORM_INT_VALUE, null, READ_ONLY, null));
    }

    private record Answer(ResultCode code, @Nullable String words) {}
}
