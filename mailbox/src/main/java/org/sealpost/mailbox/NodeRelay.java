package org.sealpost.mailbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.database.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the other nodes on the same PostgreSQL what happened here, and hears what happened there, by NOTIFY and LISTEN. News
 * is not mail: if some is lost while the database restarts, clients see it when they ask.
 */
final class NodeRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRelay.class);
    private static final String CHANNEL = "sealpost_mailbox";
    private static final int WAITING_LIMIT = 10_000;
    private static final int NOTES_AT_ONCE = 200;
    private static final int POLL_MILLIS = 1_000;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Database database;
    private final Consumer<FolderNote> hearer;
    private final String node = UUID.randomUUID().toString();
    private final BlockingQueue<String> waiting = new LinkedBlockingQueue<>(WAITING_LIMIT);
    private final Thread speaker;
    private final Thread listener;
    private volatile boolean closed;
    private volatile boolean listening;

    NodeRelay(Database database, Consumer<FolderNote> hearer) {
        this.database = database;
        this.hearer = hearer;
        this.speaker = Thread.ofVirtual().name("mailbox-news-out").start(this::speak);
        this.listener = Thread.ofVirtual().name("mailbox-news-in").start(this::listen);
    }

    void tell(FolderNote note) {
        for (String part : note.encode()) {
            if (!waiting.offer(node + " " + part)) {
                LOG.warn("news for other nodes are lost: too many are waiting");
            }
        }
    }

    /** Whether news from other nodes come in now. */
    boolean isListening() {
        return listening;
    }

    private void speak() {
        List<String> notes = new ArrayList<>();
        while (!closed) {
            try {
                notes.clear();
                notes.add(waiting.take());
                waiting.drainTo(notes, NOTES_AT_ONCE - 1);
                notify(notes);
            } catch (InterruptedException e) {
                return;
            } catch (MailFailure e) {
                LOG.warn("cannot tell other nodes: {}", e.getMessage());
            }
        }
    }

    private void notify(List<String> notes) {
        database.<Integer>write(sql -> {
            // Nobody needs to wait for the disk: after a crash there is nobody left who could be told.
            sql.update("SET LOCAL synchronous_commit TO OFF");
            for (String note : notes) {
                sql.list("SELECT pg_notify(?, ?)", row -> true, CHANNEL, note);
            }
            return notes.size();
        });
    }

    private void listen() {
        while (!closed) {
            try (Connection connection = database.dataSource().getConnection()) {
                hear(connection);
            } catch (SQLException e) {
                if (!closed) {
                    LOG.warn("cannot hear other nodes, trying again: {}", e.getMessage());
                }
            }
            listening = false;
            pause();
        }
    }

    private void hear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("LISTEN " + CHANNEL);
        }
        listening = true;
        PGConnection postgres = connection.unwrap(PGConnection.class);
        while (!closed) {
            PGNotification[] heard = postgres.getNotifications(POLL_MILLIS);
            for (PGNotification notification : heard == null ? new PGNotification[0] : heard) {
                hear(notification.getParameter());
            }
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("UNLISTEN *");
        }
    }

    @SuppressWarnings("IllegalCatch") // One note that cannot be told on must not end the hearing.
    private void hear(String text) {
        if (text.startsWith(node + " ")) {
            return;
        }
        try {
            hearer.accept(FolderNote.decode(text.substring(node.length() + 1)));
        } catch (RuntimeException e) {
            LOG.warn("a note of another node is not understood", e);
        }
    }

    private void pause() {
        try {
            if (!closed) {
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    @Override
    public void close() {
        closed = true;
        speaker.interrupt();
        listener.interrupt();
    }
}
