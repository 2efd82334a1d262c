package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code find_duplicates}: the same file, the same picture in another encoding, and similar pictures. */
final class FindDuplicatesTool implements AgentTool {
    private static final int MAX_LIMIT = 50;
    private static final int DEFAULT_LIMIT = 10;
    private static final List<String> GROUPS = List.of("exact", "reencoded", "alike");

    private final ApiCalls api;
    private final ArtifactDigest digest;

    FindDuplicatesTool(ApiCalls api, ArtifactDigest digest) {
        this.api = api;
        this.digest = digest;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments = new ToolSchema()
                .text("id", GetArtifactTool.MAX_ID, "Id of the artifact, or a unique prefix.")
                .whole("limit", 1, MAX_LIMIT, "Artifacts in each group; default " + DEFAULT_LIMIT + ".")
                .required("id");
        Map<String, Object> distance = new ToolSchema()
                .any("structure", "integer")
                .any("color", "integer")
                .required("structure", "color")
                .object();
        Map<String, Object> match = new ToolSchema()
                .property("artifact", ToolSchema.artifact())
                .property("distance", distance)
                .required("artifact")
                .object();
        ToolSchema answer = new ToolSchema().any("id", "string");
        GROUPS.forEach(group -> answer.property(group, ToolSchema.list(match)));
        answer.any("compared", "integer")
                .any("isComplete", "boolean")
                .required("id", "exact", "reencoded", "alike", "compared", "isComplete");
        return McpSchema.Tool.builder("find_duplicates", arguments.arguments())
                .title("Find duplicates of an artifact")
                .description("Returns three different answers: exact has the same file, reencoded the same picture in"
                        + " another encoding or size, alike a picture that is only similar. Only exact and reencoded"
                        + " are duplicates: never treat alike as one. distance is 0 to 64 bits of the structure and 0"
                        + " to 255 of the color. compared is the number of pictures that were compared, 0 if the"
                        + " artifact has no comparable picture. isComplete is false if there may be more. "
                        + UntrustedText.NOTICE)
                .outputSchema(answer.answer())
                .annotations(ToolSchema.reads())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        String id = arguments.requiredText("id", GetArtifactTool.MAX_ID);
        long limit = arguments.whole("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
        arguments.check();
        JsonNode found = api.duplicates(id, limit, caller);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", found.path("id").asText());
        GROUPS.forEach(group -> facts.put(group, matches(found.path(group), caller)));
        facts.put("compared", found.path("compared").asLong());
        facts.put("isComplete", found.path("complete").asBoolean());
        return new ToolAnswer(facts);
    }

    private List<Map<String, Object>> matches(JsonNode group, Caller caller) {
        List<Map<String, Object>> matches = new ArrayList<>();
        for (JsonNode each : group) {
            Map<String, Object> match = new LinkedHashMap<>();
            match.put("artifact", digest.summary(each.path("artifact"), caller));
            JsonNode distance = each.path("distance");
            if (distance.isObject()) {
                match.put(
                        "distance",
                        ToolSchema.schema(
                                "structure", distance.path("structure").asInt(),
                                "color", distance.path("color").asInt()));
            }
            matches.add(match);
        }
        return matches;
    }
}
