package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.PartnerGate;

/**
 * One client at the SMTP door, from greeting to farewell. Each verb has a check (may it?) and a part that does it. Runs in
 * a thread of its own.
 */
final class SmtpSession {
    /** RFC 4954 section 4 wants so much for AUTH, with which a token may come. */
    private static final int COMMAND_LIMIT_BYTES = 12_288;
    /** So much of a message that is too large is read over to stay in step; then the connection ends. */
    private static final long DISCARD_LIMIT_BYTES = 1L << 30;

    private static final Pattern CHUNK = Pattern.compile("(\\d{1,18})( +(?i:LAST))?");
    private static final Reply READY_FOR_TLS = Reply.of(220, "2.0.0", "go ahead with TLS");

    private final SmtpDoor.Surroundings around;
    private final Visitor visitor;
    private final SmtpListener.Kind kind;
    private final Transcript transcript;
    private Socket socket;
    private Wire wire;
    private SessionSecurity security = new SessionSecurity.Plain();
    private String helo = "";
    private Dialect dialect = Dialect.SMTP;
    private final Login login;
    private final PartnerGate partners;
    /** Certificates that the client showed in the handshake, DER; nobody has judged them. */
    private List<byte[]> shown = List.of();

    private @Nullable Transaction transaction;
    private boolean closing;
    private int commands;
    private int errors;

    SmtpSession(SmtpDoor.Surroundings around, Visitor visitor, Socket socket, Transcript transcript)
            throws IOException {
        this.around = around;
        this.visitor = visitor;
        this.kind = visitor.connector().kind();
        this.socket = socket;
        this.transcript = transcript;
        this.wire = new Wire(socket, transcript, around.limits().idle());
        this.partners = around.partners().inSession();
        this.login = new Login(around, kind, visitor.address());
    }

    void run() throws IOException {
        try {
            socket.setTcpNoDelay(true);
            if (visitor.connector().terms().tls() == ConnectorTerms.TlsStart.AT_ONCE) {
                secure();
            }
            wire.send(Reply.plain(
                    220, around.hostName() + (kind == SmtpListener.Kind.LMTP ? " LMTP" : " ESMTP") + " Sealpost"));
            converse();
            wire.flush();
        } finally {
            endTransaction();
            wire.close();
        }
    }

    private void converse() throws IOException {
        while (!closing) {
            Reply reply = switch (wire.readCommand(COMMAND_LIMIT_BYTES)) {
                case Wire.Line.Text(String text) -> obey(Command.of(text));
                case Wire.Line.TooLong() -> Reply.of(500, "5.5.2", "the line is too long");
                case Wire.Line.Broken() -> Reply.of(500, "5.5.2", "not a command; lines end with CRLF");
            };
            wire.send(reply);
            count(reply);
            if (reply.equals(READY_FOR_TLS)) {
                wire.flush();
                secure();
            }
        }
    }

    private void count(Reply reply) throws IOException {
        commands++;
        errors += reply.isError() ? 1 : 0;
        if (!closing
                && (errors >= around.limits().errors()
                        || commands >= around.limits().commands())) {
            wire.send(Reply.of(421, "4.7.0", "too many errors or commands"));
            closing = true;
        }
    }

    private Reply obey(Command command) throws IOException {
        if (isRevoked()) {
            return farewell();
        }
        return switch (command.verb()) {
            case "EHLO", "HELO", "LHLO" ->
                Dialect.of(command.verb(), kind)
                        .map(said -> hello(command.argument(), said))
                        .orElseGet(SmtpSession::unknown);
            case "STARTTLS" -> checkStartTls(command.argument()).orElse(READY_FOR_TLS);
            case "AUTH" -> auth(command.argument());
            case "MAIL" -> mail(command.argument());
            case "RCPT" -> rcpt(command.argument());
            case "DATA" -> data(command.argument());
            case "BDAT" -> bdat(command.argument());
            case "RSET" -> reset();
            case "NOOP" -> Reply.of(250, "2.0.0", "ok");
            case "VRFY" -> Reply.of(252, "2.5.0", "send the mail, then it will be known");
            case "HELP" -> Reply.of(214, "2.0.0", "see RFC 5321");
            case "QUIT" -> last(221, "2.0.0", "good bye");
            // A browser that was tricked into speaking to a mail server; what follows may look like commands.
            case "GET", "POST", "PUT", "OPTIONS", "CONNECT" -> last(421, "4.7.0", "this is a mail server");
            default -> unknown();
        };
    }

    private static Reply unknown() {
        return Reply.of(500, "5.5.1", "no such command");
    }

