package io.runfolio.catalog.sql;

import io.runfolio.artifact.ArtifactFacts;
import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.RunInventory;
import io.runfolio.catalog.search.Tokenizer;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.Job;
import io.runfolio.run.Prompts;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.SourceContext;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.PerceptualHash;
import io.runfolio.run.extras.RunExtras;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Row values of a run and its artifacts.
 *
 * @param runId the run
 * @param firstKey lowest possible key, see {@link RunKey}
 * @param jobId the scheduler's job or the provider's task; null if absent
 * @param document the encoded run
 * @param inventory the encoded inventory
 * @param texts search words, one list for each prompt and title
 * @param items one for each artifact, or one at position 0 for a run without artifacts
 */
record RunRow(
        String runId,
        long firstKey,
        String jobId,
        byte[] document,
        byte[] inventory,
        List<List<String>> texts,
        List<Item> items) {
    /** Indexed words of a run; databases limit the size of a text index entry. */
    private static final int MAX_WORDS = 10_000;

    private static final int MAX_CHARACTERS = 200_000;

    /**
     * Filter values of an artifact.
     *
     * @param position position in the run, from 1; 0 for the run itself
     * @param artifactId null for the run itself
     */
    record Item(
            int position,
            String artifactId,
            Map<FilterField, String> values,
            Integer width,
            Integer height,
            Set<String> tags,
            Set<String> sources,
            Optional<Original> original) {}

    /**
     * Original of an artifact, for the search of duplicates.
     *
     * @param sha256 its checksum; null if unknown
     * @param hash hash of its picture or poster; null if unknown
     */
    record Original(String sha256, PerceptualHash hash) {
        private static Optional<Original> of(AssetRecord asset) {
            PerceptualHash hash = AssetExtras.of(asset).perceptualHash().orElse(null);
            return asset.sha256() == null && hash == null
                    ? Optional.empty()
                    : Optional.of(new Original(asset.sha256(), hash));
        }
    }

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
                RunDocumentCodec.write(view),
                InventoryCodec.write(RunInventory.of(view)),
                texts(view),
                items);
    }

    /** Returns a run's job id: of its artifacts, else of the event, else the provider's task id. */
    static Optional<String> job(RunView view) {
        return view.artifacts().stream()
                .map(artifact -> artifact.record().jobReference())
                .filter(Objects::nonNull)
                .findFirst()
                .or(() -> ofJob(view.run(), Job::jobId))
                .or(() -> Optional.ofNullable(view.run().providerTrace().taskId()));
    }

    private static Item alone(RunArtifact run) {
        Map<FilterField, String> values = ofRun(run);
        ofJob(run, Job::preset).ifPresent(preset -> values.put(FilterField.PRESET, preset));
        ofJob(run, Job::pipelineId).ifPresent(pipeline -> values.put(FilterField.PIPELINE, pipeline));
        ofJob(run, Job::variantGroup).ifPresent(group -> values.put(FilterField.VARIANT_GROUP, group));
        return new Item(0, null, values, null, null, new LinkedHashSet<>(run.tags()), Set.of(), Optional.empty());
    }

    private static Item item(RunArtifact run, ArtifactView artifact) {
        Map<FilterField, String> values = ofRun(run);
        Map<String, Object> metadata = artifact.record().metadata();
        put(values, FilterField.STATUS, artifact.review().status());
        put(values, FilterField.CLASS, artifact.record().artifactClass());
        put(values, FilterField.TYPE, artifact.record().artifactType());
        put(values, FilterField.TEMPLATE, artifact.record().templateId());
        Map<String, Object> facts = ArtifactFacts.of(run, artifact);
        put(values, FilterField.PRESET, facts.get("preset"));
        put(values, FilterField.PIPELINE, metadata.get("pipelineId"));
        put(values, FilterField.VARIANT_GROUP, metadata.get("variantGroup"));
        Optional<AssetRecord> asset = artifact.asset();
        asset.ifPresent(file -> put(
                values,
                FilterField.MEDIA_KIND,
                file.kind() == null ? null : file.kind().jsonName()));
        put(values, FilterField.SEED, facts.get("seed"));
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
                sources(artifact),
                asset.flatMap(Original::of));
    }

    private static Map<FilterField, String> ofRun(RunArtifact run) {
        Map<FilterField, String> values = new EnumMap<>(FilterField.class);
        SourceContext context = run.sourceContext();
        put(values, FilterField.MODEL, run.modelKey());
        put(values, FilterField.RUN_STATUS, run.status());
        put(values, FilterField.PROJECT, context.projectName());
        put(values, FilterField.USER, context.sourceUser());
        put(values, FilterField.CHANNEL, context.sourceChannel());
        put(values, FilterField.AGENT, context.sourceAgent());
        put(values, FilterField.SEED, run.options().get("seed"));
        return values;
    }

    private static void put(Map<FilterField, String> values, FilterField filterField, Object value) {
        if (value != null) {
            values.put(filterField, String.valueOf(value));
        }
    }

    private static Optional<String> ofJob(RunArtifact run, Function<Job, String> field) {
        return RunExtras.of(run).job().map(field);
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
        int room = MAX_WORDS;
        int characters = MAX_CHARACTERS;
        for (String text : texts) {
            List<String> words = Tokenizer.of(text.substring(0, Math.min(text.length(), characters)));
            characters -= Math.min(text.length(), characters);
            all.add(words.subList(0, Math.min(words.size(), room)));
            room -= Math.min(words.size(), room);
        }
        return all;
    }
}
