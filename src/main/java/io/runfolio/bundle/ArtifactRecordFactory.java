package io.runfolio.bundle;

import io.runfolio.bundle.audit.QualityChecks;
import io.runfolio.run.ArtifactClass;
import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.AssetState;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.Job;
import io.runfolio.run.ReviewStatus;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.ResearchReportValidator;
import io.runfolio.run.extras.RunExtras;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Creates the artifact records of a run. It has one per output, or one for a report or knowledge record without a file.
 */
final class ArtifactRecordFactory {
    private static final Set<ArtifactClass> WITHOUT_MEDIA = EnumSet.of(ArtifactClass.RESEARCH, ArtifactClass.KNOWLEDGE);
    private static final ArtifactHint NO_HINT = new ArtifactHint(null, null, null, null, null, null, List.of());
    private static final Job NO_JOB = new Job(null, null, null, null, null, null, null, null);

    private final RunArtifact run;
    private final RunManifest manifest;
    private final IntFunction<String> ids;
    private final ArtifactHint hint;
    private final Map<String, Object> givenContent;
    private final Job job;
    private final RawOutputLinks rawOutputLinks;
    private final SealTimes times;

    /** An output with its position from 1 and its state. */
    private record Output(int position, AssetRecord asset, String state, Optional<Instant> processedAt) {}

    private ArtifactRecordFactory(
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
        this.givenContent = Optional.ofNullable(hint.content()).orElse(Map.of());
        this.job = job;
        this.rawOutputLinks = RawOutputLinks.of(run.outputs());
        this.times = times;
    }

    /** Returns the records of a run to be sealed, in the order of its outputs. */
    static List<ArtifactRecord> of(
            RunDraft draft, RunArtifact run, RunManifest manifest, List<AssetOutcome> outputs, SealTimes times) {
        ArtifactHint hint = Optional.ofNullable(draft.request().artifact()).orElse(NO_HINT);
        Job job = Optional.ofNullable(draft.request().job()).orElse(NO_JOB);
        List<Output> assets = outputs.stream()
                .map(output -> new Output(
                        output.slot().position(),
                        output.record(),
                        output.state().jsonName(),
                        output.processedAt()))
                .toList();
        return new ArtifactRecordFactory(run, manifest, ArtifactIds.of(draft.origin()), hint, job, times)
                .records(assets);
    }

    /**
     * Reconstructs the records of a bundle without any, as other programs and older versions write them. The result
     * depends on its records only. Facts that only the event has are missing, and every time is the run's.
     *
     * @param origin the run's event, if it is known
     */
    static List<ArtifactRecord> reconstruct(RunArtifact run, RunManifest manifest, Optional<EventOrigin> origin) {
        IntFunction<String> ids =
                origin.map(ArtifactIds::of).orElseGet(() -> ArtifactIds.ofRun(run.runId(), run.createdAt()));
        Instant time = CreatedAt.instant(run.createdAt()).orElse(Instant.EPOCH);
        List<Output> outputs = new ArrayList<>();
        run.outputs()
                .forEach(asset -> outputs.add(new Output(outputs.size() + 1, asset, state(asset), Optional.empty())));
        return new ArtifactRecordFactory(run, manifest, ids, NO_HINT, job(run), SealTimes.all(time)).records(outputs);
    }

    private static Job job(RunArtifact run) {
        return RunExtras.of(run).job().orElse(NO_JOB);
    }

    /** Returns the state of an asset; that of other programs' assets follows from their derivatives. */
    static String state(AssetRecord asset) {
        AssetState derived = asset.hasUsableDerivative() ? AssetState.READY : AssetState.SKIPPED;
        return AssetExtras.of(asset).state().orElse(derived.jsonName());
    }

    private List<ArtifactRecord> records(List<Output> outputs) {
        if (outputs.isEmpty() && !givenContent.isEmpty()) {
            return List.of(record(1, Optional.empty()));
        }
        return outputs.stream()
                .limit(outputs.size() - rawAtEnd(outputs))
                .map(output -> record(output.position(), Optional.of(output)))
                .toList();
    }

    /**
     * Returns how many outputs at the end are the raw form of others. In a workflow run they are no artifacts of their
     * own; at the end, so that the position of an artifact stays that of its output.
     */
    private long rawAtEnd(List<Output> outputs) {
        List<Output> lastFirst = new ArrayList<>(outputs);
        Collections.reverse(lastFirst);
        return hint.workflowRunId() == null
                ? 0
                : lastFirst.stream()
                        .takeWhile(output -> rawOutputLinks.isRaw(output.position()))
                        .count();
    }

