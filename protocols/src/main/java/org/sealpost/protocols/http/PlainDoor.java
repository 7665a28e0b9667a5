package org.sealpost.protocols.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerKeepAliveHandler;
import io.netty.handler.flow.FlowControlHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An HTTP/1.1 door without TLS. What is ready is answered by the thread that read the question; everything else by a thread of
 * its own, one request of a connection at a time. Connections, requests and patience are limited.
 */
public final class PlainDoor implements AutoCloseable {
    private static final int CONNECTIONS = 1_000;
    private static final int REQUEST_LIMIT_BYTES = 256 * 1024;
    /** Some clients put a signed request for a certificate into the address. */
    private static final int LINE_LIMIT_BYTES = 64 * 1024;

    private static final int FIELDS_LIMIT_BYTES = 16 * 1024;
    private static final int BACKLOG = 256;
    /** They only carry bytes. */
    private static final int EVENT_LOOPS = 2;

    private static final int STOP_SECONDS = 5;

    private final Site site;
    private final AtomicInteger connections = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final EventLoopGroup loops = new NioEventLoopGroup(EVENT_LOOPS);
    private final Channel listening;

    /**
     * Opens the door; port 0 takes any free one.
     *
     * @throws IOException if the port is taken, among others
     */
    public PlainDoor(InetSocketAddress address, Site site) throws IOException {
        this.site = site;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        welcome(channel);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close(loops);
            threads.close();
            throw bound.cause() instanceof IOException failure ? failure : new IOException(bound.cause());
        }
        this.listening = bound.channel();
    }

    private void welcome(SocketChannel channel) {
        channel.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > CONNECTIONS) {
            var _ = channel.close();
            return;
        }
        Patience patience = new Patience();
        channel.pipeline()
                .addLast(patience)
                .addLast(new HttpServerCodec(new HttpDecoderConfig()
                        .setMaxInitialLineLength(LINE_LIMIT_BYTES)
                        .setMaxHeaderSize(FIELDS_LIMIT_BYTES)))
                .addLast(new HttpServerKeepAliveHandler())
                .addLast(new HttpObjectAggregator(REQUEST_LIMIT_BYTES, true))
                .addLast(new FlowControlHandler())
                .addLast(new Conversation(site, threads, patience));
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) listening.localAddress();
    }

    @Override
    public void close() {
        listening.close().awaitUninterruptibly();
        close(loops);
        threads.close();
    }

    private static void close(EventLoopGroup loops) {
        loops.shutdownGracefully(0, STOP_SECONDS, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
