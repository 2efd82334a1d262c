package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Prompts;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.SourceContext;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A run as it goes into the tables.
 *
 * @param runId the run
 * @param firstKey lowest number that it may have, see {@link RunKey}
 * @param jobId the scheduler's job or the provider's task; null if there is none
 * @param document the whole of it
 * @param texts the words that it is found by, one list for each prompt and title
 * @param items one row an artifact, or one at position 0 for a run without artifacts
 */
record RunRow(String runId, long firstKey, String jobId, byte[] document, List<List<String>> texts, List<Item> items) {
    /** What is searched of one run: more would serve no one, and no database takes any amount. */
    private static final int MOST_WORDS = 10_000;

    private static final int MOST_CHARACTERS = 200_000;

    /**
     * What an artifact is filtered by.
     *
     * @param position its place among the run's, from 1; 0 stands for the run itself
     * @param artifactId null for the run itself
     */
    record Item(
            int position,
            String artifactId,
            Map<Field, String> values,
            Integer width,
            Integer height,
            Set<String> tags,
            Set<String> sources) {}

    static RunRow of(RunView view) {
        List<Item> items = view.artifacts().isEmpty()
                ? List.of(alone(view.run()))
                : view.artifacts().stream()
                        .map(artifact -> item(view.run(), artifact))
                        .toList();
        return new RunRow(
                view.run().runId(),
                RunKey.first(view.run().createdAt()),
                job(view).orElse(null),
                Documents.write(view),
                texts(view),
                items);
    }

    /** Returns a run's job: what its artifacts refer to, else the event's own word, else the provider's task. */
    static Optional<String> job(RunView view) {
        return view.artifacts().stream()
                .map(artifact -> artifact.record().jobReference())
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> ofJob(view.run(), "job_id"))
                .or(() -> Optional.ofNullable(view.run().providerTrace().taskId()));
    }

    private static Item alone(RunArtifact run) {
        Map<Field, String> values = ofRun(run);
        ofJob(run, "preset").ifPresent(preset -> values.put(Field.PRESET, preset));
        ofJob(run, "pipeline_id").ifPresent(pipeline -> values.put(Field.PIPELINE, pipeline));
        ofJob(run, "variant_group").ifPresent(group -> values.put(Field.VARIANT_GROUP, group));
        return new Item(0, null, values, null, null, new LinkedHashSet<>(run.tags()), Set.of());
    }

    private static Item item(RunArtifact run, ArtifactView artifact) {
        Map<Field, String> values = ofRun(run);
        Map<String, Object> metadata = artifact.record().metadata();
        put(values, Field.STATUS, artifact.review().status());
        put(values, Field.CLASS, artifact.record().artifactClass());
        put(values, Field.TYPE, artifact.record().artifactType());
        put(values, Field.TEMPLATE, artifact.record().templateId());
        Map<String, Object> facts = ArtifactFacts.of(run, artifact);
        put(values, Field.PRESET, facts.get("preset"));
        put(values, Field.PIPELINE, metadata.get("pipelineId"));
        put(values, Field.VARIANT_GROUP, metadata.get("variantGroup"));
        Optional<AssetRecord> asset = artifact.asset();
        asset.ifPresent(file -> put(
                values,
                Field.MEDIA_KIND,
                file.kind() == null ? null : file.kind().word()));
        put(values, Field.SEED, facts.get("seed"));
        Set<String> tags = new LinkedHashSet<>(run.tags());
        tags.addAll(artifact.review().tags());
        tags.remove(null);
        return new Item(
                artifact.position(),
                artifact.record().id(),
                values,
                asset.map(AssetRecord::width).orElse(null),
                asset.map(AssetRecord::height).orElse(null),
                tags,
                sources(artifact));
    }

    private static Map<Field, String> ofRun(RunArtifact run) {
        Map<Field, String> values = new EnumMap<>(Field.class);
        SourceContext context = run.sourceContext();
        put(values, Field.MODEL, run.modelKey());
        put(values, Field.RUN_STATUS, run.status());
        put(values, Field.PROJECT, context.projectName());
        put(values, Field.USER, context.sourceUser());
        put(values, Field.CHANNEL, context.sourceChannel());
        put(values, Field.AGENT, context.sourceAgent());
        put(values, Field.SEED, run.options().get("seed"));
        return values;
    }

    private static void put(Map<Field, String> values, Field field, Object value) {
        if (value != null) {
            values.put(field, String.valueOf(value));
        }
    }

    private static Optional<String> ofJob(RunArtifact run, String key) {
        return run.sourceMetadata().get("runfolio") instanceof Map<?, ?> ours
                        && ours.get("job") instanceof Map<?, ?> job
                ? Optional.ofNullable(job.get(key)).map(String::valueOf)
                : Optional.empty();
    }

    private static Set<String> sources(ArtifactView artifact) {
        Set<String> sources = new LinkedHashSet<>(artifact.record().sourceArtifactIds());
        sources.add(artifact.record().sourceReportArtifactId());
        sources.remove(null);
        return sources;
    }

    private static List<List<String>> texts(RunView view) {
        Prompts prompts = view.run().prompts();
        Stream<Object> titles = view.artifacts().stream()
                .map(artifact -> artifact.record().content().get("title"));
        Set<String> texts = new LinkedHashSet<>();
        Stream.concat(Stream.of(prompts.finalUsed(), prompts.raw(), prompts.enhanced()), titles)
                .filter(String.class::isInstance)
                .forEach(text -> texts.add((String) text));
        List<List<String>> all = new ArrayList<>();
        int room = MOST_WORDS;
        int characters = MOST_CHARACTERS;
        for (String text : texts) {
            List<String> words = Words.of(text.substring(0, Math.min(text.length(), characters)));
            characters -= Math.min(text.length(), characters);
            all.add(words.subList(0, Math.min(words.size(), room)));
            room -= Math.min(words.size(), room);
        }
        return all;
    }
}
