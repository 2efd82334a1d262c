package io.runfolio.mcp;

import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.ExceptionMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds results of tools: facts, as structured content and as text, and pictures; or an error. */
final class ToolResults {
    private static final int MAX_ERROR = 2_000;
    /** Next steps for an agent, by the code of an error. */
    private static final Map<String, String> HINTS = Map.of(
            "artifact_not_found", "Find ids with search_artifacts.",
            "run_not_found", "Find run ids with search_artifacts; for an event that is not a run yet, give eventId.",
            "event_not_found", "For a run, give id.",
            "revision_conflict", "Read the artifact again with get_artifact, then decide on its revision.",
            "ambiguous_id", "Use a whole id.");

    private ToolResults() {}

    static McpSchema.CallToolResult of(ToolAnswer answer) {
        List<McpSchema.Content> content = new ArrayList<>();
        content.add(McpSchema.TextContent.builder(json(answer.facts())).build());
        for (Picture picture : answer.pictures()) {
            content.add(McpSchema.ImageContent.builder(picture.base64(), picture.mimeType())
                    .build());
        }
        return McpSchema.CallToolResult.builder(content)
                .structuredContent(answer.facts())
                .isError(false)
                .build();
    }

    /** Returns the result of a call that failed, without internals. */
    static McpSchema.CallToolResult error(Throwable failure) {
        return McpSchema.CallToolResult.builder(
                        List.of(McpSchema.TextContent.builder(message(failure)).build()))
                .isError(true)
                .build();
    }

    /** Returns the sentence for a failure. */
    static String message(Throwable failure) {
        if (failure instanceof ToolInputException) {
            return UntrustedText.clean("arguments_invalid: " + failure.getMessage(), MAX_ERROR);
        }
        Map<String, Object> detail = ExceptionMapper.detail(failure);
        String code = String.valueOf(detail.get("error"));
        StringBuilder message = new StringBuilder(code + ": " + detail.get("message"));
        for (String more : List.of("candidates", "revision", "checks")) {
            Optional.ofNullable(detail.get(more)).ifPresent(value -> message.append(' ')
                    .append(more)
                    .append(": ")
                    .append(value)
                    .append('.'));
        }
        Optional.ofNullable(HINTS.get(code))
                .ifPresent(hint -> message.append(' ').append(hint));
        return UntrustedText.clean(message.toString(), MAX_ERROR);
    }

    static String json(Object value) {
        try {
            return JacksonMcpMapper.MESSAGES.writeValueAsString(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
