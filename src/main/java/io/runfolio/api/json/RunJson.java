package io.runfolio.api.json;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import io.runfolio.api.content.BundleFiles;
import io.runfolio.api.content.RetentionJson;
import io.runfolio.api.content.Urls;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Catalog.CatalogRun;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunExecution;
import io.runfolio.run.extras.RunExtras;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** JSON representation of a run. */
public final class RunJson {
    private static final ObjectMapper CAMEL = JsonMappers.builder(JsonLimits.RECORD)
            .propertyNamingStrategy(PropertyNamingStrategies.LOWER_CAMEL_CASE)
            .build();

    private final BundleFiles files;
    private final MediaJson media;
    private final ArtifactJson artifacts;

    public RunJson(BundleFiles files, MediaJson media, ArtifactJson artifacts) {
        this.files = files;
        this.media = media;
        this.artifacts = artifacts;
    }

    /** Returns the summary for lists. */
    public Map<String, Object> summary(CatalogRun catalogued) {
        RunView view = catalogued.view();
        RunArtifact run = view.run();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("id", run.runId());
        json.put("jobId", catalogued.jobId().orElse(null));
        json.put("createdAt", run.createdAt());
        json.put("status", run.status());
        json.put("state", state(run.status()));
        json.put("model", run.modelKey());
        json.put("taskMode", run.taskMode() == null ? null : run.taskMode().jsonName());
        json.put("project", run.sourceContext().projectName());
        json.put("tags", run.tags());
        json.put("promptSummary", view.manifest().promptSummary());
        json.put("inputCount", view.manifest().inputCount());
        json.put("outputCount", view.manifest().outputCount());
        json.put("hasImage", view.manifest().hasImage());
        json.put("hasVideo", view.manifest().hasVideo());
        json.put("errors", run.errors());
        json.put("warnings", run.warnings());
        json.put("artifacts", artifacts(view));
        return json;
    }

    /** Returns all data of a run. */
    public Map<String, Object> detail(CatalogRun catalogued) {
        RunView view = catalogued.view();
        RunArtifact run = view.run();
        Map<String, Object> json = summary(catalogued);
        json.put("providerModel", run.providerModel());
        json.put("prompts", tree(run.prompts()));
        json.put("sourceContext", tree(run.sourceContext()));
        json.put("sourceMetadata", run.sourceMetadata());
        json.put("options", run.options());
        json.put("defaults", run.defaults());
        json.put("providerTrace", tree(run.providerTrace()));
        RunExecution execution = RunExtras.of(run).execution();
        json.put("timing", execution.timing() == null ? null : tree(execution.timing()));
        json.put("steps", execution.steps().stream().map(RunJson::tree).toList());
        json.put("cost", execution.cost() == null ? null : tree(execution.cost()));
        json.put("notes", run.notes());
        json.put("retention", RetentionJson.ofRun(files.retention(view.runPath())));
        json.put(
                "inputs", run.inputs().stream().map(input -> input(view, input)).toList());
        json.put(
                "files",
                files.list(view.runPath()).stream()
                        .map(file -> file(view, file))
                        .flatMap(Optional::stream)
                        .toList());
        return json;
    }

    /**
     * Returns the workflow state of a provider status.
     *
     * <p>A bundled run with an unknown status is completed.
     */
    private static String state(String status) {
        return switch (status.toLowerCase(Locale.ROOT)) {
            case "failed", "failure", "error" -> "failed";
            case "cancelled", "canceled" -> "cancelled";
            case "running", "queued" -> status.toLowerCase(Locale.ROOT);
            default -> "completed";
        };
    }

    private List<Map<String, Object>> artifacts(RunView view) {
        RunArtifact run = view.run();
        return view.artifacts().stream()
                .map(artifact -> artifacts.of(CatalogArtifact.of(view.runPath(), run, artifact)))
                .toList();
    }

    private Map<String, Object> input(RunView view, AssetRecord input) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("role", input.role());
        json.put("media", media.ofRun(view.runPath(), view.run().runId(), input));
        return json;
    }

    private Optional<Map<String, Object>> file(RunView view, Path relative) {
        String path = relative.toString().replace('\\', '/');
        return files.size(view.runPath(), relative).map(bytes -> {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("path", path);
            json.put("url", Urls.runFile(view.run().runId(), path));
            json.put("bytes", bytes);
            return json;
        });
    }

    private static Map<?, ?> tree(Object record) {
        return CAMEL.convertValue(record, Map.class);
    }
}
