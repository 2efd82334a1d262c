package io.runfolio.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.modelcontextprotocol.spec.ProtocolVersions;
import io.runfolio.api.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Answers one JSON-RPC message at a time, without sessions. Thread-safe.
 *
 * <p>Stdio and HTTP differ in how they frame messages only, so both use this transport.
 */
public final class MessageTransport implements McpStatelessServerTransport {
    static final String CALLER = "caller";
    private static final Logger LOG = LoggerFactory.getLogger(MessageTransport.class);

    private final long maxResultBytes;
    private McpStatelessServerHandler handler;

    MessageTransport(long maxResultBytes) {
        this.maxResultBytes = maxResultBytes;
    }

    /** Result of handling a message. */
    public enum Outcome {
        /** The reply answers a request. */
        ANSWERED,
        /** The message needs no reply. */
        ACCEPTED,
        /** The message is not valid; the reply says why. */
        REFUSED
    }

    /** @param body JSON-RPC response; empty if the message needs none */
    public record Reply(Outcome outcome, byte[] body) {}

    @Override
    public void setMcpHandler(McpStatelessServerHandler newHandler) {
        handler = newHandler;
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.empty();
    }

    @Override
    public List<String> protocolVersions() {
        return List.of(
                ProtocolVersions.MCP_2024_11_05,
                ProtocolVersions.MCP_2025_03_26,
                ProtocolVersions.MCP_2025_06_18,
                ProtocolVersions.MCP_2025_11_25);
    }

    /** Returns the reply to a message; never throws. */
    public Reply handle(byte[] message, Caller caller) {
        RpcMessage read;
        try {
            read = RpcMessage.read(message);
        } catch (McpError e) {
            return refused(e.getJsonRpcError());
        }
        McpTransportContext context = McpTransportContext.create(Map.of(CALLER, caller));
        return switch (read.kind()) {
            case REQUEST -> new Reply(Outcome.ANSWERED, bounded(read, answer(read, context)));
            case NOTIFICATION -> {
                notify(read, context);
                yield new Reply(Outcome.ACCEPTED, new byte[0]);
            }
            case RESPONSE -> new Reply(Outcome.ACCEPTED, new byte[0]);
        };
    }

    /** Returns the reply to something that is no message. */
    public static Reply refuse(String why) {
        return refused(new McpSchema.JSONRPCResponse.JSONRPCError(ErrorCodes.INVALID_REQUEST, why));
    }

    private McpSchema.JSONRPCResponse answer(RpcMessage message, McpTransportContext context) {
        try {
            McpSchema.JSONRPCRequest request = new McpSchema.JSONRPCRequest(
                    McpSchema.JSONRPC_VERSION, message.method(), message.id(), message.params());
            return handler.handleRequest(context, request)
                    .contextWrite(more -> more.put(McpTransportContext.KEY, context))
                    .block();
        } catch (RuntimeException e) {
            if (e instanceof McpError known) {
                return McpSchema.JSONRPCResponse.error(message.id(), known.getJsonRpcError());
            }
            LOG.error("an MCP request failed unexpectedly", e);
            return McpSchema.JSONRPCResponse.error(
                    message.id(),
                    new McpSchema.JSONRPCResponse.JSONRPCError(
                            ErrorCodes.INTERNAL_ERROR, "Unexpected error: see the server log."));
        }
    }

    private void notify(RpcMessage message, McpTransportContext context) {
        try {
            handler.handleNotification(
                            context,
                            new McpSchema.JSONRPCNotification(
                                    McpSchema.JSONRPC_VERSION, message.method(), message.params()))
                    .block();
        } catch (RuntimeException e) {
            LOG.debug("a notification was not handled", e);
        }
    }

    private byte[] bounded(RpcMessage message, McpSchema.JSONRPCResponse response) {
        byte[] bytes = bytes(response);
        if (bytes.length <= maxResultBytes) {
            return bytes;
        }
        return bytes(McpSchema.JSONRPCResponse.error(
                message.id(),
                new McpSchema.JSONRPCResponse.JSONRPCError(
                        ErrorCodes.INTERNAL_ERROR,
                        "The answer would have " + bytes.length + " bytes, more than runfolio.mcp.max-result ("
                                + maxResultBytes + "): ask for less, such as a smaller limit or no picture,"
                                + " or raise the setting.")));
    }

    private static Reply refused(McpSchema.JSONRPCResponse.JSONRPCError error) {
        return new Reply(Outcome.REFUSED, bytes(new NoIdResponse(McpSchema.JSONRPC_VERSION, null, error)));
    }

    /** Response to a message whose id is not known. Its id is null, which the SDK's record would leave out. */
    private record NoIdResponse(String jsonrpc, Object id, McpSchema.JSONRPCResponse.JSONRPCError error) {}

    private static byte[] bytes(Object response) {
        try {
            return JacksonMcpMapper.MESSAGES.writeValueAsBytes(response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
