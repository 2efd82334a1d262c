package io.runfolio.flow.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.util.List;

/**
 * Decodes the requests of one connection, one at a time, and refuses heads that two parsers could read differently.
 *
 * <p>The library's decoder turns all bytes at hand into requests; this one leaves them undecoded while a request is
 * being answered. Used on the connection's event loop only.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private final RequestGate gate;
    private final HeadScanner scanner = new HeadScanner();
    private ChannelHandlerContext context;
    private boolean inHead = true;

    RequestDecoder(HttpServerOptions options, RequestGate gate) {
        super(options);
        this.gate = gate;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        context = added;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
        if (gate.isClosing()) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (gate.isAnswering()) {
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

    /** Keeps both headers, so that {@link RequestFraming} sees and refuses them; the library would drop the length. */
    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {}

    /** Returns the number of bytes that wait to be decoded. */
    int waiting() {
        return actualReadableBytes();
    }

    /** Decodes what has waited for the answer to the request before. */
    void proceed() throws Exception {
        channelRead(context, Unpooled.EMPTY_BUFFER);
        channelReadComplete(context);
    }
}
