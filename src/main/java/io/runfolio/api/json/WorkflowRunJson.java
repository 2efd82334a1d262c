package io.runfolio.api.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.api.content.Urls;

/** JSON representation of a workflow run: that of the run service with links. */
public final class WorkflowRunJson {
    private WorkflowRunJson() {}

    /** Returns a run with links to its events, its parent, children, artifacts and bundles. */
    public static ObjectNode of(ObjectNode run) {
        ObjectNode json = run.deepCopy();
        String id = run.path("id").asText();
        ObjectNode links = json.putObject("links");
        links.put("self", Urls.run(id));
        links.put("events", Urls.run(id) + "/events");
        String parent = run.path("parentRunId").textValue();
        links.put("parent", parent == null ? null : Urls.run(parent));
        run.path("childRunIds").forEach(child -> array(links, "children").add(Urls.run(child.asText())));
        run.path("artifactIds").forEach(artifact -> array(links, "artifacts").add(Urls.artifact(artifact.asText())));
        run.path("sourceArtifactIds")
                .forEach(artifact -> array(links, "sources").add(Urls.artifact(artifact.asText())));
        run.path("bundleRunIds").forEach(bundle -> array(links, "bundles").add(Urls.run(bundle.asText())));
        for (String name : new String[] {"children", "artifacts", "sources", "bundles"}) {
            array(links, name);
        }
        return json;
    }

    /** Returns a run for lists: also with the fields that every run of a list has. */
    public static ObjectNode listed(ObjectNode run) {
        ObjectNode json = of(run);
        json.set("jobId", run.get("id"));
        json.set("createdAt", run.get("queuedAt"));
        json.put("model", "");
        json.putNull("taskMode").putNull("project").putNull("promptSummary");
        json.put("inputCount", run.path("inputs").size());
        json.put("outputCount", run.path("artifactIds").size());
        json.put("hasImage", false).put("hasVideo", false);
        json.putArray("tags");
        json.putArray("warnings");
        json.putArray("artifacts");
        ArrayNode errors = json.putArray("errors");
        JsonNode message = run.path("error").path("message");
        if (message.isTextual()) {
            errors.add(message);
        }
        return json;
    }

    private static ArrayNode array(ObjectNode links, String name) {
        return links.withArray(name);
    }
}
