package org.sealpost.protocols.http;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.FullHttpRequest;
import java.net.InetSocketAddress;
import java.util.Optional;

/** A request over plain HTTP. What nobody looks at is not taken apart. */
public final class Asked {
    private static final String SCHEME = "http://";

    private final FullHttpRequest request;
    private final Channel channel;
    private final String path;
    private final String query;
    private final byte[] body;

    /** Takes what it needs, so that the request may be released. */
    Asked(FullHttpRequest request, Channel channel) {
        this.request = request;
        this.channel = channel;
        String target = target(request.uri());
        int question = target.indexOf('?');
        this.path = question < 0 ? target : target.substring(0, question);
        this.query = question < 0 ? "" : target.substring(question + 1);
        this.body = ByteBufUtil.getBytes(request.content());
    }

    /** RFC 9112 section 3.2.2: a client that believes to speak with a proxy says the whole address. */
    private static String target(String uri) {
        if (!uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return uri;
        }
        int slash = uri.indexOf('/', SCHEME.length());
        return slash < 0 ? "/" : uri.substring(slash);
    }

    public String method() {
        return request.method().name();
    }

    /** As it was sent, not decoded. */
    public String path() {
        return path;
    }

    /** As it was sent, "" if there is none. */
    public String query() {
        return query;
    }

    public byte[] body() {
        return body;
    }

    /** The first header field of this name. */
    public Optional<String> field(String name) {
        return Optional.ofNullable(request.headers().get(name));
    }

    /** The address of the client, for the record. */
    public String client() {
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "";
    }
}
