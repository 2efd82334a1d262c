package io.runfolio.catalog.sql;

import io.runfolio.catalog.ArtifactQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Builds queries for tests. */
public final class QueryBuilder {
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

    public static QueryBuilder all() {
        return new QueryBuilder();
    }

    public QueryBuilder text(String value) {
        text = value;
        return this;
    }

    QueryBuilder models(String... words) {
        models = List.of(words);
        return this;
    }

    QueryBuilder statuses(String... words) {
        statuses = List.of(words);
        return this;
    }

    QueryBuilder runStatuses(String... words) {
        runStatuses = List.of(words);
        return this;
    }

    QueryBuilder classes(String... words) {
        artifactClasses = List.of(words);
        return this;
    }

    QueryBuilder types(String... words) {
        artifactTypes = List.of(words);
        return this;
    }

    QueryBuilder tags(String... words) {
        tags = List.of(words);
        return this;
    }

    QueryBuilder mediaKinds(String... words) {
        mediaKinds = List.of(words);
        return this;
    }

    QueryBuilder runId(String value) {
        runId = value;
        return this;
    }

    QueryBuilder project(String value) {
        project = value;
        return this;
    }

    QueryBuilder user(String value) {
        user = value;
        return this;
    }

    QueryBuilder channel(String value) {
        channel = value;
        return this;
    }

    QueryBuilder agent(String value) {
        agent = value;
        return this;
    }

    QueryBuilder templateId(String value) {
        templateId = value;
        return this;
    }

    QueryBuilder preset(String value) {
        preset = value;
        return this;
    }

    QueryBuilder pipelineId(String value) {
        pipelineId = value;
        return this;
    }

    QueryBuilder variantGroup(String value) {
        variantGroup = value;
        return this;
    }

    QueryBuilder seed(String value) {
        seed = value;
        return this;
    }

    QueryBuilder minWidth(int value) {
        minWidth = value;
        return this;
    }

    QueryBuilder minHeight(int value) {
        minHeight = value;
        return this;
    }

    QueryBuilder after(String time) {
        createdAfter = Instant.parse(time);
        return this;
    }

    QueryBuilder before(String time) {
        createdBefore = Instant.parse(time);
        return this;
    }

    public ArtifactQuery query() {
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
