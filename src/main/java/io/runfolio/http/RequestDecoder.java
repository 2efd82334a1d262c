package io.runfolio.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Decodes the requests of one connection one at a time, and rejects ambiguous heads.
 *
 * <p>The decoder of the library decodes all bytes it has; this one keeps them while a request is being answered. Used
 * on the event loop of the connection only.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final ConnectionHandler connection;
    private final RequestHeadScanner scanner = new RequestHeadScanner();
    private ChannelHandlerContext context;
    private boolean inHead = true;

    RequestDecoder(HttpServerOptions options, ConnectionHandler connection) {
        super(options);
        this.connection = connection;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (connection.isClosing()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (connection.isAnswering()) {
            return;
        }
        int begin = in.readerIndex();
        int before = out.size();
        boolean head = inHead;
        super.decode(ctx, in, out);
        if (head) {
            scanner.scan(in, begin, in.readerIndex());
        }
        for (Object decoded : out.subList(before, out.size())) {
            if (decoded instanceof HttpRequest request) {
                inHead = false;
                scanner.end().ifPresent(reason -> request.setDecoderResult(DecoderResult.failure(reason)));
            }
            if (decoded instanceof LastHttpContent) {
                inHead = true;
            }
        }
    }

    /** A shut-down input is not the end of the connection: pipelined requests may wait to be decoded. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            connection.inputShutDown();
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    /** Keeps both headers, which {@link RequestFraming} refuses; the library would drop the length. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}

    /** Returns the number of bytes that are not decoded yet. */
    int undecodedBytes() {
        return actualReadableBytes();
    }

    /** Continues decoding after a response. */
    void resume() throws Exception {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
    }
}
