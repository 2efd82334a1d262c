package io.runfolio.bundle;

import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Job;
import io.runfolio.run.ResearchReport;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** Makes the artifact records of a run: one for every output, and one for a report or a record of knowledge that has no file. */
final class ArtifactRecords {
    private static final Set<String> WRITTEN = Set.of("research", "knowledge");
    private static final Set<String> STATUSES = Set.of("review", "approved", "rejected", "draft");
    private static final ArtifactHint NO_HINT = new ArtifactHint(null, null, null, null, null, null, List.of());
    private static final Job NO_JOB = new Job(null, null, null, null, null, null, null, null);

    private final RunArtifact run;
    private final RunManifest manifest;
    private final IntFunction<String> ids;
    private final ArtifactHint hint;
    private final Map<String, Object> given;
    private final Job job;
    private final Processing processing;
    private final SealTimes times;

    /** An output, its place from 1, and the word of its state. */
    private record Output(int position, AssetRecord asset, String state, Optional<Instant> processedAt) {}

    private ArtifactRecords(
            RunArtifact run,
            RunManifest manifest,
            IntFunction<String> ids,
            ArtifactHint hint,
            Job job,
            SealTimes times) {
        this.run = run;
        this.manifest = manifest;
        this.ids = ids;
        this.hint = hint;
        this.given = Optional.ofNullable(hint.content()).orElse(Map.of());
        this.job = job;
        this.processing = Processing.of(run.outputs());
        this.times = times;
    }

    /** Returns the records of a run that is sealed at that time, in the order of its outputs. */
    static List<ArtifactRecord> of(
            RunDraft draft, RunArtifact run, RunManifest manifest, List<AssetOutcome> outputs, SealTimes times) {
        ArtifactHint hint = Optional.ofNullable(draft.request().artifact()).orElse(NO_HINT);
        Job job = Optional.ofNullable(draft.request().job()).orElse(NO_JOB);
        List<Output> assets = outputs.stream()
                .map(output -> new Output(
                        output.slot().position(),
                        output.record(),
                        output.state().word(),
                        output.processedAt()))
                .toList();
        return new ArtifactRecords(run, manifest, ArtifactIds.of(draft.origin()), hint, job, times).records(assets);
    }

    /**
     * Returns the records of a bundle that was sealed without any, as other programs and older versions do. They depend on its records alone and are the same whenever they are made; what only the event
     * knew is missing, and every time is the run's own.
     *
     * @param origin the event it came from, if that is known
     */
    static List<ArtifactRecord> madeUp(RunArtifact run, RunManifest manifest, Optional<EventOrigin> origin) {
        IntFunction<String> ids =
                origin.map(ArtifactIds::of).orElseGet(() -> ArtifactIds.ofRun(run.runId(), run.createdAt()));
        Instant time = CreatedAt.instant(run.createdAt()).orElse(Instant.EPOCH);
        List<Output> outputs = new ArrayList<>();
        run.outputs()
                .forEach(asset -> outputs.add(new Output(outputs.size() + 1, asset, state(asset), Optional.empty())));
        return new ArtifactRecords(run, manifest, ids, NO_HINT, job(run), SealTimes.all(time)).records(outputs);
    }

    private static Job job(RunArtifact run) {
        return run.sourceMetadata().get(RunRecords.OURS) instanceof Map<?, ?> ours
                ? RecordMapper.convert(ours.get("job"), Job.class).orElse(NO_JOB)
                : NO_JOB;
    }

    /** Other programs write no state; what they made of a file tells it. */
    static String state(AssetRecord asset) {
        if (asset.metadata().get(RunRecords.OURS) instanceof Map<?, ?> ours
                && ours.get("state") instanceof String word) {
            return word;
        }
        return asset.hasUsableDerivative() ? "ready" : "skipped";
    }

    private List<ArtifactRecord> records(List<Output> outputs) {
        if (outputs.isEmpty() && !given.isEmpty()) {
            return List.of(record(1, Optional.empty()));
        }
        return outputs.stream()
                .map(output -> record(output.position(), Optional.of(output)))
                .toList();
    }

    private ArtifactRecord record(int position, Optional<Output> output) {
        Optional<AssetRecord> asset = output.map(Output::asset);
        String id = ids.apply(position);
        String artifactClass = artifactClass(asset);
        String type =
                firstOf(hint.artifactType(), kind(asset).map(AssetKind::word).orElse(artifactClass));
        return new ArtifactRecord(
                id,
                run.runId(),
                hint.templateId(),
                artifactClass,
                type,
                status(asset),
                run.status(),
                output.map(Output::state).orElse(null),
                content(position, id, type, artifactClass, asset),
                SealTimes.text(times.available()),
                firstOf(job.jobId(), run.providerTrace().taskId()),
                hint.sourceArtifactIds(),
                sourceReport(),
                metadata(asset),
                lifecycle(output.flatMap(Output::processedAt)));
    }

