package org.sealpost.protocols.balancer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;

/**
 * What a balancer says of the client for which it opened the connection: the PROXY protocol, versions 1 and 2. Not one byte
 * behind the header is read.
 */
public final class ProxyHeader {
    private static final int PATIENCE_MILLIS = 5_000;
    /** Version 1 is one line of at most so much. */
    private static final int LONGEST_LINE = 107;

    private static final byte[] SECOND = {0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A};
    /** Signature, version and command, family, length. */
    private static final int FRONT_OF_SECOND = 16;
    /** Addresses and what else a balancer may tell. */
    private static final int LONGEST_REST = 4_096;

    private ProxyHeader() {}

    /**
     * The client's address; the balancer's own if it connected for itself, as for a check of health.
     *
     * @throws IOException if there is no header, or none that can be understood
     */
    public static InetAddress client(Socket socket) throws IOException {
        int patience = socket.getSoTimeout();
        socket.setSoTimeout(PATIENCE_MILLIS);
        HAProxyMessage message = decoded(bytes(socket.getInputStream()));
        try {
            socket.setSoTimeout(patience);
            boolean known = message.command() == HAProxyCommand.PROXY
                    && (message.proxiedProtocol() == HAProxyProxiedProtocol.TCP4
                            || message.proxiedProtocol() == HAProxyProxiedProtocol.TCP6);
            // An address in figures, as the decoder has made sure of; no name is looked up.
            return known ? InetAddress.getByName(message.sourceAddress()) : socket.getInetAddress();
        } finally {
            message.release();
        }
    }

    private static byte[] bytes(InputStream in) throws IOException {
        byte[] front = new byte[FRONT_OF_SECOND];
        read(in, front, 0, SECOND.length);
        if (!Arrays.equals(front, 0, SECOND.length, SECOND, 0, SECOND.length)) {
            return line(in, front);
        }
        read(in, front, SECOND.length, FRONT_OF_SECOND);
        int rest = (front[14] & 0xFF) << 8 | front[15] & 0xFF;
        if (rest > LONGEST_REST) {
            throw new IOException("a PROXY header of " + rest + " bytes");
        }
        byte[] whole = Arrays.copyOf(front, FRONT_OF_SECOND + rest);
        read(in, whole, FRONT_OF_SECOND, whole.length);
        return whole;
    }

    private static byte[] line(InputStream in, byte[] front) throws IOException {
        byte[] line = Arrays.copyOf(front, LONGEST_LINE);
        int length = SECOND.length;
        while (line[length - 1] != '\n') {
            if (length == LONGEST_LINE) {
                throw new IOException("a PROXY header that does not end");
            }
            read(in, line, length, ++length);
        }
        return Arrays.copyOf(line, length);
    }

    private static void read(InputStream in, byte[] into, int from, int to) throws IOException {
        if (in.readNBytes(into, from, to - from) < to - from) {
            throw new EOFException("the balancer has gone within its PROXY header");
        }
    }

    private static HAProxyMessage decoded(byte[] bytes) throws IOException {
        EmbeddedChannel channel = new EmbeddedChannel(new HAProxyMessageDecoder());
        try {
            ByteBuf buffer = Unpooled.wrappedBuffer(bytes);
            channel.writeInbound(buffer);
            if (channel.readInbound() instanceof HAProxyMessage message) {
                return message;
            }
            throw new IOException("a balancer did not begin with a PROXY header");
        } catch (DecoderException e) {
            throw new IOException("a balancer did not begin with a good PROXY header: " + e.getMessage(), e);
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
