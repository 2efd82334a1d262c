package io.runfolio.intake;

import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetSource;
import io.runfolio.run.DerivativeSettings;
import io.runfolio.run.IsoTime;
import io.runfolio.run.Job;
import io.runfolio.run.Prompts;
import io.runfolio.run.ProviderTrace;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.ResearchReport;
import io.runfolio.run.RunRequest;
import io.runfolio.run.SourceContext;
import io.runfolio.run.TaskMode;
import io.runfolio.settings.EventSettings;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the request of an event field by field. Fields that the contract does not know are kept and named in a warning. */
final class RequestReader {
    private static final Set<String> ARTIFACT_CLASSES = Set.of("visual", "video", "research", "knowledge");
    private static final Set<String> REVIEW_STATUSES = Set.of("review", "approved", "rejected", "draft");
    /** Longest side that may be asked for: WebP's own limit. */
    /** Maximum side of a JPEG; WebP holds less, and a longer picture gets another format. */
    private static final int MAX_IMAGE_DIMENSION = 65_500;

    private static final int MAX_VIDEO_DIMENSION = 16_383;

    /** Statuses of runs that go on; any other word is the provider's own and is kept. */
    private static final Set<String> UNFINISHED = Set.of("running", "queued");

    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private final EventSettings settings;
    private final SourceRoots roots;

    RequestReader(EventSettings settings, SourceRoots roots) {
        this.settings = settings;
        this.roots = roots;
    }

