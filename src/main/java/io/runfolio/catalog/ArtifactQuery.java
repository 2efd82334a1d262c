package io.runfolio.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Filters for artifacts. An empty field does not filter; all others must match; values of a list are alternatives.
 *
 * @param text words of prompts and titles: {@code red fox} both, {@code "red fox"} the phrase, {@code fox OR wolf}
 *     either, {@code -blurry} without
 * @param statuses review statuses
 * @param runStatuses statuses of runs
 * @param mediaKinds {@code image}, {@code video}, {@code audio}, {@code text}, {@code other}
 * @param createdAfter inclusive, by the run's instant
 * @param createdBefore exclusive
 * @param minWidth in pixels of the original, inclusive
 * @param minHeight in pixels of the original, inclusive
 * @param seed the generation's seed, as text
 */
public record ArtifactQuery(
        Optional<String> text,
        List<String> models,
        List<String> statuses,
        List<String> runStatuses,
        List<String> artifactClasses,
        List<String> artifactTypes,
        List<String> tags,
        List<String> mediaKinds,
        Optional<String> runId,
        Optional<String> project,
        Optional<String> user,
        Optional<String> channel,
        Optional<String> agent,
        Optional<String> templateId,
        Optional<String> preset,
        Optional<String> pipelineId,
        Optional<String> variantGroup,
        Optional<String> seed,
        Optional<Integer> minWidth,
        Optional<Integer> minHeight,
        Optional<Instant> createdAfter,
        Optional<Instant> createdBefore) {

    public ArtifactQuery {
        models = List.copyOf(models);
        statuses = List.copyOf(statuses);
        runStatuses = List.copyOf(runStatuses);
        artifactClasses = List.copyOf(artifactClasses);
        artifactTypes = List.copyOf(artifactTypes);
        tags = List.copyOf(tags);
        mediaKinds = List.copyOf(mediaKinds);
    }

    /** Returns the query that matches every artifact. */
    public static ArtifactQuery all() {
        List<String> any = List.of();
        Optional<String> none = Optional.empty();
        return new ArtifactQuery(
                none,
                any,
                any,
                any,
                any,
                any,
                any,
                any,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                none,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns the same query for the artifacts of one run. */
    public ArtifactQuery withRun(String id) {
        return new ArtifactQuery(
                text,
                models,
                statuses,
                runStatuses,
                artifactClasses,
                artifactTypes,
                tags,
                mediaKinds,
                Optional.of(id),
                project,
                user,
                channel,
                agent,
                templateId,
                preset,
                pipelineId,
                variantGroup,
                seed,
                minWidth,
                minHeight,
                createdAfter,
                createdBefore);
    }

    /** Returns the query for the artifacts of a set of variants. */
    public static ArtifactQuery ofVariantGroup(String group) {
        ArtifactQuery all = all();
        return new ArtifactQuery(
                all.text,
                all.models,
                all.statuses,
                all.runStatuses,
                all.artifactClasses,
                all.artifactTypes,
                all.tags,
                all.mediaKinds,
                all.runId,
                all.project,
                all.user,
                all.channel,
                all.agent,
                all.templateId,
                all.preset,
                all.pipelineId,
                Optional.of(group),
                all.seed,
                all.minWidth,
                all.minHeight,
                all.createdAfter,
                all.createdBefore);
    }
}
