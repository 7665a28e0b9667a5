package org.sealpost.protocols.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Ends connections on which nothing moves, and those that send a request drop by drop to keep their place. */
final class Patience extends IdleStateHandler {
    private static final Duration IDLE = Duration.ofSeconds(30);
    private static final Duration REQUEST = Duration.ofSeconds(15);

    private final long requestNanos;
    private boolean under;
    private long sinceNanos;

    Patience() {
        this(IDLE, REQUEST);
    }

    /** With how long nothing may move, and how long a request may take to come. */
    Patience(Duration idle, Duration request) {
        // An answer that is still being taken counts as moving.
        super(true, 0, 0, idle.toMillis(), TimeUnit.MILLISECONDS);
        this.requestNanos = request.toNanos();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
        if (!under) {
            under = true;
            sinceNanos = System.nanoTime();
        } else if (System.nanoTime() - sinceNanos > requestNanos) {
            ReferenceCountUtil.release(bytes);
            var _ = context.close();
            return;
        }
        super.channelRead(context, bytes);
    }

    /** A request is whole; to be called on the thread that reads. */
    void requestIsWhole() {
        under = false;
    }

    @Override
    protected void channelIdle(ChannelHandlerContext context, IdleStateEvent event) {
        var _ = context.close();
    }
}
