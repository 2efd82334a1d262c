package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import io.runfolio.api.Scope;
import java.util.ArrayList;
import java.util.List;

/** The resource {@code runfolio://artifact/{id}}: facts as JSON, and the thumbnail. */
final class ArtifactTemplate {
    private static final String PREFIX = "runfolio://artifact/";

    private final ApiCalls api;
    private final ArtifactDigest digest;
    private final Pictures pictures;
    private final ToolRunner runner;

    ArtifactTemplate(ApiCalls api, ArtifactDigest digest, Pictures pictures, ToolRunner runner) {
        this.api = api;
        this.digest = digest;
        this.pictures = pictures;
        this.runner = runner;
    }

    McpSchema.ResourceTemplate definition() {
        return McpSchema.ResourceTemplate.builder(PREFIX + "{id}", "artifact")
                .title("Artifact")
                .description("Facts of an artifact as JSON, and its thumbnail. " + UntrustedText.NOTICE)
                .mimeType("application/json")
                .build();
    }

    McpSchema.ReadResourceResult read(String uri, Caller caller) {
        String id = uri.startsWith(PREFIX) ? uri.substring(PREFIX.length()) : "";
        try {
            return runner.run(Scope.READ, caller, () -> contents(uri, id, caller));
        } catch (ApiException e) {
            throw error(
                    e.detail().get("status").equals(404) ? ErrorCodes.RESOURCE_NOT_FOUND : ErrorCodes.INVALID_REQUEST,
                    e);
        } catch (Exception e) {
            throw error(ErrorCodes.INTERNAL_ERROR, e);
        }
    }

    private McpSchema.ReadResourceResult contents(String uri, String id, Caller caller) {
        JsonNode artifact = api.artifact(id, caller);
        List<McpSchema.ResourceContents> contents = new ArrayList<>();
        ToolAnswer answer = new ToolAnswer(digest.full(artifact));
        contents.add(McpSchema.TextResourceContents.builder(uri, ToolResults.json(answer.facts()))
                .mimeType("application/json")
                .build());
        pictures.choose(artifact, "thumb", 1, caller)
                .picture()
                .ifPresent(picture -> contents.add(
                        McpSchema.BlobResourceContents.builder(uri + "#" + picture.view(), picture.base64())
                                .mimeType(picture.mimeType())
                                .build()));
        return McpSchema.ReadResourceResult.builder(contents).build();
    }

    private static McpError error(int code, Exception failure) {
        return McpError.builder(code).message(ToolResults.message(failure)).build();
    }
}
