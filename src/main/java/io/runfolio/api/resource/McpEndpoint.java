package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import java.util.function.Function;
import java.util.function.Supplier;

/** The door for agents: {@code /mcp}. What answers there is created with the first request. */
public final class McpEndpoint {
    private final Supplier<Function<ApiRequest, ApiResponse>> factory;
    private volatile Function<ApiRequest, ApiResponse> handler;

    private McpEndpoint(Supplier<Function<ApiRequest, ApiResponse>> factory) {
        this.factory = factory;
    }

    /** @param factory called once, with the first request */
    public static McpEndpoint of(Supplier<Function<ApiRequest, ApiResponse>> factory) {
        return new McpEndpoint(factory);
    }

    /** Returns the endpoint of a server that agents do not use. */
    public static McpEndpoint off() {
        return new McpEndpoint(() -> request -> {
            throw ApiException.notFound("mcp_off", "MCP is off: set runfolio.mcp.enabled=true and restart the server.");
        });
    }

    /** {@code callMcp}. */
    public ApiResponse call(ApiRequest request) {
        return handler().apply(request);
    }

    private Function<ApiRequest, ApiResponse> handler() {
        if (handler == null) {
            synchronized (this) {
                if (handler == null) {
                    handler = factory.get();
                }
            }
        }
        return handler;
    }
}
