package org.sealpost.protocols.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.sealpost.protocols.enroll.Answer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection: a request at a time, answered in the order in which they came. */
final class Conversation extends SimpleChannelInboundHandler<FullHttpRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(Conversation.class);

    private final Site site;
    private final Executor threads;
    private final Patience patience;

    Conversation(Site site, Executor threads, Patience patience) {
        this.site = site;
        this.threads = threads;
        this.patience = patience;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
        patience.requestIsWhole();
        if (request.decoderResult().isFailure()) {
            context.writeAndFlush(response(Answer.text(400, "This is no HTTP request.")))
                    .addListener(ChannelFutureListener.CLOSE);
            return;
        }
        Asked asked = new Asked(request, context.channel());
        Optional<Answer> ready = site.ready(asked);
        if (ready.isPresent()) {
            var _ = context.writeAndFlush(response(ready.get()), context.voidPromise());
            return;
        }
        // Nothing more is read until this is answered.
        context.channel().config().setAutoRead(false);
        threads.execute(() -> context.writeAndFlush(response(answer(asked)))
                .addListener(written -> context.channel().config().setAutoRead(true)));
    }

    @SuppressWarnings("IllegalCatch") // The outermost edge: a failure becomes 500 and one line in the log.
    private Answer answer(Asked asked) {
        try {
            return site.answer(asked);
        } catch (RuntimeException e) {
            LOG.warn("{} failed", asked.path(), e);
            return Answer.text(500, "The request could not be answered; the log of the server tells more.");
        }
    }

    private static FullHttpResponse response(Answer answer) {
        ByteBuf body = Unpooled.wrappedBuffer(answer.body());
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.valueOf(answer.status()), body);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        answer.fields().forEach(response.headers()::set);
        return response;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        LOG.debug("a connection ended: {}", cause.getMessage());
        var _ = context.close();
    }
}
