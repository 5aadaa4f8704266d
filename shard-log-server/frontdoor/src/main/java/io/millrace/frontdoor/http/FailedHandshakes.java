package io.millrace.frontdoor.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes connections whose TLS fails, such as those of callers who do not trust the certificate: anybody can make them. */
final class FailedHandshakes extends ChannelInboundHandlerAdapter {
    private static final Logger logger = LoggerFactory.getLogger(FailedHandshakes.class);

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for the end of such a connection
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        Throwable reason = cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause;
        if (reason instanceof SSLException) {
            logger.debug("no TLS with {}: {}", context.channel().remoteAddress(), reason.getMessage());
            context.close();
        } else {
            context.fireExceptionCaught(cause);
        }
    }
}