    private Reply hello(String name, Dialect said) {
        if (name.isEmpty() || name.length() > 255 || !name.matches("[A-Za-z0-9._:\\[\\]-]+")) {
            return Reply.of(501, "5.5.4", "say your name");
        }
        endTransaction();
        helo = name;
        dialect = said;
        return new Reply(
                250,
                said != Dialect.SMTP
                        ? Extensions.lines(around, !security.isEncrypted(), login.offered(Tls.channel(socket, shown)))
                        : List.of(around.hostName()));
    }

    private Optional<Reply> checkStartTls(String argument) {
        if (!argument.isEmpty()) {
            return Optional.of(Reply.of(501, "5.5.4", "STARTTLS takes no argument"));
        }
        if (security.isEncrypted()) {
            return Optional.of(Reply.of(503, "5.5.1", "TLS is on already"));
        }
        if (!around.hasCertificate()) {
            return Optional.of(Reply.of(454, "4.7.0", "no TLS at the moment"));
        }
        if (wire.hasMore()) {
            // What was sent in clear before the handshake must never count as sent inside it (RFC 3207, CVE-2011-0411).
            closing = true;
            return Optional.of(Reply.of(503, "5.5.1", "nothing may follow STARTTLS before the handshake"));
        }
        return Optional.empty();
    }

    private void secure() throws IOException {
        boolean asking = around.partnerDoor().asks(visitor);
        ConnectorTerms terms = visitor.connector().terms();
        socket.setSoTimeout((int) around.limits().idle().toMillis());
        SSLSocket secured = asking
                ? around.partnerDoor().secure(socket, visitor.address(), terms)
                : Tls.serverSide(around.certificates().get(), socket, terms, false);
        socket = secured;
        socket.setSoTimeout(0);
        wire.close();
        wire = new Wire(secured, transcript, around.limits().idle());
        security = Tls.security(secured, transcript);
        shown = asking ? Tls.shown(secured) : List.of();
        // RFC 3207 section 4.2: what was said before the handshake is forgotten.
        endTransaction();
        helo = "";
        dialect = Dialect.SMTP;
    }

    private Reply auth(String argument) throws IOException {
        boolean inTime = !helo.isEmpty() && transaction == null;
        Reply reply = login.auth(argument, wire, Tls.channel(socket, shown), inTime);
        closing |= login.isGivenUp();
        return reply;
    }

    private Reply mail(String argument) {
        try {
            PathArgument path = PathArgument.parse("FROM", argument, Optional.empty());
            return checkMail(path).orElseGet(() -> proceedMail(path));
        } catch (PathArgument.Unreadable e) {
            return e.reply();
        }
    }

    private Optional<Reply> checkMail(PathArgument path) {
        if (!security.isEncrypted() && visitor.connector().terms().tls() != ConnectorTerms.TlsStart.OFFERED) {
            return Optional.of(Reply.of(530, "5.7.0", "say STARTTLS first"));
        }
        if (kind.isSubmission() && login.account().isEmpty()) {
            return Optional.of(Reply.of(530, "5.7.0", "log in first"));
        }
        if (helo.isEmpty() || transaction != null) {
            return Optional.of(Reply.of(503, "5.5.1", helo.isEmpty() ? "say EHLO first" : "MAIL was said already"));
        }
        return PathParameters.checkMail(path, around.limits().messageBytes(), security.isEncrypted());
    }

    private Reply proceedMail(PathArgument path) {
        SenderJudge.Judgement judgement =
                new SenderJudge(around, partners, visitor, client(), shown).judge(path.address());
        if (judgement.refusal().isPresent()) {
            return refused(judgement.refusal().get(), judgement.because());
        }
        transaction = new Transaction(path, judgement.security(), judgement.trust(), transcript);
        transaction.found(judgement.because());
        transaction.foundOfSession(judgement.ofSession());
        return Reply.of(250, "2.1.0", "ok");
    }

    private Reply rcpt(String argument) {
        Transaction current = transaction;
        if (current == null) {
            return Reply.of(503, "5.5.1", "say MAIL first");
        }
        if (current.named() >= around.limits().recipients()) {
            // RFC 5321 section 4.5.3.1.10: the client sends the rest in another transaction.
            return Reply.of(452, "4.5.3", "too many recipients, send to the others apart");
        }
        try {
            PathArgument path =
                    PathArgument.parse("TO", argument, around.acceptance().mainDomain());
            return PathParameters.checkRcpt(path, current.smtpUtf8()).orElseGet(() -> proceedRcpt(path, current));
        } catch (PathArgument.Unreadable e) {
            return e.reply();
        }
    }

