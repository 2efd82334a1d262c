package io.runfolio.flow.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.runfolio.api.ApiException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Lets one request of a connection in at a time: the next one is decoded once the answer to this one has gone to the
 * system, and while a client leaves answers unread, nothing more of it is read. It also closes connections that send
 * or take too little, and answers requests that are no valid HTTP.
 *
 * <p>Used on the connection's event loop; {@link #idleSince()} and {@link #evict()} may be called from any thread.
 */
final class RequestGate extends ChannelDuplexHandler {
    /** Bytes that are read ahead of an answer, so that the end of a connection is noticed while it is being made. */
    private static final int MAX_READ_AHEAD = 8 << 10;
    /** A body is bounded, so a client that sends it at all has sent it by then. */
    private static final int BODY_TIMES = 4;

    private static final int LINGER_MILLIS = 1000;
    private static final long BUSY = -1;

    private final RequestDecoder decoder;
    private final Function<ApiException, FullHttpResponse> refusals;
    private final long idleNanos;
    private ChannelHandlerContext context;
    private volatile long waitingSince = System.nanoTime() & Long.MAX_VALUE;
    private volatile boolean closing;
    private boolean inbound;
    private boolean outbound;
    private boolean headSent;
    private boolean readsStopped;
    private long began;
    private long lastRead;
    private long lastProgress;
    private long progress;
    private long written;
    private int unsent;

    /**
     * @param options limits of heads
     * @param idle how long a client may take for a head, for the next bytes of a body, or to take some of an answer
     * @param refusals makes the answers to what is refused here
     */
    RequestGate(
            io.vertx.core.http.HttpServerOptions options,
            java.time.Duration idle,
            Function<ApiException, FullHttpResponse> refusals) {
        this.decoder = new RequestDecoder(options, this);
        this.idleNanos = Math.max(1, idle.toNanos());
        this.refusals = refusals;
    }

    RequestDecoder decoder() {
        return decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        scheduleLook();
    }

    /** Returns whether a request has come whole and its answer has not gone out whole. */
    boolean isAnswering() {
        return outbound && !inbound;
    }

    boolean isClosing() {
        return closing;
    }

    /** Returns since when, by {@link System#nanoTime()}, no request is under way; negative while one is. */
    long idleSince() {
        return waitingSince;
    }

    /** Closes the connection if no request is under way. */
    void evict() {
        context.executor().execute(() -> {
            if (waitingSince != BUSY) {
                context.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        lastRead = System.nanoTime();
        if (closing) {
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpObject part && part.decoderResult().isFailure()) {
            Throwable cause = part.decoderResult().cause();
            ReferenceCountUtil.release(message);
            refuse(RequestFraming.undecodable(cause));
            return;
        }
        if (message instanceof HttpRequest request) {
            var problem = RequestFraming.check(request);
            if (problem.isPresent()) {
                ReferenceCountUtil.release(message);
                refuse(problem.get());
                return;
            }
            waitingSince = BUSY;
            began = lastRead;
            inbound = true;
            outbound = true;
            headSent = false;
        }
        if (message instanceof LastHttpContent) {
            inbound = false;
            lastProgress = lastRead;
        }
        ctx.fireChannelRead(message);
        if (!inbound && !outbound) {
            waitForNext();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isAnswering() && decoder.waiting() >= MAX_READ_AHEAD) {
            readsStopped = true;
            ctx.channel().config().setAutoRead(false);
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (closing) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new java.nio.channels.ClosedChannelException());
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                ctx.write(message, promise);
                return;
            }
            headSent = true;
        }
        boolean last = message instanceof LastHttpContent;
        unsent++;
        ctx.write(message, promise.unvoid().addListener(sent -> {
            unsent--;
            written++;
            if (last) {
                outbound = false;
                if (!inbound) {
                    waitForNext();
                }
            }
        }));
    }

    private void waitForNext() {
        waitingSince = System.nanoTime() & Long.MAX_VALUE;
        // the writer of the answer is still on the stack
        context.executor().execute(this::proceed);
    }

    private void proceed() {
        if (closing || !context.channel().isActive()) {
            return;
        }
        try {
            decoder.proceed();
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
        if (readsStopped && !(isAnswering() && decoder.waiting() >= MAX_READ_AHEAD)) {
            readsStopped = false;
            context.channel().config().setAutoRead(true);
        }
    }

    /** Answers before a request has come, and closes the connection at once, as its descriptor is wanted. */
    void turnAway(ApiException problem) {
        closing = true;
        context.executor()
                .execute(() -> context.writeAndFlush(refusals.apply(problem)).addListener(sent -> context.close()));
    }

    /** Answers with an error and closes the connection; what the client still sends is dropped. */
    private void refuse(ApiException problem) {
        closing = true;
        if (headSent && outbound) {
            context.close();
            return;
        }
        context.channel().config().setAutoRead(true);
        context.writeAndFlush(refusals.apply(problem)).addListener(sent -> {
            if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
            }
            // a client that still sends would lose the answer if the socket were closed at once
            context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private void scheduleLook() {
        long period = Math.max(TimeUnit.MILLISECONDS.toNanos(20), Math.min(idleNanos / 4, 5_000_000_000L));
        context.executor().schedule(this::look, period, TimeUnit.NANOSECONDS);
    }

    private void look() {
        if (!context.channel().isOpen()) {
            return;
        }
        if (isLate(System.nanoTime())) {
            context.close();
        } else {
            scheduleLook();
        }
    }

    /** The time that the server takes for an answer is not the client's. */
    private boolean isLate(long now) {
        if (inbound) {
            return now - lastRead > idleNanos || now - began > BODY_TIMES * idleNanos;
        }
        if (!outbound) {
            return (now & Long.MAX_VALUE) - waitingSince > idleNanos;
        }
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        long reached = written + (buffer == null ? 0 : buffer.currentProgress());
        if (unsent == 0 || reached != progress) {
            progress = reached;
            lastProgress = now;
        }
        return now - lastProgress > idleNanos;
    }
}
