package io.runfolio.intake;

import io.runfolio.json.IsoTimestamp;
import io.runfolio.run.AssetSource;
import io.runfolio.run.Job;
import io.runfolio.run.Prompts;
import io.runfolio.run.ProviderTrace;
import io.runfolio.run.RunRequest;
import io.runfolio.run.RunStatus;
import io.runfolio.run.SourceContext;
import io.runfolio.run.TaskMode;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.settings.EventSettings;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the request of an event field by field. EventFields that the contract does not know are kept and named in a
 * warning.
 */
final class RunRequestReader {

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private final EventSettings settings;
    private final SourceOpener sources;
    private Optional<PollTask> pollTask = Optional.empty();

    RunRequestReader(EventSettings settings, SourceOpener sources) {
        this.settings = settings;
        this.sources = sources;
    }

    /**
     * Reads a request.
     *
     * @param documentWarnings warnings about the document as a whole
     */
    RunRequest read(EventFields fields, List<String> documentWarnings) {
        String status = fields.requiredText("status");
        String modelKey = fields.requiredText("model_key");
        pollTask = pollTask(status, modelKey, fields);
        List<String> warnings = new ArrayList<>(fields.texts("warnings"));
        warnings.addAll(documentWarnings);
        Map<String, Object> sourceMetadata = fields.map("source_metadata");
        Map<String, Object> extras = new LinkedHashMap<>();
        TaskMode taskMode = taskMode(fields, extras, warnings);
        String providerModel = fields.text("provider_model");
        String slug = fields.text("slug");
        OffsetDateTime createdAt = createdAt(fields, warnings);
        refuseTooMany(fields);
        List<AssetSource> inputs = assets(fields, "inputs");
        List<AssetSource> outputs = assets(fields, "outputs");
        RunRequest request = new RunRequest(
                status,
                modelKey,
                providerModel,
                taskMode,
                slug,
                createdAt,
                sourceMetadata,
                fields.object("source_context").map(this::sourceContext).orElse(null),
                fields.object("prompts").map(this::prompts).orElse(null),
                inputs,
                outputs,
                fields.map("options"),
                fields.maps("defaults"),
                fields.object("provider_trace").map(this::providerTrace).orElse(null),
                warnings,
                fields.texts("errors"),
                fields.texts("tags"),
                fields.text("notes"),
                fields.object("derivative_settings")
                        .map(DerivativeSettingsReader::read)
                        .orElse(null),
                fields.any("request_payload"),
                fields.any("submit_payload"),
                fields.any("submit_response"),
                fields.any("final_status_response"),
                fields.text("idempotency_key"),
                fields.object("job").map(this::job).orElse(null),
                fields.object("artifact")
                        .map(hint -> ArtifactHintReader.read(hint, warnings))
                        .orElse(null),
                new ExecutionReader(fields, warnings).read());
        fields.close();
        return withExtras(request, extras, fields.unrecognised());
    }

    /** Counts the assets before any is checked, as each check reads the disk. */
    private void refuseTooMany(EventFields fields) {
        int count = fields.objects("inputs").size() + fields.objects("outputs").size();
        if (count > settings.maxAssets()) {
            throw new RefusedEventException(
                    "too_many_assets",
                    fields.at("outputs"),
                    "The event names " + count + " files and the limit is " + settings.maxAssets()
                            + ": split the run, or raise runfolio.event.max-assets.");
        }
    }

    private static RunRequest withExtras(
            RunRequest request, Map<String, Object> extras, Map<String, Object> unrecognised) {
        Map<String, Object> metadata = merge(request.sourceMetadata(), FreeMaps.RUNFOLIO_KEY, extras);
        List<String> warnings = new ArrayList<>(request.warnings());
        if (!unrecognised.isEmpty()) {
            metadata = merge(metadata, "unrecognised", unrecognised);
            warnings.add("The event has fields that Runfolio does not know; they are kept in"
                    + " source_metadata.unrecognised: " + String.join(", ", unrecognised.keySet()) + ".");
        }
        return request.withMetadata(metadata, warnings);
    }

    /** Adds fields to an object of a free map; other fields of the event stay. */
    private static Map<String, Object> merge(
            Map<String, Object> metadata, String key, Map<String, Object> fieldsToAdd) {
        return fieldsToAdd.isEmpty() ? metadata : FreeMaps.update(metadata, key, object -> object.putAll(fieldsToAdd));
    }

