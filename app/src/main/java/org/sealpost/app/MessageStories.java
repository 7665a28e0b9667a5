package org.sealpost.app;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.sealpost.protocols.protocollog.LogLine;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.transport.Conversation.Said;
import org.sealpost.transport.MessageStory;

/** Joins what tells of a message with what it tells from. */
public final class MessageStories {
    /** So many lines of all sessions of one message are read, the newest. */
    private static final int LINES = 20_000;

    private MessageStories() {}

    public static MessageStory of(House house) {
        return new MessageStory(
                house.auditLog(),
                house.queueDesk(),
                sessions -> said(house.outbound().protocolLog(), sessions));
    }

    private static List<Said> said(ProtocolLog log, Set<String> sessions) throws IOException {
        return log.find(line -> sessions.contains(line.session()), LINES).stream()
                .map(MessageStories::said)
                .toList();
    }

    private static Said said(LogLine line) {
        boolean connected = line.event().equals("+");
        return new Said(
                line.at(),
                line.session(),
                line.sequence(),
                line.event(),
                connected ? line.remote() + " with " + line.local() : line.data(),
                line.context());
    }
}