    /** The event's word; but what a check holds back is not approved by the event either. */
    private String status(Optional<AssetRecord> asset) {
        String said = STATUSES.contains(String.valueOf(hint.status())) ? hint.status() : "review";
        Map<String, Object> metadata = asset.map(AssetRecord::metadata).orElse(Map.of());
        boolean held = said.equals("approved") && ArtifactChecks.holdBack(ArtifactChecks.of(given, metadata));
        return held ? "review" : said;
    }

    /** The file decides; the event's word counts for what it fits, as a run may have pictures, clips and a report. */
    private String artifactClass(Optional<AssetRecord> asset) {
        Optional<String> media = asset.flatMap(ArtifactRecords::mediaClass);
        if (media.isPresent()) {
            return media.get();
        }
        boolean fits = !ResearchReport.CLASS.equals(hint.artifactClass()) || ResearchReport.fits(given);
        return fits && WRITTEN.contains(String.valueOf(hint.artifactClass())) ? hint.artifactClass() : "knowledge";
    }

    /** Prefers the kind that was sniffed from the content to the kind that the event names. */
    private static Optional<String> mediaClass(AssetRecord asset) {
        String type = String.valueOf(asset.mimeType());
        AssetKind kind = Optional.ofNullable(asset.kind()).orElse(AssetKind.OTHER);
        boolean shown = kind == AssetKind.IMAGE || kind == AssetKind.VIDEO || asset.hasUsableDerivative();
        if (shown && (type.startsWith("image/") || type.startsWith("video/"))) {
            return Optional.of(type.startsWith("image/") ? "visual" : "video");
        }
        return switch (kind) {
            case IMAGE -> Optional.of("visual");
            case VIDEO -> Optional.of("video");
            case AUDIO, TEXT, OTHER -> Optional.empty();
        };
    }

    private static Optional<AssetKind> kind(Optional<AssetRecord> asset) {
        return asset.map(AssetRecord::kind);
    }

    private Map<String, Object> content(
            int position, String id, String type, String artifactClass, Optional<AssetRecord> asset) {
        if (artifactClass.equals("research")) {
            return ArtifactContent.research(given, asset);
        }
        if (artifactClass.equals("knowledge") || asset.isEmpty()) {
            return ArtifactContent.knowledge(given, asset);
        }
        AssetRecord raw = processing.rawOf(position).orElse(asset.get());
        Map<String, Object> content = ArtifactContent.media(id, type, artifactClass.equals("video"), asset.get(), raw);
        given.forEach(content::putIfAbsent);
        return content;
    }

    private Map<String, Object> metadata(Optional<AssetRecord> asset) {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("promptSummary", manifest.promptSummary());
        metadata.put("preset", job.preset());
        metadata.put("pipelineId", job.pipelineId());
        metadata.put("sizeProfile", job.sizeProfile());
        metadata.put("inferenceSteps", job.inferenceSteps());
        metadata.put("format", asset.map(AssetRecord::mimeType).orElse(null));
        metadata.put("jobCreatedAt", job.createdAt());
        metadata.put("jobCompletedAt", job.completedAt());
        metadata.put("variantGroup", job.variantGroup());
        metadata.put("runRef", hint.runRef());
        return metadata;
    }

    /** The report that was supplied: the event's word, else the first reference of the order to a research artifact. */
    private String sourceReport() {
        if (hint.sourceReportArtifactId() != null) {
            return hint.sourceReportArtifactId();
        }
        if (given.get("sourceReportArtifactId") instanceof String report) {
            return report;
        }
        return run.sourceMetadata().get(RunRecords.OURS) instanceof Map<?, ?> ours
                        && ours.get("order") instanceof Map<?, ?> order
                        && order.get("references") instanceof List<?> references
                ? references.stream()
                        .filter(reference -> reference instanceof Map<?, ?> map
                                && ResearchReport.CLASS.equals(map.get("artifact_class"))
                                && map.get("artifact_id") instanceof String)
                        .map(reference -> (String) ((Map<?, ?>) reference).get("artifact_id"))
                        .findFirst()
                        .orElse(null)
                : null;
    }

    private Map<String, String> lifecycle(Optional<Instant> processedAt) {
        Map<String, String> steps = new LinkedHashMap<>();
        steps.put("jobCreated", firstOf(job.createdAt(), run.createdAt()));
        steps.put("processed", SealTimes.text(processedAt.orElse(times.processed())));
        steps.put("artifactWritten", SealTimes.text(times.artifactWritten()));
        steps.put("metadataRecorded", SealTimes.text(times.metadataRecorded()));
        steps.put("available", SealTimes.text(times.available()));
        return steps;
    }

    private static String firstOf(String... values) {
        return Stream.of(values).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
