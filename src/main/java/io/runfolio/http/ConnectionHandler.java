package io.runfolio.http;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.runfolio.api.ApiException;
import io.vertx.core.http.HttpServerOptions;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Processes the requests of a connection one at a time, with back-pressure, timeouts and refusals.
 *
 * <ul>
 *   <li>The next request is decoded once the response to the previous one is written. While a client does not read its
 *       responses, nothing more is read from it.
 *   <li>Connections that exceed a timeout are closed.
 *   <li>Requests that are not valid HTTP are refused.
 *   <li>A client that shuts down its output gets the responses to all requests that it has sent; then the connection is
 *       closed. A stream of events, which has no end, is closed at once.
 * </ul>
 *
 * <p>Used on the event loop of the connection; {@link #idleSince()} and {@link #evict()} may be called from any thread.
 */
final class ConnectionHandler extends ChannelDuplexHandler {
    /** Bytes that are read ahead of a response, so that the end of a connection is noticed meanwhile. */
    private static final int MAX_READ_AHEAD = 8 << 10;

    private static final int LINGER_MILLIS = 1000;
    private static final long BUSY = -1;

    private final RequestDecoder decoder;
    private final ConnectionTimeouts timeouts;
    private final Function<ApiException, FullHttpResponse> refusals;
    private ChannelHandlerContext context;
    private volatile long idleSince = System.nanoTime() & Long.MAX_VALUE;
    private volatile boolean isClosing;
    /** True until the end of the current request is read. */
    private boolean isReading;
    /** True until the end of the current response is written. */
    private boolean isWriting;

    private boolean isHeadWritten;
    private boolean isEventStream;
    private boolean isInputShutDown;
    private boolean isReadingPaused;

    /**
     * @param options limits of heads
     * @param timeout for a head, for the next bytes of a body, and for reading more of a response
     * @param refusals creates the responses to refused requests
     */
    ConnectionHandler(HttpServerOptions options, Duration timeout, Function<ApiException, FullHttpResponse> refusals) {
        this.decoder = new RequestDecoder(options, this);
        this.timeouts = new ConnectionTimeouts(timeout);
        this.refusals = refusals;
    }

    RequestDecoder decoder() {
        return decoder;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
        scheduleTimeoutCheck();
    }

    /** Returns whether a request was read to its end and its response is not written to its end. */
    boolean isAnswering() {
        return isWriting && !isReading;
    }

    boolean isClosing() {
        return isClosing;
    }

    /** Returns the {@link System#nanoTime()} since which there is no request; negative while there is one. */
    long idleSince() {
        return idleSince;
    }

    /** Closes the connection unless it has a request. */
    void evict() {
        context.executor().execute(() -> {
            if (idleSince != BUSY) {
                context.close();
            }
        });
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        long now = System.nanoTime();
        timeouts.bytesRead(
                now, message instanceof HttpContent body ? body.content().readableBytes() : 0);
        if (isClosing) {
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
            idleSince = BUSY;
            timeouts.requestStarted(now);
            isReading = true;
            isWriting = true;
            isHeadWritten = false;
        }
        if (message instanceof LastHttpContent) {
            isReading = false;
            timeouts.requestEnded(now);
        }
        ctx.fireChannelRead(message);
        if (!isReading && !isWriting) {
            waitForNext();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (isAnswering() && decoder.undecodedBytes() >= MAX_READ_AHEAD) {
            isReadingPaused = true;
            ctx.channel().config().setAutoRead(false);
        }
        ctx.fireChannelReadComplete();
    }

    /** Called when the client has shut down its output. */
    void inputShutDown() {
        isInputShutDown = true;
        if (isEventStream) {
            context.close();
        } else {
            // requests that were sent before may wait to be decoded
            context.executor().execute(this::proceed);
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (isClosing) {
            discard(message, promise);
            return;
        }
        if (message instanceof HttpResponse response) {
            if (response.status().codeClass() == HttpStatusClass.INFORMATIONAL) {
                ctx.write(message, promise);
                return;
            }
            isHeadWritten = true;
            isEventStream =
                    response.headers().contains(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_EVENT_STREAM, true);
            if (isEventStream && isInputShutDown) {
                discard(message, promise);
                context.close();
                return;
            }
        }
        boolean isLast = message instanceof LastHttpContent;
        timeouts.writeStarted();
        ctx.write(message, promise.unvoid().addListener(sent -> {
            timeouts.writeEnded();
            if (isLast) {
                isWriting = false;
                if (!isReading) {
                    waitForNext();
                }
            }
        }));
    }

    private static void discard(Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ClosedChannelException());
    }

    private void waitForNext() {
        idleSince = System.nanoTime() & Long.MAX_VALUE;
        // the writer of the response is still on the stack
        context.executor().execute(this::proceed);
    }

    private void proceed() {
        if (isClosing || !context.channel().isActive()) {
            return;
        }
        int undecoded = decoder.undecodedBytes();
        try {
            decoder.resume();
        } catch (Exception e) {
            context.fireExceptionCaught(e);
        }
        if (isInputShutDown && !isAnswering()) {
            closeOrProceed(decoder.undecodedBytes() == undecoded);
            return;
        }
        if (isReadingPaused && !(isAnswering() && decoder.undecodedBytes() >= MAX_READ_AHEAD)) {
            isReadingPaused = false;
            context.channel().config().setAutoRead(true);
        }
    }

    /** A request may be decoded and answered in one step, so only a step without progress is the last one. */
    private void closeOrProceed(boolean isDone) {
        if (isDone) {
            context.close();
        } else {
            context.executor().execute(this::proceed);
        }
    }

    /** Refuses the connection before a request is read, and closes it at once to free its descriptor. */
    void reject(ApiException problem) {
        isClosing = true;
        context.executor()
                .execute(() -> context.writeAndFlush(refusals.apply(problem)).addListener(sent -> context.close()));
    }

    /** Responds with an error and closes the connection; further bytes of the client are discarded. */
    private void refuse(ApiException problem) {
        isClosing = true;
        if (isHeadWritten && isWriting) {
            context.close();
            return;
        }
        context.channel().config().setAutoRead(true);
        context.writeAndFlush(refusals.apply(problem)).addListener(sent -> {
            if (context.channel() instanceof DuplexChannel duplex && duplex.isActive()) {
                duplex.shutdownOutput();
            }
            // a client that is still sending would lose the response if the socket were closed at once
            context.executor().schedule(() -> context.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
        });
    }

    private void scheduleTimeoutCheck() {
        context.executor().schedule(this::checkTimeouts, timeouts.checkPeriodNanos(), TimeUnit.NANOSECONDS);
    }

    private void checkTimeouts() {
        if (!context.channel().isOpen()) {
            return;
        }
        if (isTimedOut(System.nanoTime())) {
            context.close();
        } else {
            scheduleTimeoutCheck();
        }
    }

    private boolean isTimedOut(long now) {
        if (isReading) {
            if (!context.channel().config().isAutoRead()) {
                timeouts.notReading(now);
            }
            return timeouts.isRequestLate(now);
        }
        if (!isWriting) {
            return timeouts.isIdleTooLong(now, idleSince);
        }
        ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
        return timeouts.isResponseLate(now, buffer == null ? 0 : buffer.currentProgress());
    }
}
