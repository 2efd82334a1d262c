package io.runfolio.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds queries for tests. */
final class Queries {
    private String text;
    private List<String> models = List.of();
    private List<String> statuses = List.of();
    private List<String> runStatuses = List.of();
    private List<String> artifactClasses = List.of();
    private List<String> artifactTypes = List.of();
    private List<String> tags = List.of();
    private List<String> mediaKinds = List.of();
    private String runId;
    private String project;
    private String user;
    private String channel;
    private String agent;
    private String templateId;
    private String preset;
    private String pipelineId;
    private String variantGroup;
    private String seed;
    private Integer minWidth;
    private Integer minHeight;
    private Instant createdAfter;
    private Instant createdBefore;

    static Queries all() {
        return new Queries();
    }

    Queries text(String value) {
        text = value;
        return this;
    }

    Queries models(String... words) {
        models = List.of(words);
        return this;
    }

    Queries statuses(String... words) {
        statuses = List.of(words);
        return this;
    }

    Queries runStatuses(String... words) {
        runStatuses = List.of(words);
        return this;
    }

    Queries classes(String... words) {
        artifactClasses = List.of(words);
        return this;
    }

    Queries types(String... words) {
        artifactTypes = List.of(words);
        return this;
    }

    Queries tags(String... words) {
        tags = List.of(words);
        return this;
    }

    Queries mediaKinds(String... words) {
        mediaKinds = List.of(words);
        return this;
    }

    Queries runId(String value) {
        runId = value;
        return this;
    }

    Queries project(String value) {
        project = value;
        return this;
    }

    Queries user(String value) {
        user = value;
        return this;
    }

    Queries channel(String value) {
        channel = value;
        return this;
    }

    Queries agent(String value) {
        agent = value;
        return this;
    }

    Queries templateId(String value) {
        templateId = value;
        return this;
    }

    Queries preset(String value) {
        preset = value;
        return this;
    }

    Queries pipelineId(String value) {
        pipelineId = value;
        return this;
    }

    Queries variantGroup(String value) {
        variantGroup = value;
        return this;
    }

    Queries seed(String value) {
        seed = value;
        return this;
    }

    Queries minWidth(int value) {
        minWidth = value;
        return this;
    }

    Queries minHeight(int value) {
        minHeight = value;
        return this;
    }

    Queries after(String time) {
        createdAfter = Instant.parse(time);
        return this;
    }

    Queries before(String time) {
        createdBefore = Instant.parse(time);
        return this;
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
