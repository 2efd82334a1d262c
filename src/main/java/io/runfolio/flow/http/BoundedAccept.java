package io.runfolio.flow.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.vertx.core.impl.transports.JDKTransport;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * Accepts no more connections than there are descriptors for: the system keeps the others in its backlog until one is
 * closed. Without it a burst takes every descriptor before any of its connections can be refused.
 */
final class BoundedAccept extends JDKTransport {
    /** Connections that are accepted beyond the limit, to take the place of an idle one or to be refused. */
    private static final int SPARE = 4;

    private final IntSupplier max;

    /**
     * @param max open connections
     */
    BoundedAccept(IntSupplier max) {
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
                // one may have been closed since the look at the count
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
