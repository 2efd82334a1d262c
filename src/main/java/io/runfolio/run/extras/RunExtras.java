package io.runfolio.run.extras;

import io.runfolio.run.Job;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunExecution;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runfolio's own fields of a run, {@code source_metadata.runfolio}; bundles of other programs have none.
 *
 * @param eventId identity of the event
 * @param eventDigest sha256 of the event's content, in hex
 * @param formatVersion version of the bundle's format; 0 if unknown
 * @param job the scheduler's job
 * @param execution times, steps and cost; empty if nothing is known
 * @param orderReferences artifacts that were supplied to the order of the run
 */
public record RunExtras(
        Optional<String> eventId,
        Optional<String> eventDigest,
        int formatVersion,
        Optional<Job> job,
        RunExecution execution,
        List<OrderReference> orderReferences) {

    /** Artifact that was supplied to an order. */
    public record OrderReference(String artifactId, String artifactClass) {}

    /** Reads a run's extras; they are empty if it has none. */
    public static RunExtras of(RunArtifact run) {
        JsonMap json = JsonMap.of(run.sourceMetadata().get(FreeMaps.RUNFOLIO_KEY));
        return new RunExtras(
                json.text("event_id"),
                json.text("event_digest"),
                json.integer("format_version").orElse(0),
                JsonMap.find(json.get("job")).map(RunExtras::job),
                ExecutionExtras.of(json),
                json.object("order").objects("references").stream()
                        .flatMap(reference -> reference(reference).stream())
                        .toList());
    }

    /** Returns the number of the claim that sealed a run; 0 if claims had none. */
    public static long fence(RunArtifact run) {
        return JsonMap.of(run.sourceMetadata().get(FreeMaps.RUNFOLIO_KEY))
                .number("fence")
                .map(Number::longValue)
                .orElse(0L);
    }

    private static Job job(JsonMap json) {
        return new Job(
                json.asText("job_id").orElse(null),
                json.asText("pipeline_id").orElse(null),
                json.asText("preset").orElse(null),
                json.asText("size_profile").orElse(null),
                json.integer("inference_steps").orElse(null),
                json.asText("created_at").orElse(null),
                json.asText("completed_at").orElse(null),
                json.asText("variant_group").orElse(null));
    }

    private static Optional<OrderReference> reference(JsonMap json) {
        return json.text("artifact_id")
                .map(id -> new OrderReference(id, json.text("artifact_class").orElse("")));
    }

    /**
     * Returns a run's free map with these extras in it. What the event has there stays unless it has the same name.
     *
     * @param more further fields, such as the program's version
     */
    public Map<String, Object> addTo(Map<String, Object> sourceMetadata, Map<String, Object> more) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event_id", eventId.orElse(null));
        object.put("event_digest", eventDigest.orElse(null));
        object.put("format_version", formatVersion);
        more.forEach(object::putIfAbsent);
        job.ifPresent(record -> object.putIfAbsent("job", toMap(record)));
        ExecutionExtras.toMap(execution).forEach(object::putIfAbsent);
        Map<String, Object> all = new LinkedHashMap<>(sourceMetadata);
        JsonMap.of(all.remove(FreeMaps.RUNFOLIO_KEY)).toMap().forEach(object::putIfAbsent);
        all.put(FreeMaps.RUNFOLIO_KEY, object);
        return all;
    }

    private static Map<String, Object> toMap(Job job) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("job_id", job.jobId());
        map.put("pipeline_id", job.pipelineId());
        map.put("preset", job.preset());
        map.put("size_profile", job.sizeProfile());
        map.put("inference_steps", job.inferenceSteps());
        map.put("created_at", job.createdAt());
        map.put("completed_at", job.completedAt());
        map.put("variant_group", job.variantGroup());
        return map;
    }
}
