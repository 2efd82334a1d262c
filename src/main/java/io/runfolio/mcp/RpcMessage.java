package io.runfolio.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.io.IOException;
import java.util.Map;

/**
 * A JSON-RPC message whose form is checked, so that the SDK meets valid ones only.
 *
 * @param method empty for a response
 * @param id text or whole number; null without one
 * @param params null without any
 */
record RpcMessage(Kind kind, String method, Object id, Map<?, ?> params) {
    private static final int MAX_NAME = 200;

    /** Kind of a message. */
    enum Kind {
        REQUEST,
        NOTIFICATION,
        RESPONSE
    }

    /** @throws McpError if the bytes are no valid message */
    static RpcMessage read(byte[] bytes) {
        JsonNode node = parse(bytes);
        if (node.isArray()) {
            throw invalid("Batches are not supported: send each message by itself.");
        }
        if (!node.isObject() || !node.path("jsonrpc").asText().equals(McpSchema.JSONRPC_VERSION)) {
            throw invalid("A message must be a JSON object with \"jsonrpc\": \"2.0\".");
        }
        if (!node.has("method") && (node.has("result") || node.has("error"))) {
            return new RpcMessage(Kind.RESPONSE, "", null, null);
        }
        String method = node.path("method").asText();
        if (!node.path("method").isTextual() || method.isEmpty() || method.length() > MAX_NAME) {
            throw invalid("method must be a text of 1 to " + MAX_NAME + " characters.");
        }
        Object id = id(node);
        checkParams(method, node);
        Map<?, ?> params = node.path("params").isObject()
                ? JacksonMcpMapper.MESSAGES.convertValue(node.get("params"), Map.class)
                : null;
        return new RpcMessage(id == null ? Kind.NOTIFICATION : Kind.REQUEST, method, id, params);
    }

    private static JsonNode parse(byte[] bytes) {
        try {
            return JacksonMcpMapper.MESSAGES.readTree(bytes);
        } catch (IOException e) {
            // of the encoding as well
            String reason = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
            throw McpError.builder(ErrorCodes.PARSE_ERROR)
                    .message(UntrustedText.clean("The message is not JSON, or exceeds its limits: " + reason, 300))
                    .build();
        }
    }

    private static Object id(JsonNode node) {
        JsonNode id = node.path("id");
        if (id.isMissingNode()) {
            return null;
        }
        boolean isText = id.isTextual() && id.textValue().length() <= MAX_NAME;
        boolean isWhole = id.isIntegralNumber() && id.canConvertToLong();
        if (!isText && !isWhole) {
            throw invalid("id must be a text of at most " + MAX_NAME + " characters, or a whole number.");
        }
        return isText ? id.textValue() : (Object) id.longValue();
    }

    private static void checkParams(String method, JsonNode node) {
        JsonNode params = node.path("params");
        if (!params.isMissingNode() && !params.isNull() && !params.isObject()) {
            throw invalid("params must be an object.");
        }
        if (method.equals(McpSchema.METHOD_TOOLS_CALL)) {
            JsonNode name = params.path("name");
            JsonNode arguments = params.path("arguments");
            if (!name.isTextual() || name.textValue().length() > MAX_NAME) {
                throw invalid("params.name must be the name of a tool: see tools/list.");
            }
            if (!arguments.isMissingNode() && !arguments.isNull() && !arguments.isObject()) {
                throw invalid("params.arguments must be an object: see the inputSchema of " + name.textValue() + ".");
            }
        }
    }

    private static McpError invalid(String why) {
        return McpError.builder(ErrorCodes.INVALID_REQUEST)
                .message(UntrustedText.clean(why, 500))
                .build();
    }
}
