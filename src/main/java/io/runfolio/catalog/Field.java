package io.runfolio.catalog;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What artifacts can be filtered by for equality, and counted by: a column of {@code items}, with an index of its own. */
enum Field {
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

    /** The one field that an artifact can have several values of; it has a table of its own. */
    static final String TAG = "tag";

    private final String word;
    private final String column;
    private final Function<ArtifactQuery, List<String>> values;

    Field(String word, String column, Function<ArtifactQuery, List<String>> values) {
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

    /** Returns the alternatives that a query names; empty if it does not ask. */
    List<String> wanted(ArtifactQuery query) {
        return values.apply(query).stream().distinct().toList();
    }

    /** Returns the field of a word such as {@code runStatus}. */
    static Optional<Field> of(String word) {
        return Arrays.stream(values()).filter(field -> field.word.equals(word)).findFirst();
    }

    /** Returns all words, {@link #TAG} too. */
    static String words() {
        return Arrays.stream(values()).map(field -> field.word).collect(Collectors.joining(", ")) + ", " + TAG;
    }
}
