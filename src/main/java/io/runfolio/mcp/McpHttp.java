package io.runfolio.mcp;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.request.QueryParameters;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Streamable HTTP without sessions and streams: a message in each request, its reply in the response.
 *
 * <p>The server has authorized the request and checked Host and Origin. GET and DELETE are not in the contract, so they
 * are 405, as the MCP specification wants it from a server without streams and sessions.
 */
public record McpHttp(MessageTransport transport) {
    private static final String VERSION = "mcp-protocol-version";

    /** {@code callMcp}. */
    public ApiResponse handle(ApiRequest request) {
        new QueryParameters(request).check();
        if (!isJsonAccepted(request.header("accept"))) {
            throw new ApiException(
                    406,
                    "json_not_accepted",
                    "The response is JSON: send `Accept: application/json, text/event-stream`.");
        }
        Optional<String> version = request.header(VERSION);
        MessageTransport.Reply reply =
                version.isEmpty() || transport.protocolVersions().contains(version.get())
                        ? transport.handle(request.body(), request.caller())
                        : MessageTransport.refuse("MCP-Protocol-Version is not supported. This server has "
                                + String.join(", ", transport.protocolVersions()) + ".");
        return switch (reply.outcome()) {
            case ANSWERED -> json(200, reply);
            case ACCEPTED -> ApiResponse.empty(202);
            case REFUSED -> json(400, reply);
        };
    }

    private static ApiResponse json(int status, MessageTransport.Reply reply) {
        return ApiResponse.bytes(status, "application/json", reply.body()).with("Cache-Control", "private, no-store");
    }

    private static boolean isJsonAccepted(Optional<String> accept) {
        return accept.isEmpty()
                || Stream.of(accept.get().split(","))
                        .map(range -> range.split(";", 2)[0].strip())
                        .anyMatch(range -> range.equals("application/json")
                                || range.equals("application/*")
                                || range.equals("*/*"));
    }
}
