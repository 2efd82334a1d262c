package io.runfolio.bundle;

import io.runfolio.run.ArtifactHint;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Job;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes the artifact records of a run: one for every output, and one for a report or a record of knowledge that has no file. */
final class ArtifactRecords {
    private static final Set<String> CLASSES = Set.of("visual", "video", "research", "knowledge");
    private static final Set<String> STATUSES = Set.of("review", "approved", "rejected", "draft");
    private static final ArtifactHint NO_HINT = new ArtifactHint(null, null, null, null, null, null, List.of());
    private static final Job NO_JOB = new Job(null, null, null, null, null, null, null, null);

    private final RunDraft draft;
    private final RunArtifact run;
    private final RunManifest manifest;
    private final ArtifactHint hint;
    private final Map<String, Object> given;
    private final Job job;
    private final String now;

    private ArtifactRecords(RunDraft draft, RunArtifact run, RunManifest manifest, Instant sealedAt) {
        this.draft = draft;
        this.run = run;
        this.manifest = manifest;
        this.hint = Optional.ofNullable(draft.request().artifact()).orElse(NO_HINT);
        this.given = Optional.ofNullable(hint.content()).orElse(Map.of());
        this.job = Optional.ofNullable(draft.request().job()).orElse(NO_JOB);
        this.now = CreatedAt.format(sealedAt.atOffset(java.time.ZoneOffset.UTC));
    }

    /** Returns the records of a run that is sealed at that time, in the order of its outputs. */
    static List<ArtifactRecord> of(
            RunDraft draft, RunArtifact run, RunManifest manifest, List<AssetOutcome> outputs, Instant sealedAt) {
        return new ArtifactRecords(draft, run, manifest, sealedAt).records(outputs);
    }

    /** Returns the id of an event's artifact; positions count from 1. */
    static String id(EventOrigin origin, int position) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            byte[] hash = sha256.digest((origin.eventId() + "\n" + position).getBytes(StandardCharsets.UTF_8));
            return "artifact-" + HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256.", e);
        }
    }

    private List<ArtifactRecord> records(List<AssetOutcome> outputs) {
        if (outputs.isEmpty() && !given.isEmpty()) {
            return List.of(record(1, Optional.empty()));
        }
        List<ArtifactRecord> records = new ArrayList<>();
        outputs.forEach(output -> records.add(record(output.slot().position(), Optional.of(output))));
        return records;
    }

    private ArtifactRecord record(int position, Optional<AssetOutcome> outcome) {
        Optional<AssetRecord> asset = outcome.map(AssetOutcome::record);
        String id = id(draft.origin(), position);
        String artifactClass = artifactClass(asset);
        String type = firstOf(
                hint.artifactType(), asset.map(record -> record.kind().word()).orElse(artifactClass));
        return new ArtifactRecord(
                id,
                run.runId(),
                hint.templateId(),
                artifactClass,
                type,
                STATUSES.contains(String.valueOf(hint.status())) ? hint.status() : "review",
                run.status(),
                outcome.map(value -> value.state().word()).orElse(null),
                content(id, type, artifactClass, asset),
                now,
                firstOf(job.jobId(), run.providerTrace().taskId()),
                hint.sourceArtifactIds(),
                given.get("sourceReportArtifactId") instanceof String report ? report : null,
                metadata(asset),
                lifecycle());
    }

    private String artifactClass(Optional<AssetRecord> asset) {
        if (CLASSES.contains(String.valueOf(hint.artifactClass()))) {
            return hint.artifactClass();
        }
        return switch (asset.map(AssetRecord::kind).orElse(AssetKind.OTHER)) {
            case IMAGE -> "visual";
            case VIDEO -> "video";
            case AUDIO, TEXT, OTHER -> "knowledge";
        };
    }

    private Map<String, Object> content(String id, String type, String artifactClass, Optional<AssetRecord> asset) {
        if (artifactClass.equals("research")) {
            return ArtifactContent.research(given, asset);
        }
        if (artifactClass.equals("knowledge") || asset.isEmpty()) {
            return ArtifactContent.knowledge(given, asset);
        }
        Map<String, Object> content = ArtifactContent.media(id, type, artifactClass.equals("video"), asset.get());
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

    /** Nothing of it can be seen before the rename that seals the run, so the last steps share the time of sealing. */
    private Map<String, String> lifecycle() {
        Map<String, String> times = new LinkedHashMap<>();
        times.put("jobCreated", firstOf(job.createdAt(), run.createdAt()));
        times.put("processed", now);
        times.put("artifactWritten", now);
        times.put("metadataRecorded", now);
        times.put("available", now);
        return times;
    }

    private static String firstOf(String... values) {
        return Stream.of(values).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
