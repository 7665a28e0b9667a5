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
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;

/** One LDAP session: bind and search; everything that would change something is refused. */
final class LookUp extends LDAPListenerRequestHandler {
    private static final int CANDIDATES = 100_000;
    private static final String READ_ONLY = "this directory is changed with the sealpost command, not over LDAP";

    private final LdapConfig config;
    private final AddressBook book;
    private final Login login;
    private final @Nullable LDAPListenerClientConnection connection;
    private boolean authenticated;

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
        authenticated = false;
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
        boolean known = account(request.getBindDN())
                .filter(account ->
                        login.isRight(account.toString(), password.stringValue().toCharArray(), clientAddress()))
                .isPresent();
        authenticated = known;
        return known
                ? new Answer(ResultCode.SUCCESS, null)
                : new Answer(ResultCode.INVALID_CREDENTIALS, "name or password is wrong");
    }

    /** A name is an entry's DN, or simply the mail address, as most address books let people type it. */
    private Optional<MailAddress> account(String name) {
        try {
            if (name.contains("@") && !name.contains("=")) {
                return Optional.of(MailAddress.parse(name));
            }
            DN dn = new DN(name);
            return book.current().domains().stream()
                    .filter(domain -> dn.isDescendantOf(LdapEntries.baseOf(domain), false))
                    .map(domain -> new MailAddress(
                            java.util.Objects.requireNonNull(dn.getRDN()).getAttributeValues()[0], domain))
                    .findFirst();
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
            return search(id, request, controls);
        } catch (LDAPException e) {
            return done(id, e.getResultCode(), e.getMessage(), List.of());
        } catch (RuntimeException e) {
            return done(id, ResultCode.UNAVAILABLE, "the directory does not answer now", List.of());
        }
    }

    private LDAPMessage search(int id, SearchRequestProtocolOp request, List<Control> controls) throws LDAPException {
        if (request.getBaseDN().isEmpty() && SearchScope.BASE.equals(request.getScope())) {
            return send(id, request, List.of(rootDse()), Optional.empty());
        }
        if (!authenticated && !config.anonymous()) {
            return done(id, ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "log in first: look-ups need a bind", List.of());
        }
        DN base = new DN(request.getBaseDN());
        AddressBook.Edition now = book.current();
        boolean known = base.isNullDN()
                || now.bases().stream().anyMatch(ours -> base.equals(ours) || base.isDescendantOf(ours, false));
        if (!known) {
            return done(id, ResultCode.NO_SUCH_OBJECT, "no entry under " + request.getBaseDN(), List.of());
        }
        return send(id, request, matching(now, base, request), page(controls));
    }

    private static List<Entry> matching(AddressBook.Edition now, DN base, SearchRequestProtocolOp request)
            throws LDAPException {
        List<Entry> found = new ArrayList<>();
        for (AddressBook.Shown shown : candidates(now, base, request)) {
            if (shown.matches(base, request.getScope(), request.getFilter())) {
                found.add(shown.entry());
            }
        }
        return found;
    }

    private static List<AddressBook.Shown> candidates(AddressBook.Edition now, DN base, SearchRequestProtocolOp request)
            throws LDAPException {
        Optional<MailAddress> address = SearchHint.address(request.getFilter());
        if (address.isPresent()) {
            return now.find(address.get()).map(List::of).orElse(List.of());
        }
        List<AddressBook.Shown> all = new ArrayList<>(now.baseEntries());
        String hint = SearchHint.of(request.getFilter()).orElse("");
        all.addAll(now.search(hint, CANDIDATES, base, request.getScope()));
        return all;
    }

    private LDAPMessage send(
            int id, SearchRequestProtocolOp request, List<Entry> found, Optional<SimplePagedResultsControl> page)
            throws LDAPException {
        int first = page.map(LookUp::offset).orElse(0);
        int limit =
                request.getSizeLimit() > 0 ? Math.min(request.getSizeLimit(), config.sizeLimit()) : config.sizeLimit();
        int count = page.map(SimplePagedResultsControl::getSize)
                .filter(size -> size > 0)
                .map(size -> Math.min(size, limit))
                .orElse(limit);
        int end = Math.min(found.size(), first + count);
        RequestedAttributes wanted = new RequestedAttributes(request.getAttributes(), request.typesOnly());
        sendEntries(id, found.subList(Math.min(first, end), end), wanted);
        if (page.isPresent()) {
            ASN1OctetString cookie = end < found.size() ? new ASN1OctetString(Integer.toString(end)) : null;
            return done(
                    id, ResultCode.SUCCESS, null, List.of(new SimplePagedResultsControl(found.size(), cookie, false)));
        }
        return end < found.size()
                ? done(id, ResultCode.SIZE_LIMIT_EXCEEDED, "more than " + count + " entries", List.of())
                : done(id, ResultCode.SUCCESS, null, List.of());
    }

    /** They go out together with what is answered last. */
    private void sendEntries(int id, List<Entry> entries, RequestedAttributes wanted) throws LDAPException {
        GatheringSocket.gather();
        try {
            for (Entry entry : entries) {
                java.util.Objects.requireNonNull(connection).sendSearchResultEntry(id, wanted.of(entry));
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

    private static int offset(SimplePagedResultsControl page) {
        ASN1OctetString cookie = page.getCookie();
        return cookie == null || !cookie.stringValue().matches("\\d{1,9}") ? 0 : Integer.parseInt(cookie.stringValue());
    }

    private Entry rootDse() {
        return new Entry(
                DN.NULL_DN,
                new Attribute("objectClass", "top"),
                new Attribute(
                        "namingContexts",
                        book.current().bases().stream().map(DN::toString).toList()),
                new Attribute("supportedLDAPVersion", "3"),
                new Attribute("supportedControl", SimplePagedResultsControl.PAGED_RESULTS_OID),
                new Attribute("supportedExtension", StartTLSExtendedRequest.STARTTLS_REQUEST_OID),
                new Attribute("vendorName", "Sealpost"));
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
