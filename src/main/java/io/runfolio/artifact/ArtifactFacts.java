package io.runfolio.artifact;

import io.runfolio.bundle.CreatedAt;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** How an artifact was made, by name: what a comparison lays side by side. */
public final class ArtifactFacts {
    private ArtifactFacts() {}

    /**
     * Returns the facts, always under the same names and in the same order; what is not known is null. Sizes are pixels of the original and bytes, times are seconds or ISO-8601 with offset.
     *
     * @param run the run
     * @param artifact one of its artifacts
     */
    public static Map<String, Object> of(RunArtifact run, ArtifactView artifact) {
        Map<String, Object> told = artifact.record().metadata();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("model", run.modelKey());
        facts.put("providerModel", run.providerModel());
        facts.put("preset", told.get("preset"));
        facts.put("pipelineId", told.get("pipelineId"));
        facts.put("sizeProfile", told.get("sizeProfile"));
        facts.put("steps", steps(run, artifact).orElse(null));
        facts.put("seed", seed(run, artifact).orElse(null));
        facts.put("createdAt", run.createdAt());
        facts.put("jobSeconds", seconds(told).orElse(null));
        facts.put("format", told.get("format"));
        facts.put("width", artifact.asset().map(AssetRecord::width).orElse(null));
        facts.put("height", artifact.asset().map(AssetRecord::height).orElse(null));
        facts.put("duration", artifact.asset().map(AssetRecord::durationSeconds).orElse(null));
        facts.put("bytes", artifact.asset().map(AssetRecord::bytes).orElse(null));
        facts.put("status", artifact.review().status());
        return facts;
    }

    /** Returns the seed as text: of the output's own metadata, the artifact's content, the run's options, or what the picture itself carries. */
    public static Optional<String> seed(RunArtifact run, ArtifactView artifact) {
        return Stream.of(
                        assetMetadata(artifact).get("seed"),
                        artifact.record().content().get("seed"),
                        run.options().get("seed"),
                        generation(artifact).get("seed"))
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .findFirst();
    }

    /** Returns the prompt that the model received, else the one that a person wrote; empty if there is none. */
    public static Optional<String> prompt(RunArtifact run) {
        return Stream.of(
                        run.prompts().finalUsed(),
                        run.prompts().enhanced(),
                        run.prompts().raw())
                .filter(text -> text != null && !text.isBlank())
                .findFirst();
    }

    private static Optional<Object> steps(RunArtifact run, ArtifactView artifact) {
        return Stream.of(
                        artifact.record().metadata().get("inferenceSteps"),
                        assetMetadata(artifact).get("steps"),
                        run.options().get("steps"),
                        generation(artifact).get("steps"))
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Optional<Double> seconds(Map<String, Object> told) {
        Optional<Instant> from = instant(told.get("jobCreatedAt"));
        Optional<Instant> to = instant(told.get("jobCompletedAt"));
        return from.flatMap(start -> to.map(end -> Duration.between(start, end).toMillis() / 1000.0));
    }

    private static Optional<Instant> instant(Object time) {
        return time instanceof String text ? CreatedAt.instant(text) : Optional.empty();
    }

    private static Map<?, ?> generation(ArtifactView artifact) {
        return assetMetadata(artifact).get("runfolio") instanceof Map<?, ?> ours
                        && ours.get("generation") instanceof Map<?, ?> generation
                ? generation
                : Map.of();
    }

    private static Map<String, Object> assetMetadata(ArtifactView artifact) {
        return artifact.asset().map(AssetRecord::metadata).orElse(Map.of());
    }
}
