package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code compare_artifacts}: what distinguishes 2 to 4 artifacts, and their thumbnails. */
final class CompareArtifactsTool implements AgentTool {
    private static final int MAX_ARTIFACTS = 4;

    private final ApiCalls api;
    private final ArtifactDigest digest;
    private final Pictures pictures;

    CompareArtifactsTool(ApiCalls api, ArtifactDigest digest, Pictures pictures) {
        this.api = api;
        this.digest = digest;
        this.pictures = pictures;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments = new ToolSchema()
                .ids("ids", 2, MAX_ARTIFACTS, "Ids of the artifacts, or unique prefixes.")
                .flag("pictures", "Whether to show the thumbnails; default true.")
                .required("ids");
        ToolSchema answer = new ToolSchema()
                .property("artifacts", ToolSchema.list(ToolSchema.artifact()))
                .any("pictures", "array")
                .any("same", "array")
                .property("untrusted", ToolSchema.untrusted())
                .required("artifacts", "pictures", "same", "untrusted");
        return McpSchema.Tool.builder("compare_artifacts", arguments.arguments())
                .title("Compare artifacts")
                .description("Compares 2 to 4 artifacts: untrusted.differences has each fact that is not the same, with"
                        + " the values in the order of ids; untrusted.words what the prompts add to and remove from the"
                        + " first; same names the equal facts. Thumbnails come in the order of ids. "
                        + UntrustedText.NOTICE)
                .outputSchema(answer.answer())
                .annotations(ToolSchema.reads())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        List<String> ids = arguments.texts("ids", MAX_ARTIFACTS, GetArtifactTool.MAX_ID);
        // the API separates ids by commas
        if (ids.stream().distinct().count() < 2 || ids.stream().anyMatch(id -> id.contains(","))) {
            arguments.refuse("ids", "must be 2 to " + MAX_ARTIFACTS + " different artifacts");
        }
        boolean isShown = arguments.flag("pictures", true);
        arguments.check();
        JsonNode comparison = api.compare(ids, caller);
        List<Map<String, Object>> artifacts = new ArrayList<>();
        List<Map<String, Object>> shown = new ArrayList<>();
        List<Picture> chosen = new ArrayList<>();
        for (JsonNode artifact : comparison.path("artifacts")) {
            artifacts.add(digest.summary(artifact, caller));
            Pictures.Choice choice = pictures.choose(artifact, isShown ? "thumb" : "none", MAX_ARTIFACTS, caller);
            shown.add(choice.facts());
            choice.picture().ifPresent(chosen::add);
        }
        Map<String, Object> untrusted = new LinkedHashMap<>();
        untrusted.put(
                "differences", UntrustedText.value(comparison.path("differences"), 2 * ArtifactDigest.LONG_VALUE));
        untrusted.put("words", UntrustedText.value(comparison.path("prompts"), 2 * ArtifactDigest.LONG_VALUE));
        List<String> same = new ArrayList<>();
        comparison.path("facts").forEach(fact -> {
            if (!fact.path("differs").asBoolean()) {
                same.add(fact.path("field").asText());
            }
        });
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("artifacts", artifacts);
        facts.put("pictures", shown);
        facts.put("same", same);
        facts.put("untrusted", untrusted);
        return new ToolAnswer(facts, chosen);
    }
}
