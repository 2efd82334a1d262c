package io.runfolio.work.redo.job;

import io.runfolio.catalog.ArtifactQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Filters of a job as they are stored; null where there is no filter. */
record StoredQuery(
        String text,
        List<String> models,
        List<String> statuses,
        List<String> runStatuses,
        List<String> artifactClasses,
        List<String> artifactTypes,
        List<String> tags,
        List<String> mediaKinds,
        String runId,
        String project,
        String user,
        String channel,
        String agent,
        String templateId,
        String preset,
        String pipelineId,
        String variantGroup,
        String seed,
        Integer minWidth,
        Integer minHeight,
        Instant createdAfter,
        Instant createdBefore) {

    static StoredQuery of(ArtifactQuery query) {
        return new StoredQuery(
                query.text().orElse(null),
                query.models(),
                query.statuses(),
                query.runStatuses(),
                query.artifactClasses(),
                query.artifactTypes(),
                query.tags(),
                query.mediaKinds(),
                query.runId().orElse(null),
                query.project().orElse(null),
                query.user().orElse(null),
                query.channel().orElse(null),
                query.agent().orElse(null),
                query.templateId().orElse(null),
                query.preset().orElse(null),
                query.pipelineId().orElse(null),
                query.variantGroup().orElse(null),
                query.seed().orElse(null),
                query.minWidth().orElse(null),
                query.minHeight().orElse(null),
                query.createdAfter().orElse(null),
                query.createdBefore().orElse(null));
    }

    ArtifactQuery query() {
        return new ArtifactQuery(
                Optional.ofNullable(text),
                models,
                statuses,
                runStatuses,
                artifactClasses,
                artifactTypes,
                tags,
                mediaKinds,
                Optional.ofNullable(runId),
                Optional.ofNullable(project),
                Optional.ofNullable(user),
                Optional.ofNullable(channel),
                Optional.ofNullable(agent),
                Optional.ofNullable(templateId),
                Optional.ofNullable(preset),
                Optional.ofNullable(pipelineId),
                Optional.ofNullable(variantGroup),
                Optional.ofNullable(seed),
                Optional.ofNullable(minWidth),
                Optional.ofNullable(minHeight),
                Optional.ofNullable(createdAfter),
                Optional.ofNullable(createdBefore));
    }
}
