package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code get_artifact}: all facts of an artifact, and its picture. */
final class GetArtifactTool implements AgentTool {
    static final int MAX_ID = 500;

    private final ApiCalls api;
    private final ArtifactDigest digest;
    private final Pictures pictures;

    GetArtifactTool(ApiCalls api, ArtifactDigest digest, Pictures pictures) {
        this.api = api;
        this.digest = digest;
        this.pictures = pictures;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments = new ToolSchema()
                .text("id", MAX_ID, "Id of the artifact, or a unique prefix.")
                .word("picture", Pictures.SIZES, "thumb (default), web (larger) or none; clips show their poster.")
                .required("id");
        ToolSchema answer = new ToolSchema()
                .property("artifact", ToolSchema.artifact())
                .any("picture", "object")
                .required("artifact", "picture");
        return McpSchema.Tool.builder("get_artifact", arguments.arguments())
                .title("Get an artifact")
                .description(
                        "Returns the facts of an artifact (how it was made, file, review, sources) and its picture."
                                + " picture.reason says why there is no picture, or a smaller one. "
                                + UntrustedText.NOTICE)
                .outputSchema(answer.answer())
                .annotations(ToolSchema.reads())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        String id = arguments.requiredText("id", MAX_ID);
        String size = arguments.word("picture", Pictures.SIZES).orElse("thumb");
        arguments.check();
        JsonNode artifact = api.artifact(id, caller);
        Pictures.Choice choice = pictures.choose(artifact, size, 1, caller);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("artifact", digest.full(artifact));
        facts.put("picture", choice.facts());
        return new ToolAnswer(facts, choice.picture().stream().toList());
    }
}
