package io.runfolio.artifact;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Comparison of artifacts.
 *
 * @param columns the artifacts, in the order asked for
 * @param rows what is known of how they were made, one fact a row
 */
public record Comparison(List<Column> columns, List<Row> rows) {
    /** Maximum number of artifacts. */
    public static final int MAX_ARTIFACTS = 16;

    /**
     * One artifact.
     *
     * @param artifactId the artifact
     * @param runId its run
     * @param position its place among the run's outputs, from 1
     * @param review its state in review
     * @param prompt the prompt; empty if absent
     * @param words what makes this prompt out of the first artifact's
     */
    public record Column(
            String artifactId, String runId, int position, ReviewState review, String prompt, PromptDiff words) {}

    /**
     * One fact.
     *
     * @param name such as {@code seed}; the names are those of {@link ArtifactFacts}
     * @param values one for each artifact, in their order; null where it is not known
     * @param differs whether they are not all the same
     */
    public record Row(String name, List<Object> values, boolean differs) {
        public Row {
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    public Comparison {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /** Compares variants. */
    static Comparison of(List<Variant> variants) {
        String first = ArtifactFacts.prompt(
                        variants.get(0).run(), variants.get(0).artifact())
                .orElse("");
        List<Column> columns = new ArrayList<>();
        Map<String, List<Object>> values = new LinkedHashMap<>();
        for (Variant variant : variants) {
            String prompt =
                    ArtifactFacts.prompt(variant.run(), variant.artifact()).orElse("");
            columns.add(new Column(
                    variant.artifact().record().id(),
                    variant.run().runId(),
                    variant.artifact().position(),
                    variant.artifact().review(),
                    prompt,
                    PromptDiff.between(first, prompt)));
            ArtifactFacts.of(variant.run(), variant.artifact())
                    .forEach((name, value) -> values.computeIfAbsent(name, key -> new ArrayList<>())
                            .add(value));
        }
        List<Row> rows = new ArrayList<>();
        values.forEach((name, list) -> rows.add(new Row(name, list, differ(list))));
        return new Comparison(columns, rows);
    }

    private static boolean differ(List<Object> values) {
        return values.stream().anyMatch(value -> !Objects.equals(value, values.get(0)));
    }
}