    private ArtifactRecord record(int position, Optional<Output> output) {
        Optional<AssetRecord> asset = output.map(Output::asset);
        String id = ids.apply(position);
        ArtifactClass artifactClass = artifactClass(asset);
        String type = firstOf(
                hint.artifactType(), kind(asset).map(AssetKind::jsonName).orElse(artifactClass.jsonName()));
        return new ArtifactRecord(
                id,
                run.runId(),
                hint.templateId(),
                artifactClass.jsonName(),
                type,
                status(asset).jsonName(),
                run.status(),
                output.map(Output::state).orElse(null),
                content(position, id, type, artifactClass, asset),
                SealTimes.text(times.available()),
                firstOf(job.jobId(), run.providerTrace().taskId()),
                hint.sourceArtifactIds(),
                sourceReport(),
                metadata(asset),
                lifecycle(output.flatMap(Output::processedAt)),
                hint.templateVersion(),
                hint.templateHash(),
                hint.workflowRunId());
    }

    /** Returns the event's status; an approval is replaced if a check blocks it. */
    private ReviewStatus status(Optional<AssetRecord> asset) {
        ReviewStatus given = ReviewStatus.of(hint.status()).orElse(ReviewStatus.REVIEW);
        Map<String, Object> metadata = asset.map(AssetRecord::metadata).orElse(Map.of());
        boolean held =
                given == ReviewStatus.APPROVED && QualityChecks.hasBlocking(QualityChecks.of(givenContent, metadata));
        return held ? ReviewStatus.REVIEW : given;
    }

    /** Returns the class by the file, else by the event where it fits. A run may have pictures, clips and a report. */
    private ArtifactClass artifactClass(Optional<AssetRecord> asset) {
        Optional<ArtifactClass> media = asset.flatMap(ArtifactRecordFactory::mediaClass);
        if (media.isPresent()) {
            return media.get();
        }
        return ArtifactClass.of(hint.artifactClass())
                .filter(WITHOUT_MEDIA::contains)
                .filter(given -> given != ArtifactClass.RESEARCH || ResearchReportValidator.isValid(givenContent))
                .orElse(ArtifactClass.KNOWLEDGE);
    }

    /** Prefers the detected type to the event's kind. */
    private static Optional<ArtifactClass> mediaClass(AssetRecord asset) {
        String type = String.valueOf(asset.mimeType());
        AssetKind kind = Optional.ofNullable(asset.kind()).orElse(AssetKind.OTHER);
        boolean shown = kind == AssetKind.IMAGE || kind == AssetKind.VIDEO || asset.hasUsableDerivative();
        if (shown && (type.startsWith("image/") || type.startsWith("video/"))) {
            return Optional.of(type.startsWith("image/") ? ArtifactClass.VISUAL : ArtifactClass.VIDEO);
        }
        return switch (kind) {
            case IMAGE -> Optional.of(ArtifactClass.VISUAL);
            case VIDEO -> Optional.of(ArtifactClass.VIDEO);
            case AUDIO, TEXT, OTHER -> Optional.empty();
        };
    }

    private static Optional<AssetKind> kind(Optional<AssetRecord> asset) {
        return asset.map(AssetRecord::kind);
    }

    private Map<String, Object> content(
            int position, String id, String type, ArtifactClass artifactClass, Optional<AssetRecord> asset) {
        if (artifactClass == ArtifactClass.RESEARCH) {
            return ArtifactContent.research(givenContent, asset);
        }
        if (artifactClass == ArtifactClass.KNOWLEDGE || asset.isEmpty()) {
            return ArtifactContent.knowledge(givenContent, asset);
        }
        AssetRecord raw = rawOutputLinks.rawOf(position).orElse(asset.get());
        boolean isVideo = artifactClass == ArtifactClass.VIDEO;
        Map<String, Object> content = ArtifactContent.media(id, type, isVideo, asset.get(), raw);
        givenContent.forEach(content::putIfAbsent);
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

    /** Returns the source report: the event's, else the order's first reference to a research artifact. */
    private String sourceReport() {
        if (hint.sourceReportArtifactId() != null) {
            return hint.sourceReportArtifactId();
        }
        if (givenContent.get("sourceReportArtifactId") instanceof String report) {
            return report;
        }
        return RunExtras.of(run).orderReferences().stream()
                .filter(reference -> ArtifactClass.RESEARCH.isNamed(reference.artifactClass()))
                .map(RunExtras.OrderReference::artifactId)
                .findFirst()
                .orElse(null);
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
