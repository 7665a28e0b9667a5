package org.sealpost.app.control;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Sends a command to the server that runs on a data folder. */
public final class ControlClient {
    private ControlClient() {}

    /** The exit code, or empty if no server runs on this folder. */
    public static Optional<Integer> call(Path data, Call call, ControlDoor.Output output) throws IOException {
        var address = ControlSocket.of(data);
        if (!Files.exists(address.getPath())) {
            return Optional.empty();
        }
        if (!Files.getOwner(address.getPath()).equals(Files.getOwner(data))) {
            throw new IOException(
                    "the control socket " + address.getPath() + " does not belong to the owner of " + data);
        }
        return call(address, call, output);
    }

    /** The exit code of a server at a socket for other users; empty if none listens there. */
    public static Optional<Integer> callAt(Path socket, Call call, ControlDoor.Output output) throws IOException {
        return call(UnixDomainSocketAddress.of(socket), call, output);
    }

    private static Optional<Integer> call(UnixDomainSocketAddress address, Call call, ControlDoor.Output output)
            throws IOException {
        SocketChannel channel;
        try {
            channel = SocketChannel.open(address);
        } catch (java.net.ConnectException e) {
            return Optional.empty();
        }
        try (channel;
                DataOutputStream out =
                        new DataOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel)));
                DataInputStream in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)))) {
            call.write(out);
            return Optional.of(relay(in, output));
        }
    }

    private static int relay(DataInputStream in, ControlDoor.Output output) throws IOException {
        while (true) {
            byte kind = in.readByte();
            switch (kind) {
                case ControlDoor.OUT -> output.out(Call.readString(in));
                case ControlDoor.ERR -> output.err(Call.readString(in));
                case ControlDoor.EXIT -> {
                    return in.readInt();
                }
                default -> throw new IOException("the server speaks another version of the control protocol");
            }
        }
    }
}
