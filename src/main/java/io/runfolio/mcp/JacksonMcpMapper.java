package io.runfolio.mcp;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;

/** JSON of the MCP SDK by our Jackson, with the limits of our other documents. Thread-safe. */
public final class JacksonMcpMapper implements McpJsonMapper {
    /** Messages with duplicate fields or a second document are refused. */
    static final ObjectMapper MESSAGES = JsonMappers.strict(JsonLimits.DOCUMENT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Override
    public <T> T readValue(String json, Class<T> type) throws IOException {
        return MESSAGES.readValue(json, type);
    }

    @Override
    public <T> T readValue(byte[] json, Class<T> type) throws IOException {
        return MESSAGES.readValue(json, type);
    }

    @Override
    public <T> T readValue(String json, TypeRef<T> type) throws IOException {
        return MESSAGES.readValue(json, MESSAGES.constructType(type.getType()));
    }

    @Override
    public <T> T readValue(byte[] json, TypeRef<T> type) throws IOException {
        return MESSAGES.readValue(json, MESSAGES.constructType(type.getType()));
    }

    @Override
    public <T> T convertValue(Object value, Class<T> type) {
        try {
            return MESSAGES.convertValue(value, type);
        } catch (IllegalArgumentException e) {
            throw invalidParams(e);
        }
    }

    @Override
    public <T> T convertValue(Object value, TypeRef<T> type) {
        try {
            return MESSAGES.convertValue(value, MESSAGES.constructType(type.getType()));
        } catch (IllegalArgumentException e) {
            throw invalidParams(e);
        }
    }

    @Override
    public String writeValueAsString(Object value) throws IOException {
        return MESSAGES.writeValueAsString(value);
    }

    @Override
    public byte[] writeValueAsBytes(Object value) throws IOException {
        return MESSAGES.writeValueAsBytes(value);
    }

    /** The SDK would answer with an internal error and the names of its classes. */
    private static McpError invalidParams(IllegalArgumentException failure) {
        String where = failure.getCause() instanceof JsonMappingException json
                ? json.getPath().stream()
                        .map(step -> step.getFieldName() == null ? "" : step.getFieldName())
                        .reduce("params", (path, name) -> path + "." + name)
                : "params";
        return McpError.builder(ErrorCodes.INVALID_PARAMS)
                .message(UntrustedText.clean(where, 200)
                        + " does not have the form of the MCP specification: send params as its schema says.")
                .build();
    }
}
