package org.sealpost.protocols.protocollog;

import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.sealpost.policy.ConnectionRule;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;

/** A session that is written down. */
final class WrittenTranscript implements Transcript {
    private final ProtocolLog log;
    private final Direction direction;
    private final String connector;
    private final String session;
    private final String local;
    private final String remote;
    private final AtomicInteger sequence = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();

    WrittenTranscript(ProtocolLog log, Direction direction, String connector, String session, Socket socket) {
        this.log = log;
        this.direction = direction;
        this.connector = connector;
        this.session = session;
        this.local = text(socket.getLocalSocketAddress());
        this.remote = text(socket.getRemoteSocketAddress());
        write("+", "", "");
    }

    private static String text(SocketAddress address) {
        if (!(address instanceof InetSocketAddress at) || at.isUnresolved()) {
            return "";
        }
        String host = at.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + at.getPort();
    }

    @Override
    public boolean isOn() {
        return log.isOn(connector);
    }

    @Override
    public void heard(String command) {
        write("<", Spoken.command(command), "");
    }

    @Override
    public void answered(List<String> reply) {
        reply.forEach(line -> write(">", Spoken.reply(line), ""));
    }

    @Override
    public void said(String command) {
        write(">", Spoken.command(command), "");
    }

    @Override
    public void gotAnswer(String reply) {
        write("<", Spoken.reply(reply), "");
    }

    @Override
    public void note(String data, String context) {
        write("*", Spoken.limited(data), Spoken.limited(context));
    }

    @Override
    public void decided(List<Finding> because) {
        because.forEach(finding -> note(
                Explanation.sentence(finding, Locale.ENGLISH), finding.rule().name()));
    }

    @Override
    public List<Finding> findings() {
        return isOn() ? List.of(Finding.of(ConnectionRule.CONVERSATION_LOGGED, session, connector)) : List.of();
    }

    private void write(String event, String data, String context) {
        log.write(
                direction,
                new LogLine(
                        log.now(),
                        connector,
                        session,
                        sequence.getAndIncrement(),
                        local,
                        remote,
                        event,
                        data,
                        context));
    }

    @Override
    public void close() {
        if (ended.compareAndSet(false, true)) {
            write("-", "", "");
        }
    }
}
