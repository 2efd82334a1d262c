package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelcontextprotocol.spec.McpSchema;
import io.runfolio.api.ApiException;
import io.runfolio.api.Caller;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code get_lineage}: what an artifact was made from, and what was made from it. */
final class GetLineageTool implements AgentTool {
    private static final int MAX_DEPTH = 5;
    private static final int DEFAULT_DEPTH = 2;
    private static final int MAX_ARTIFACTS = 60;

    private final ApiCalls api;
    private final ArtifactDigest digest;

    GetLineageTool(ApiCalls api, ArtifactDigest digest) {
        this.api = api;
        this.digest = digest;
    }

    @Override
    public McpSchema.Tool definition() {
        ToolSchema arguments = new ToolSchema()
                .text("id", GetArtifactTool.MAX_ID, "Id of the artifact, or a unique prefix.")
                .whole("depth", 1, MAX_DEPTH, "Steps in both directions; default " + DEFAULT_DEPTH + ".")
                .required("id");
        Map<String, Object> link = new ToolSchema()
                .any("source", "string")
                .any("derived", "string")
                .required("source", "derived")
                .object();
        ToolSchema answer = new ToolSchema()
                .any("id", "string")
                .property("artifacts", ToolSchema.list(ToolSchema.artifact()))
                .property("links", ToolSchema.list(link))
                .any("notInCatalog", "array")
                .any("isComplete", "boolean")
                .required("id", "artifacts", "links", "notInCatalog", "isComplete");
        return McpSchema.Tool.builder("get_lineage", arguments.arguments())
                .title("Get the lineage of an artifact")
                .description("Returns the artifacts that an artifact was made from and those made from it, with the"
                        + " links between them. notInCatalog names sources without a record here. isComplete is"
                        + " false if there is more beyond depth or beyond " + MAX_ARTIFACTS + " artifacts. "
                        + UntrustedText.NOTICE)
                .outputSchema(answer.answer())
                .annotations(ToolSchema.reads())
                .build();
    }

    @Override
    public ToolAnswer call(ToolArguments arguments, Caller caller) {
        String id = arguments.requiredText("id", GetArtifactTool.MAX_ID);
        int depth = arguments
                .whole("depth", 1, MAX_DEPTH)
                .orElse((long) DEFAULT_DEPTH)
                .intValue();
        arguments.check();
        Walk walk = new Walk(caller);
        JsonNode start = api.artifact(id, caller);
        walk.found.put(start.path("id").asText(), start);
        walk.follow(start, depth, true);
        walk.follow(start, depth, false);
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("id", start.path("id").asText());
        facts.put(
                "artifacts",
                walk.found.values().stream()
                        .map(artifact -> digest.summary(artifact, caller))
                        .toList());
        facts.put("links", walk.links.stream().map(Link::json).toList());
        facts.put("notInCatalog", List.copyOf(walk.unknown));
        facts.put("isComplete", walk.isComplete);
        return new ToolAnswer(facts);
    }

    private record Link(String source, String derived) {
        Map<String, Object> json() {
            return ToolSchema.schema("source", source, "derived", derived);
        }
    }

    /** One walk, breadth first by depth, through sources or through what was made. */
    private final class Walk {
        private final Map<String, JsonNode> found = new LinkedHashMap<>();
        private final Set<Link> links = new LinkedHashSet<>();
        private final Set<String> unknown = new LinkedHashSet<>();
        private final Caller caller;
        private boolean isComplete = true;

        private Walk(Caller caller) {
            this.caller = caller;
        }

        private void follow(JsonNode start, int depth, boolean toSources) {
            Map<String, JsonNode> level = Map.of(start.path("id").asText(), start);
            for (int step = 0; step <= depth && !level.isEmpty(); step++) {
                Map<String, JsonNode> next = new LinkedHashMap<>();
                for (Map.Entry<String, JsonNode> each : level.entrySet()) {
                    for (String neighbor : neighbors(each.getValue(), toSources)) {
                        Link link = toSources ? new Link(neighbor, each.getKey()) : new Link(each.getKey(), neighbor);
                        boolean isKnown = found.containsKey(neighbor);
                        if (unknown.contains(neighbor)) {
                            continue;
                        }
                        if (!isKnown && (step == depth || isFull())) {
                            isComplete = false;
                        } else if (isKnown || load(neighbor, next)) {
                            links.add(link);
                        }
                    }
                }
                level = next;
            }
        }

        private boolean isFull() {
            return found.size() == MAX_ARTIFACTS || unknown.size() == MAX_ARTIFACTS;
        }

        private boolean load(String id, Map<String, JsonNode> next) {
            try {
                JsonNode artifact = api.artifact(id, caller);
                found.put(id, artifact);
                next.put(id, artifact);
                return true;
            } catch (ApiException e) {
                unknown.add(id);
                return false;
            }
        }

        private Set<String> neighbors(JsonNode artifact, boolean toSources) {
            Set<JsonNode> ids = new LinkedHashSet<>();
            artifact.path(toSources ? "sourceArtifactIds" : "derivedArtifactIds")
                    .forEach(ids::add);
            ids.add(artifact.path(toSources ? "sourceReportArtifactId" : ""));
            return ids.stream()
                    .filter(ArtifactDigest::isId)
                    .map(JsonNode::asText)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }
    }
}