    private TaskMode taskMode(EventFields fields, Map<String, Object> extras, List<String> warnings) {
        String word = fields.text("task_mode");
        if (word == null) {
            return null;
        }
        Optional<TaskMode> mode = TaskMode.of(word);
        if (mode.isEmpty()) {
            extras.put("task_mode", word);
            warnings.add("The task mode \"" + word + "\" is not one that every reader knows; it is kept in"
                    + " source_metadata.runfolio.task_mode.");
        }
        return mode.orElse(null);
    }

    /** Returns the task of an unfinished run, after {@link #read}; empty if the run has ended. */
    Optional<PollTask> pollTask() {
        return pollTask;
    }

    /**
     * Reads the poll block of an unfinished run. Without one the run is refused, so that its identity stays free for
     * the final event.
     */
    private static Optional<PollTask> pollTask(String status, String model, EventFields fields) {
        Optional<EventFields> poll = fields.object(PolledContent.POLL);
        String word = status.strip().toLowerCase(Locale.ROOT);
        if (RunStatus.of(word).filter(RunStatus::isUnfinished).isEmpty()) {
            return Optional.empty();
        }
        if (poll.isEmpty()) {
            throw new RefusedEventException(
                    "not_final",
                    fields.at("status"),
                    "`" + fields.at("status") + "` is " + word
                            + ", but a bundle is made when a run has ended: send the event again with its "
                            + "final status, with the same idempotency_key if you like, or with a poll block, so that"
                            + " the worker asks the provider until the run has ended.");
        }
        return poll.map(block -> PollTaskReader.read(block, model, fields.at(PolledContent.POLL)));
    }

    private OffsetDateTime createdAt(EventFields fields, List<String> warnings) {
        String text = fields.text("created_at");
        if (text == null) {
            return null;
        }
        IsoTimestamp read = IsoTimestamp.parse(text.strip()).orElseThrow(() -> badTime(fields));
        // run ids and day folders are in UTC
        int year = read.time().toInstant().atOffset(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw badTime(fields);
        }
        read.warning(fields.at("created_at"), text.strip()).ifPresent(warnings::add);
        return read.time();
    }

    private static RefusedEventException badTime(EventFields fields) {
        return new RefusedEventException(
                "bad_value",
                fields.at("created_at"),
                "`" + fields.at("created_at") + "` must be an ISO-8601 time, from " + FIRST_YEAR + " to " + LAST_YEAR
                        + ", such as 2026-03-26T21:45:12+00:00.");
    }

    private SourceContext sourceContext(EventFields fields) {
        SourceContext context = new SourceContext(
                fields.text("source_type"),
                fields.text("source_user"),
                fields.text("source_channel"),
                fields.text("source_agent"),
                fields.text("project_name"),
                fields.text("notes"),
                fields.map("metadata"));
        fields.close();
        return context;
    }

    private Prompts prompts(EventFields fields) {
        Prompts prompts = new Prompts(
                fields.text("raw"),
                fields.text("enhanced"),
                fields.text("final_used"),
                fields.text("prompt_profile"),
                fields.text("raw_path"),
                fields.text("enhanced_path"));
        fields.close();
        return prompts;
    }

    private ProviderTrace providerTrace(EventFields fields) {
        ProviderTrace trace = new ProviderTrace(
                fields.text("task_id"),
                fields.text("request_path"),
                fields.text("submit_payload_path"),
                fields.text("submit_response_path"),
                fields.text("final_status_path"),
                fields.map("metadata"));
        fields.close();
        return trace;
    }

    private List<AssetSource> assets(EventFields fields, String name) {
        return fields.objects(name).stream().map(this::asset).toList();
    }

    private AssetSource asset(EventFields fields) {
        return new AssetSourceReader(sources).read(fields);
    }

    private Job job(EventFields fields) {
        Job job = new Job(
                fields.text("job_id"),
                fields.text("pipeline_id"),
                fields.text("preset"),
                fields.text("size_profile"),
                fields.integer("inference_steps"),
                fields.text("created_at"),
                fields.text("completed_at"),
                fields.text("variant_group"));
        fields.close();
        return job;
    }
}
