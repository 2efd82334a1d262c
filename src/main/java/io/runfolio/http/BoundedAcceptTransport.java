package io.runfolio.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.JDKTransport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Transport that stops accepting connections at a limit.
 *
 * <p>The system keeps further connections in its backlog until one is closed. Without it, a burst takes all descriptors
 * before its connections can be refused.
 */
final class BoundedAcceptTransport extends JDKTransport {
    /** Connections accepted beyond the limit, to replace an idle one or to be refused. */
    private static final int SPARE = 4;

    private final IntSupplier max;

    /** @param max maximum number of open connections */
    BoundedAcceptTransport(IntSupplier max) {
        this.max = max;
    }

    @Override
    public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
        return domainSocket ? super.serverChannelFactory(true) : Listener::new;
    }

    private final class Listener extends NioServerSocketChannel {
        private final AtomicInteger open = new AtomicInteger();

        @Override
        protected int doReadMessages(List<Object> accepted) throws Exception {
            if (open.get() >= max.getAsInt() + SPARE) {
                config().setAutoRead(false);
                // a connection may have been closed since the count was read
                resumeIfRoom();
                return 0;
            }
            int count = super.doReadMessages(accepted);
            if (count > 0 && accepted.get(accepted.size() - 1) instanceof Channel child) {
                open.incrementAndGet();
                child.closeFuture().addListener(closed -> {
                    open.decrementAndGet();
                    resumeIfRoom();
                });
            }
            return count;
        }

        private void resumeIfRoom() {
            if (!config().isAutoRead() && open.get() < max.getAsInt() + SPARE) {
                config().setAutoRead(true);
            }
        }
    }
}
