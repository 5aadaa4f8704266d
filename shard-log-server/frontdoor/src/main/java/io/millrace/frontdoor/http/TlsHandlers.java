package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Supplier;

/**
 * Puts TLS before what speaks HTTP in clear, which tells HTTP/1.1 from HTTP/2 by its first bytes: clients that speak
 * HTTP/2 without having negotiated it, as AWS's asynchronous ones do, are understood too.
 */
public final class TlsHandlers {
    private final Supplier<SslContext> certificates;

    TlsHandlers(Supplier<SslContext> certificates) {
        this.certificates = certificates;
    }

    /** Has a new connection speak TLS; one from this machine may speak in clear. */
    void prepend(ChannelPipeline pipeline) {
        Channel channel = pipeline.channel();
        SslContext context = certificates.get();
        pipeline.addFirst(new FailedHandshakes());
        pipeline.addFirst(
                isFromThisMachine(address(channel.localAddress()), address(channel.remoteAddress()))
                        ? new OptionalSslHandler(context)
                        : context.newHandler(channel.alloc()));
    }

    /** Whether a request came over TLS. */
    public static boolean isSecure(ServiceRequestContext context) {
        Channel channel =
                context.log().ensureAvailable(RequestLogProperty.SESSION).channel();
        return channel != null && parent(channel).pipeline().get(SslHandler.class) != null;
    }

    /** The connection: with HTTP/2 a request may have a channel of its own. */
    private static Channel parent(Channel channel) {
        return channel.parent() instanceof SocketChannel connection ? connection : channel;
    }

    /** A caller who has the very address that it calls is on this machine. */
    static boolean isFromThisMachine(InetAddress local, InetAddress remote) {
        return remote.isLoopbackAddress() || remote.equals(local);
    }

    private static InetAddress address(SocketAddress address) {
        return ((InetSocketAddress) address).getAddress();
    }
}