    private Reply proceedRcpt(PathArgument path, Transaction current) {
        Acceptance.Admission admission = around.acceptance()
                .recipientAtOnce(
                        client().origin(),
                        path.address().orElseThrow(),
                        ReportParameters.ofRcpt(path).wants(Event.SUCCESS),
                        current.trust());
        return switch (admission.decision().verdict()) {
            case AcceptanceVerdict.Refuse refusal ->
                refused(refusal, admission.decision().because());
            case AcceptanceVerdict.Accept() -> {
                current.add(path, admission);
                current.found(admission.decision().because());
                yield Reply.of(250, "2.1.5", "ok");
            }
        };
    }

    private Reply data(String argument) throws IOException {
        Optional<Reply> refusal = checkData(argument);
        return refusal.isPresent() || transaction == null ? refusal.orElseThrow() : proceedData(transaction);
    }

    private Optional<Reply> checkData(String argument) {
        if (!argument.isEmpty()) {
            return Optional.of(Reply.of(501, "5.5.4", "DATA takes no argument"));
        }
        if (transaction != null && transaction.chunks().isPresent()) {
            return Optional.of(Reply.of(503, "5.5.1", "the content comes by BDAT already"));
        }
        return noRecipient();
    }

    private Optional<Reply> noRecipient() {
        if (transaction == null) {
            return Optional.of(Reply.of(503, "5.5.1", "say MAIL and RCPT first"));
        }
        return transaction.size() == 0
                ? Optional.of(Reply.of(554, "5.5.1", "no recipient was accepted"))
                : Optional.empty();
    }

    private Reply proceedData(Transaction current) throws IOException {
        try (IncomingContent content =
                new IncomingContent(around.spool(), around.limits().messageBytes())) {
            wire.send(Reply.plain(354, "send the content, end with CRLF.CRLF"));
            if (!new DataReader(wire, content).read(around.limits().messageBytes() + DISCARD_LIMIT_BYTES)) {
                closing = true;
                return content.fault().orElseThrow();
            }
            return handOver(current, content);
        } finally {
            endTransaction();
        }
    }

    /** RFC 3030. The chunk follows in any case and is read, so that both sides stay in step. */
    private Reply bdat(String argument) throws IOException {
        Matcher matcher = CHUNK.matcher(argument);
        if (!matcher.matches()) {
            // How much follows is not known; nothing after this could be told from content.
            closing = true;
            return Reply.of(501, "5.5.4", "expected BDAT size [LAST]");
        }
        long size = Long.parseLong(matcher.group(1));
        if (size > DISCARD_LIMIT_BYTES) {
            closing = true;
            return IncomingContent.tooLarge(around.limits().messageBytes());
        }
        Optional<Reply> refusal = noRecipient();
        if (refusal.isPresent() || transaction == null) {
            wire.readChunk(size, (bytes, offset, length) -> {});
            return refusal.orElseThrow();
        }
        return chunk(transaction, size, matcher.group(2) != null);
    }

    private Reply chunk(Transaction current, long size, boolean last) throws IOException {
        IncomingContent content = current.chunks().orElseGet(() -> {
            IncomingContent started =
                    new IncomingContent(around.spool(), around.limits().messageBytes());
            current.startChunks(started);
            return started;
        });
        wire.readChunk(size, content::write);
        if (!last && content.faultSoFar().isEmpty()) {
            return Reply.of(250, "2.0.0", size + " bytes received");
        }
        try {
            return handOver(current, content);
        } finally {
            endTransaction();
        }
    }

    /** However long the content took: what comes from somebody who may not send any more is not accepted. */
    private Reply handOver(Transaction current, IncomingContent content) throws IOException {
        Reply reply = isRevoked() ? farewell() : new Handover(around, client()).finish(current, content);
        // RFC 2033 section 4.2: each recipient that was accepted hears of it by a reply of its own.
        for (int recipient = 1; dialect == Dialect.LMTP && recipient < current.named(); recipient++) {
            wire.send(reply);
        }
        return reply;
    }

    private Client client() {
        SessionSecurity proved = transaction == null ? security : transaction.security();
        return new Client(
                visitor.address(), helo, dialect, proved, login.account().map(LoggedIn::account));
    }

    /** Whether the account was disabled or removed, or has another password. */
    private boolean isRevoked() {
        return login.account().isPresent() && !login.account().get().counts();
    }

    private Reply farewell() {
        return last(421, "4.7.0", "your login counts no more, log in again");
    }

    private Reply refused(AcceptanceVerdict.Refuse refusal, List<Finding> because) {
        transcript.decided(because);
        return new Handover(around, client()).refused(refusal, because);
    }

    private Reply reset() {
        endTransaction();
        return Reply.of(250, "2.0.0", "ok");
    }

    /** The answer after which the session ends. */
    private Reply last(int code, String status, String text) {
        closing = true;
        return Reply.of(code, status, text);
    }

    private void endTransaction() {
        if (transaction != null) {
            transaction.close();
            transaction = null;
        }
    }
}
