package io.runfolio.artifact;

import io.runfolio.bundle.CreatedAt;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunExecution;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.RunExtras;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Resolves how an artifact was made, in one place for filters, comparisons, exports and every page.
 *
 * <p>Sources by precedence: the output's metadata in the event, generation data embedded in the file, facts of the run.
 */
public final class ArtifactFacts {
    private static final List<String> STEPS = List.of("steps", "num_inference_steps", "inference_steps");
    private static final List<String> GUIDANCE = List.of("guidance", "guidance_scale", "cfg_scale", "cfg");
    private static final List<String> SAMPLER = List.of("sampler", "sampler_name");
    private static final List<String> SCHEDULER = List.of("scheduler");
    private static final List<String> NEGATIVE = List.of("negative_prompt", "negativePrompt");
    private static final List<String> SEED = List.of("seed");
    private static final List<String> PRESET = List.of("preset");
    private static final List<String> CHECKPOINT = List.of("checkpoint", "model");

    private ArtifactFacts() {}

    /**
     * Returns the facts, always under the same names and in the same order; what is not known is null. Sizes are pixels
     * of the original and bytes, times are seconds or ISO-8601 with offset.
     *
     * @param run the run
     * @param artifact one of its artifacts
     */
    public static Map<String, Object> of(RunArtifact run, ArtifactView artifact) {
        Map<String, Object> told = artifact.record().metadata();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("model", run.modelKey());
        facts.put("providerModel", run.providerModel());
        facts.put("checkpoint", own(artifact, CHECKPOINT).orElse(null));
        facts.put("preset", first(List.of(own(artifact, PRESET), value(told, PRESET), value(run.options(), PRESET))));
        facts.put("pipelineId", told.get("pipelineId"));
        facts.put("sizeProfile", told.get("sizeProfile"));
        facts.put("steps", steps(run, artifact));
        facts.put("seed", seed(run, artifact).orElse(null));
        facts.put("guidance", resolved(run, artifact, GUIDANCE));
        facts.put("sampler", resolved(run, artifact, SAMPLER));
        facts.put("scheduler", resolved(run, artifact, SCHEDULER));
        facts.put("createdAt", run.createdAt());
        facts.put("jobSeconds", seconds(told).orElse(null));
        RunExecution execution = RunExtras.of(run).execution();
        Optional<RunExecution.Timing> timing = Optional.ofNullable(execution.timing());
        facts.put("queueSeconds", timing.map(RunExecution.Timing::queueSeconds).orElse(null));
        facts.put("runSeconds", timing.map(RunExecution.Timing::runSeconds).orElse(null));
        facts.put("cost", cost(execution).orElse(null));
        facts.put("format", told.get("format"));
        facts.put("width", artifact.asset().map(AssetRecord::width).orElse(null));
        facts.put("height", artifact.asset().map(AssetRecord::height).orElse(null));
        facts.put("duration", artifact.asset().map(AssetRecord::durationSeconds).orElse(null));
        facts.put("bytes", artifact.asset().map(AssetRecord::bytes).orElse(null));
        facts.put("negativePrompt", resolved(run, artifact, NEGATIVE));
        facts.put("status", artifact.review().status());
        return facts;
    }

    /** Returns the facts and, as {@code prompt}, the prompt, and as {@code options} the run's other options. */
    public static Map<String, Object> all(RunArtifact run, ArtifactView artifact) {
        Map<String, Object> facts = of(run, artifact);
        facts.remove("status");
        facts.put("prompt", prompt(run, artifact).orElse(null));
        Set<String> resolved = new TreeSet<>();
        Stream.of(STEPS, GUIDANCE, SAMPLER, SCHEDULER, NEGATIVE, SEED, PRESET).forEach(resolved::addAll);
        Map<String, Object> others = new LinkedHashMap<>(run.options());
        others.keySet().removeAll(resolved);
        facts.put("options", others);
        return facts;
    }

    /** Returns the seed as text. */
    public static Optional<String> seed(RunArtifact run, ArtifactView artifact) {
        return Optional.ofNullable(resolved(run, artifact, SEED)).map(String::valueOf);
    }

    /**
     * Returns the prompt of an output; empty if absent. It is the output's own prompt, else the one that the model
     * received, else the one that a person wrote.
     */
    public static Optional<String> prompt(RunArtifact run, ArtifactView artifact) {
        return Stream.of(
                        own(artifact, List.of("prompt")).orElse(null),
                        run.prompts().finalUsed(),
                        run.prompts().enhanced(),
                        run.prompts().raw())
                .filter(Objects::nonNull)
                .map(String::valueOf)
                .filter(text -> !text.isBlank())
                .findFirst();
    }

    private static Object steps(RunArtifact run, ArtifactView artifact) {
        return first(List.of(
                own(artifact, STEPS),
                value(artifact.record().metadata(), List.of("inferenceSteps")),
                value(run.options(), STEPS)));
    }

    private static Object resolved(RunArtifact run, ArtifactView artifact, List<String> keys) {
        return first(
                List.of(own(artifact, keys), value(artifact.record().content(), keys), value(run.options(), keys)));
    }

    private static Object first(List<Optional<Object>> values) {
        return values.stream().flatMap(Optional::stream).findFirst().orElse(null);
    }

    /** Returns what the output itself says. */
    private static Optional<Object> own(ArtifactView artifact, List<String> keys) {
        Map<String, Object> metadata =
                artifact.asset().map(AssetRecord::metadata).orElse(Map.of());
        Map<String, Object> embedded = artifact.asset()
                .map(asset -> AssetExtras.of(asset).generation().toMap())
                .orElse(Map.of());
        return value(metadata, keys).or(() -> value(embedded, keys));
    }

    private static Optional<Object> value(Map<?, ?> map, List<String> keys) {
        return keys.stream()
                .<Object>map(map::get)
                .filter(value -> value instanceof String text && !text.isBlank() || value instanceof Number)
                .findFirst();
    }

    private static Optional<String> cost(RunExecution execution) {
        return Optional.ofNullable(execution.cost())
                .map(RunExecution.Cost::summary)
                .filter(text -> !text.isEmpty());
    }

    private static Optional<Double> seconds(Map<String, Object> told) {
        Optional<Instant> from = instant(told.get("jobCreatedAt"));
        Optional<Instant> to = instant(told.get("jobCompletedAt"));
        return from.flatMap(start -> to.map(end -> Duration.between(start, end).toMillis() / 1000.0));
    }

    private static Optional<Instant> instant(Object time) {
        return time instanceof String text ? CreatedAt.instant(text) : Optional.empty();
    }
}
