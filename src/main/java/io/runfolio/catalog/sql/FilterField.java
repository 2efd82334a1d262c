package io.runfolio.catalog.sql;

import io.runfolio.catalog.ArtifactQuery;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Field for filters by equality and for facets: an indexed column of {@code items}. */
enum FilterField {
    MODEL("model", "model", ArtifactQuery::models),
    RUN_STATUS("runStatus", "run_status", ArtifactQuery::runStatuses),
    PROJECT("project", "project", one(ArtifactQuery::project)),
    USER("user", "source_user", one(ArtifactQuery::user)),
    CHANNEL("channel", "channel", one(ArtifactQuery::channel)),
    AGENT("agent", "agent", one(ArtifactQuery::agent)),
    STATUS("status", "status", ArtifactQuery::statuses),
    CLASS("class", "artifact_class", ArtifactQuery::artifactClasses),
    TYPE("artifactType", "artifact_type", ArtifactQuery::artifactTypes),
    MEDIA_KIND("mediaKind", "media_kind", ArtifactQuery::mediaKinds),
    TEMPLATE("templateId", "template", one(ArtifactQuery::templateId)),
    PRESET("preset", "preset", one(ArtifactQuery::preset)),
    PIPELINE("pipelineId", "pipeline", one(ArtifactQuery::pipelineId)),
    VARIANT_GROUP("variantGroup", "variant_group", one(ArtifactQuery::variantGroup)),
    SEED("seed", "seed", one(ArtifactQuery::seed));

    /** Field with several values per artifact, stored in a table of its own. */
    static final String TAG = "tag";

    private final String word;
    private final String column;
    private final Function<ArtifactQuery, List<String>> values;

    FilterField(String word, String column, Function<ArtifactQuery, List<String>> values) {
        this.word = word;
        this.column = column;
        this.values = values;
    }

    private static Function<ArtifactQuery, List<String>> one(Function<ArtifactQuery, Optional<String>> value) {
        return value.andThen(found -> found.map(List::of).orElse(List.of()));
    }

    String column() {
        return column;
    }

    String index() {
        return "items_by_" + column;
    }

    /** Returns the values that a query accepts; empty if it does not filter by this field. */
    List<String> requestedValues(ArtifactQuery query) {
        return values.apply(query).stream().distinct().toList();
    }

    /** Returns the field with a name such as {@code runStatus}. */
    static Optional<FilterField> of(String word) {
        return Arrays.stream(values())
                .filter(filterField -> filterField.word.equals(word))
                .findFirst();
    }

    /** Returns all names, {@link #TAG} included. */
    static String names() {
        return Arrays.stream(values()).map(filterField -> filterField.word).collect(Collectors.joining(", ")) + ", "
                + TAG;
    }
}
