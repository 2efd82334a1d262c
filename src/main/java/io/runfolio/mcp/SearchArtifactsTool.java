package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.Caller;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.AssetKind;
import io.runfolio.run.ReviewStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code search_artifacts}: pages of artifacts, by the filters of {@code GET /v1/artifacts}. */
final class SearchArtifactsTool implements AgentTool {
    private static final int MAX_LIMIT = 50;
    private static final int DEFAULT_LIMIT = 10;
    private static final int MAX_VALUES = 20;
    private static final int MAX_PIXELS = 1_000_000;
    private static final Map<String, Object> LISTS = ToolSchema.schema(
            "model", "Models, as their runs name them.",
            "runStatus", "Statuses of runs, such as succeeded or failed.",
            "artifactType", "Types, such as image.",
            "tag", "Tags of runs or of the review.");
    private static final Map<String, List<String>> WORDS = new LinkedHashMap<>();
    private static final Map<String, Object> TEXTS = ToolSchema.schema(
            "runId", "Id of a run.",
            "project", "Project of the run.",
            "user", "User who started the run.",
            "channel", "Channel that the run came by.",
            "agent", "Agent that started the run.",
            "templateId", "Template of the run.",
            "preset", "Preset of the generator.",
            "pipelineId", "Pipeline of the generator.",
            "variantGroup", "Group of variants.",
            "createdAfter", "A time such as 2026-03-26T21:45:12Z, or a date; inclusive.",
            "createdBefore", "A time or a date; exclusive.");

    static {
        WORDS.put("status", ReviewStatus.jsonNames());
        WORDS.put("class", ArtifactClass.jsonNames());
        WORDS.put("mediaKind", AssetKind.jsonNames());
    }

    private final ApiCalls api;
    private final ArtifactDigest digest;

    SearchArtifactsTool(ApiCalls api, ArtifactDigest digest) {
        this.api = api;
        this.digest = digest;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments = new ToolSchema()
                .text("q", 1_000, "Words of prompts and titles: red fox (both), \"red fox\", fox OR wolf, -blurry.");
        LISTS.forEach((name, meaning) -> arguments.texts(name, MAX_VALUES, meaning + " Any of them."));
        WORDS.forEach((name, words) -> arguments.words(name, words, "Any of them."));
        TEXTS.forEach((name, meaning) -> arguments.text(name, 500, (String) meaning));
        arguments
                .property(
                        "seed",
                        ToolSchema.schema("type", List.of("string", "integer"), "description", "Seed of the output."))
                .whole("minWidth", 0, MAX_PIXELS, "Pixels of the original.")
                .whole("minHeight", 0, MAX_PIXELS, "Pixels of the original.")
                .whole("limit", 1, MAX_LIMIT, "Artifacts of a page; default " + DEFAULT_LIMIT + ".")
                .text("cursor", 1_000, "nextCursor of the page before, with the same filters.")
                .flag("count", "Whether to count all matches.");
        ToolSchema answer = new ToolSchema()
                .property("items", ToolSchema.list(ToolSchema.artifact()))
                .any("nextCursor", "string", "null")
                .any("total", "integer", "null")
                .required("items", "nextCursor", "total");
        return McpSchema.Tool.builder("search_artifacts", arguments.arguments())
                .title("Search artifacts")
                .description("Finds artifacts (outputs of image and video generators), newest run first. Filters are"
                        + " combined; without any, all are listed. file.state says whether the file is present,"
                        + " removed or missing; picture names the view that get_artifact can show, or is null. "
                        + UntrustedText.NOTICE)
                .outputSchema(answer.answer())
                .annotations(ToolSchema.reads())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        arguments.text("q", 1_000).ifPresent(text -> query.put("q", List.of(text)));
        LISTS.keySet().forEach(name -> put(query, name, arguments.texts(name, MAX_VALUES, 500)));
        WORDS.keySet().forEach(name -> put(query, name, arguments.texts(name, MAX_VALUES, 500)));
        TEXTS.keySet().forEach(name -> arguments.text(name, 500).ifPresent(text -> query.put(name, List.of(text))));
        arguments.textOrWhole("seed", 500).ifPresent(text -> query.put("seed", List.of(text)));
        for (String side : List.of("minWidth", "minHeight")) {
            arguments.whole(side, 0, MAX_PIXELS).ifPresent(pixels -> query.put(side, List.of(String.valueOf(pixels))));
        }
        long limit = arguments.whole("limit", 1, MAX_LIMIT).orElse((long) DEFAULT_LIMIT);
        query.put("limit", List.of(String.valueOf(limit)));
        arguments.text("cursor", 1_000).ifPresent(cursor -> query.put("cursor", List.of(cursor)));
        query.put("count", List.of(String.valueOf(arguments.flag("count", false))));
        arguments.check();
        JsonNode page = api.artifacts(query, caller);
        List<Map<String, Object>> items = new ArrayList<>();
        page.path("items").forEach(artifact -> items.add(digest.summary(artifact, caller)));
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("items", items);
        facts.put("nextCursor", page.path("nextCursor").textValue());
        facts.put("total", page.path("total").isNumber() ? page.path("total").numberValue() : null);
        return new ToolAnswer(facts);
    }

    private static void put(Map<String, List<String>> query, String name, List<String> values) {
        if (!values.isEmpty()) {
            query.put(name, values);
        }
    }
}