    /**
     * Reads a request.
     *
     * @param noted warnings about the document as a whole
     */
    RunRequest read(Fields fields, List<String> noted) {
        String status = fields.requiredText("status");
        refuseUnfinished(status, fields);
        String modelKey = fields.requiredText("model_key");
        List<String> warnings = new ArrayList<>(fields.texts("warnings"));
        warnings.addAll(noted);
        Map<String, Object> sourceMetadata = fields.map("source_metadata");
        Map<String, Object> ours = new LinkedHashMap<>();
        TaskMode taskMode = taskMode(fields, ours, warnings);
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
                fields.object("derivative_settings").map(this::derivatives).orElse(null),
                fields.any("request_payload"),
                fields.any("submit_payload"),
                fields.any("submit_response"),
                fields.any("final_status_response"),
                fields.text("idempotency_key"),
                fields.object("job").map(this::job).orElse(null),
                fields.object("artifact").map(hint -> artifact(hint, warnings)).orElse(null));
        fields.close();
        return withOurWords(request, ours, fields.unrecognised());
    }

    /** Counted before any of them is looked at, as each costs a look at the disk. */
    private void refuseTooMany(Fields fields) {
        int count = fields.objects("inputs").size() + fields.objects("outputs").size();
        if (count > settings.maxAssets()) {
            throw new RefusedEventException(
                    "too_many_assets",
                    fields.at("outputs"),
                    "The event names " + count + " files and the limit is " + settings.maxAssets()
                            + ": split the run, or raise runfolio.event.max-assets.");
        }
    }

    private static RunRequest withOurWords(RunRequest request, Map<String, Object> ours, Map<String, Object> unknown) {
        Map<String, Object> metadata = new LinkedHashMap<>(request.sourceMetadata());
        List<String> warnings = new ArrayList<>(request.warnings());
        merge(metadata, "runfolio", ours);
        if (!unknown.isEmpty()) {
            merge(metadata, "unrecognised", unknown);
            warnings.add("The event has fields that Runfolio does not know; they are kept in"
                    + " source_metadata.unrecognised: " + String.join(", ", unknown.keySet()) + ".");
        }
        return request.with(metadata, warnings);
    }

    /** Adds words to a map under a key; what the event itself has there stays. */
    private static void merge(Map<String, Object> metadata, String key, Map<String, Object> words) {
        if (words.isEmpty()) {
            return;
        }
        Map<String, Object> merged = new LinkedHashMap<>();
        if (metadata.get(key) instanceof Map<?, ?> theirs) {
            theirs.forEach((name, value) -> merged.put(String.valueOf(name), value));
        }
        merged.putAll(words);
        metadata.put(key, merged);
    }

    private TaskMode taskMode(Fields fields, Map<String, Object> ours, List<String> warnings) {
        String word = fields.text("task_mode");
        if (word == null) {
            return null;
        }
        Optional<TaskMode> mode = TaskMode.of(word);
        if (mode.isEmpty()) {
            ours.put("task_mode", word);
            warnings.add("The task mode \"" + word + "\" is not one that every reader knows; it is kept in"
                    + " source_metadata.runfolio.task_mode.");
        }
        return mode.orElse(null);
    }

    /** Refuses a run that goes on: its identity stays free for the event of its end. */
    private static void refuseUnfinished(String status, Fields fields) {
        if (UNFINISHED.contains(status.strip().toLowerCase(Locale.ROOT))) {
            throw new RefusedEventException(
                    "not_final",
                    fields.at("status"),
                    "`" + fields.at("status") + "` is " + status.strip().toLowerCase(Locale.ROOT)
                            + ", and a bundle is made when a run has ended: send the event again with its final status. The"
                            + " same idempotency_key can be used.");
        }
    }

    private OffsetDateTime createdAt(Fields fields, List<String> warnings) {
        String text = fields.text("created_at");
        if (text == null) {
            return null;
        }
        IsoTime read = IsoTime.parse(text.strip()).orElseThrow(() -> badTime(fields));
        // run ids and days are in UTC
        int year = read.time().toInstant().atOffset(ZoneOffset.UTC).getYear();
        if (year < FIRST_YEAR || year > LAST_YEAR) {
            throw badTime(fields);
        }
        read.warning(fields.at("created_at"), text.strip()).ifPresent(warnings::add);
        return read.time();
    }

    private static RefusedEventException badTime(Fields fields) {
        return new RefusedEventException(
                "bad_value",
                fields.at("created_at"),
                "`" + fields.at("created_at") + "` must be an ISO-8601 time, from " + FIRST_YEAR + " to " + LAST_YEAR
                        + ", such as 2026-03-26T21:45:12+00:00.");
    }

    private SourceContext sourceContext(Fields fields) {
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

    private Prompts prompts(Fields fields) {
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

    private ProviderTrace providerTrace(Fields fields) {
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

    private List<AssetSource> assets(Fields fields, String name) {
        return fields.objects(name).stream().map(this::asset).toList();
    }

    private AssetSource asset(Fields fields) {
        fields.requiredText("kind");
        AssetKind kind = fields.choice("kind", AssetKind.OTHER, AssetKind::of, "image, video, audio, text and other");
        String sourcePath = fields.requiredText("source_path");
        roots.check(sourcePath, fields.at("source_path"));
        AssetSource source = new AssetSource(
                kind,
                sourcePath,
                fields.requiredText("role"),
                fields.text("original_filename"),
                fields.text("source_url"),
                fields.texts("tags"),
                fields.map("metadata"));
        fields.close();
        return source;
    }

    private DerivativeSettings derivatives(Fields fields) {
        DerivativeSettings preset = DerivativeSettings.defaults();
        DerivativeSettings read = new DerivativeSettings(
                fields.whole("image_web_max_dimension", preset.imageWebMaxDimension(), 1, MAX_IMAGE_DIMENSION),
                format(fields, "image_web_format", preset.imageWebFormat()),
                fields.whole("image_web_quality", preset.imageWebQuality(), 1, 100),
                fields.whole("image_thumb_max_dimension", preset.imageThumbMaxDimension(), 1, MAX_IMAGE_DIMENSION),
                format(fields, "image_thumb_format", preset.imageThumbFormat()),
                fields.whole("image_thumb_quality", preset.imageThumbQuality(), 1, 100),
                fields.whole("video_web_max_width", preset.videoWebMaxWidth(), 2, MAX_VIDEO_DIMENSION),
                fields.whole("video_poster_width", preset.videoPosterWidth(), 1, MAX_VIDEO_DIMENSION),
                format(fields, "video_poster_format", preset.videoPosterFormat()),
                fields.flag("allow_upscale", preset.allowUpscale()),
                fields.flag("enable_sha256", preset.enableSha256()));
        fields.close();
        return read;
    }

    /** Reads a format's word; a leading dot, capitals and {@code jpeg} are other spellings of it. */
    private static String format(Fields fields, String name, String preset) {
        return fields.choice(
                name,
                preset,
                text -> switch (text.toLowerCase(Locale.ROOT).replaceFirst("^\\.", "")) {
                    case "webp" -> Optional.of("webp");
                    case "jpg", "jpeg" -> Optional.of("jpg");
                    case "png" -> Optional.of("png");
                    default -> Optional.empty();
                },
                "webp, jpg and png");
    }

    private Job job(Fields fields) {
        Job job = new Job(
                fields.text("job_id"),
                fields.text("pipeline_id"),
                fields.text("preset"),
                fields.text("size_profile"),
                fields.whole("inference_steps"),
                fields.text("created_at"),
                fields.text("completed_at"),
                fields.text("variant_group"));
        fields.close();
        return job;
    }

    private ArtifactHint artifact(Fields fields, List<String> warnings) {
        ArtifactHint hint = new ArtifactHint(
                word(fields, "artifact_class", ARTIFACT_CLASSES),
                fields.text("artifact_type"),
                fields.text("template_id"),
                fields.text("run_ref"),
                word(fields, "status", REVIEW_STATUSES),
                Optional.of(fields.map("content")).filter(map -> !map.isEmpty()).orElse(null),
                fields.texts("source_artifact_ids"),
                fields.text("source_report_artifact_id"));
        fields.close();
        if (ResearchReport.CLASS.equals(hint.artifactClass())) {
            Map<String, Object> content = Optional.ofNullable(hint.content()).orElse(Map.of());
            warnings.addAll(ResearchReport.problems(content, fields.at("content")));
        }
        return hint;
    }

    private static String word(Fields fields, String name, Set<String> words) {
        return fields.choice(
                name,
                null,
                text -> Optional.of(text).filter(words::contains),
                String.join(", ", words.stream().sorted().toList()));
    }
}
