package io.millrace.frontdoor.http;

import com.linecorp.armeria.common.Flags;
import com.linecorp.armeria.common.util.TransportType;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.kqueue.KQueueIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.net.StandardSocketOptions;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The thread that takes connections in: none before it is told to begin, so that callers who come earlier wait in the
 * kernel's queue, and none after it is told to end.
 */
final class Acceptor extends MultiThreadIoEventLoopGroup {
    private static final String THREADS = "millrace-acceptor";
    private static final long STOP_TIMEOUT_SECONDS = 15;

    private volatile @Nullable Channel listening;

    Acceptor() {
        super(1, new DefaultThreadFactory(THREADS), handlers(Flags.transportType()));
    }

    /** What lets a successor of the same user listen at the same address before this process has ended. */
    static ChannelOption<Boolean> sharedAddress() {
        return Flags.transportType() == TransportType.NIO
                ? NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT)
                : UnixChannelOption.SO_REUSEPORT;
    }

    private static IoHandlerFactory handlers(TransportType transport) {
        return switch (transport) {
            case EPOLL -> EpollIoHandler.newFactory();
            case KQUEUE -> KQueueIoHandler.newFactory();
            case NIO -> NioIoHandler.newFactory();
            case IO_URING -> throw new IllegalStateException("io_uring is not among this server's transports");
        };
    }

    @Override
    public ChannelFuture register(Channel channel) {
        channel.config().setAutoRead(false);
        listening = channel;
        return super.register(channel);
    }

    void begin() {
        listening().config().setAutoRead(true);
    }

    /** Connections that are open stay so. */
    void end() {
        listening().close().syncUninterruptibly();
    }

    private Channel listening() {
        return Objects.requireNonNull(listening, "bound");
    }

    /** Without the two seconds in which Netty's own would wait for more to do. */
    @Override
    public Future<?> shutdownGracefully() {
        return shutdownGracefully(0, STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    }
}
