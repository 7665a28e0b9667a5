package org.sealpost.app.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import jdk.net.ExtendedSocketOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the commands of administrators inside the server. */
public final class ControlDoor implements AutoCloseable {
    static final byte OUT = 1;
    static final byte ERR = 2;
    static final byte EXIT = 3;

    private static final Logger LOG = LoggerFactory.getLogger(ControlDoor.class);
    private static final int AT_ONCE = 16;

    private final UnixDomainSocketAddress address;
    private final List<ServerSocketChannel> listeners = new ArrayList<>();
    private final Runner runner;
    private final Semaphore places = new Semaphore(AT_ONCE);

    /** Runs a command for a user of this machine and returns its exit code. */
    public interface Runner {
        int run(Call call, String user, Output output) throws IOException;
    }

    /** Where a command writes to. */
    public interface Output {
        void out(String text) throws IOException;

        void err(String text) throws IOException;
    }

    private ControlDoor(UnixDomainSocketAddress address, Runner runner) {
        this.address = address;
        this.runner = runner;
    }

    /**
     * Opens the door.
     *
     * @param forOthers where other users of this machine find a second one, each of whom the kernel names; what they may do is
     *     for the runner to say
     */
    public static ControlDoor open(Path data, Optional<Path> forOthers, Runner runner) throws IOException {
        ControlDoor door = new ControlDoor(ControlSocket.of(data), runner);
        ControlSocket.makeFolder(door.address);
        door.listen(door.address.getPath());
        if (forOthers.isPresent()) {
            door.listen(forOthers.get());
            Files.setPosixFilePermissions(forOthers.get(), PosixFilePermissions.fromString("rw-rw-rw-"));
        }
        return door;
    }

    private void listen(Path path) throws IOException {
        // The lock on the data folder is ours; a socket that still lies here was left by a process that died.
        Files.deleteIfExists(path);
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        listeners.add(listener);
        listener.bind(UnixDomainSocketAddress.of(path));
        Thread.ofVirtual().name("control").start(() -> accept(listener));
    }

    public Path address() {
        return address.getPath();
    }

    @Override
    public void close() throws IOException {
        for (ServerSocketChannel listener : listeners) {
            Path path = ((UnixDomainSocketAddress) listener.getLocalAddress()).getPath();
            listener.close();
            Files.deleteIfExists(path);
        }
    }

    private void accept(ServerSocketChannel listener) {
        while (listener.isOpen()) {
            try {
                SocketChannel client = listener.accept();
                Thread.ofVirtual().name("control-client").start(() -> serve(client));
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.warn("cannot accept a control connection: {}", e.getMessage());
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // The door: a bug in one command must not take the server with it.
    private void serve(SocketChannel client) {
        try (client;
                DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(client)));
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(client)))) {
            places.acquire();
            try {
                Call call = Call.read(in);
                String user = client.getOption(ExtendedSocketOptions.SO_PEERCRED)
                        .user()
                        .getName();
                int exit = runner.run(call, user, new Frames(out));
                out.writeByte(EXIT);
                out.writeInt(exit);
                out.flush();
            } finally {
                places.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("a control client went away: {}", e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a command failed", e);
        }
    }

    private record Frames(DataOutputStream out) implements Output {
        @Override
        public void out(String text) throws IOException {
            frame(OUT, text);
        }

        @Override
        public void err(String text) throws IOException {
            frame(ERR, text);
        }

        private void frame(byte kind, String text) throws IOException {
            out.writeByte(kind);
            Call.writeString(out, text);
            out.flush();
        }
    }
}
