package org.sealpost.protocols.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;

/** Where a scanner listens: a socket in the file system, or an address of this machine, since messages go there in clear. */
public record Peer(SocketAddress address) {
    static final int LARGEST_PORT = 65_535;

    /**
     * {@code /run/clamav/clamd.ctl} or {@code 127.0.0.1:3310}.
     *
     * @throws IllegalArgumentException with what was expected
     */
    public static Peer parse(String text) {
        if (text.startsWith("/")) {
            return new Peer(UnixDomainSocketAddress.of(Path.of(text)));
        }
        int colon = text.lastIndexOf(':');
        String port = text.substring(colon + 1);
        if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > LARGEST_PORT) {
            throw new IllegalArgumentException(
                    "expected a socket such as /run/clamav/clamd.ctl, or an address such as 127.0.0.1:3310: " + text);
        }
        InetSocketAddress address =
                new InetSocketAddress(text.substring(0, colon).replaceAll("^\\[|]$", ""), Integer.parseInt(port));
        if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    "expected an address of this machine, such as 127.0.0.1, since messages go there in clear: "
                            + text);
        }
        return new Peer(address);
    }

    /** Writes all of them. */
    static void write(SocketChannel channel, ByteBuffer octets) throws IOException {
        while (octets.hasRemaining()) {
            channel.write(octets);
        }
    }

    /** What is said over one connection. */
    @FunctionalInterface
    interface Talk<T> {
        T over(SocketChannel channel) throws IOException;
    }

    /** Connects and talks, and ends it if it takes longer than {@code patience}. */
    <T> T talk(Duration patience, Talk<T> talk) throws IOException {
        try (SocketChannel channel = SocketChannel.open(
                address instanceof UnixDomainSocketAddress
                        ? java.net.StandardProtocolFamily.UNIX
                        : ((InetSocketAddress) address).getAddress() instanceof java.net.Inet6Address
                                ? java.net.StandardProtocolFamily.INET6
                                : java.net.StandardProtocolFamily.INET)) {
            Thread watch = Thread.ofVirtual().name("scanner-patience").start(() -> close(channel, patience));
            try {
                channel.connect(address);
                return talk.over(channel);
            } finally {
                watch.interrupt();
            }
        }
    }

    private static void close(SocketChannel channel, Duration patience) {
        try {
            Thread.sleep(patience);
            channel.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // Whoever talks over it hears of it.
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return address instanceof InetSocketAddress inet
                ? inet.getHostString() + ":" + inet.getPort()
                : address.toString();
    }
}
