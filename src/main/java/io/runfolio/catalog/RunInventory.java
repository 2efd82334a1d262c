package io.runfolio.catalog;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.RawOutputLinks;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.bundle.ledger.RemovalScope;
import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.JsonMap;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Facts and sizes of a run and its artifacts, for decisions about what to keep. Much smaller than the run itself, so
 * that a whole library is read in seconds. Unknown values are null.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param status status of the run
 * @param environment {@code environment} in the metadata of the source context
 * @param workspace {@code workspace} in the metadata of the source context
 * @param inputBytes size of the inputs that are there
 * @param holds holds that were not released
 * @param isTombstone whether a removal of the whole bundle was made and not undone
 * @param items the artifacts; empty for a run without any
 */
public record RunInventory(
        String runPath,
        String runId,
        String createdAt,
        String status,
        String model,
        String project,
        String environment,
        String workspace,
        Set<String> tags,
        long inputBytes,
        List<Hold> holds,
        boolean isTombstone,
        List<Item> items) {

    public RunInventory {
        tags = sorted(tags);
        holds = holds == null ? List.of() : List.copyOf(holds);
        items = items == null ? List.of() : List.copyOf(items);
    }

    /**
     * Artifact of a run.
     *
     * @param kind kind of the original; null without a file
     * @param status status in review
     * @param isPreferred whether it is the preferred one of its set of variants
     * @param decidedAt time of the last decision
     * @param tags tags given in review or by the event
     * @param originalBytes size of the original if it is there
     * @param derivativeBytes size of the derivatives that are there
     * @param sha256 checksum of the original if it is there
     * @param rawId the model's output that it was processed from, an artifact of the same run
     */
    public record Item(
            String id,
            String artifactClass,
            String kind,
            String template,
            String status,
            boolean isPreferred,
            String decidedAt,
            Set<String> tags,
            long originalBytes,
            long derivativeBytes,
            String sha256,
            String rawId) {

        public Item {
            tags = sorted(tags);
        }
    }

    /** Sets are sorted, so that equal inventories have equal texts. */
    private static Set<String> sorted(Set<String> words) {
        if (words == null || words.size() < 2) {
            return words == null ? Set.of() : Set.copyOf(words);
        }
        return Collections.unmodifiableSortedSet(new TreeSet<>(words));
    }

    /** Returns the same run with other holds and artifacts. */
    public RunInventory with(List<Hold> otherHolds, List<Item> otherItems) {
        return new RunInventory(
                runPath,
                runId,
                createdAt,
                status,
                model,
                project,
                environment,
                workspace,
                tags,
                inputBytes,
                otherHolds,
                isTombstone,
                otherItems);
    }

    /** Returns the paths of the files of a run whose sizes are counted, relative to the bundle. */
    public static Set<String> mediaPaths(RunView view) {
        Set<String> paths = new HashSet<>();
        Stream.concat(
                        view.run().inputs().stream(),
                        view.artifacts().stream().flatMap(artifact -> artifact.asset().stream()))
                .forEach(asset -> {
                    paths.add(originalPath(asset));
                    paths.addAll(derivatives(asset).keySet());
                });
        return paths;
    }

    /** Returns the inventory of a run. */
    public static RunInventory of(RunView view) {
        RunArtifact run = view.run();
        JsonMap context = JsonMap.of(run.sourceContext().metadata());
        Set<String> gone = view.retention().removals().stream()
                .flatMap(removal -> removal.files().stream())
                .map(RemovedFile::path)
                .collect(Collectors.toSet());
        return new RunInventory(
                view.runPath(),
                run.runId(),
                run.createdAt(),
                run.status(),
                run.modelKey(),
                run.sourceContext().projectName(),
                context.asText("environment").orElse(null),
                context.asText("workspace").orElse(null),
                words(run.tags().stream()),
                run.inputs().stream().mapToLong(input -> original(input, gone)).sum(),
                view.retention().holds(),
                view.retention().removals().stream().anyMatch(removal -> removal.scope() == RemovalScope.BUNDLE),
                view.artifacts().stream()
                        .map(artifact -> item(view, artifact, gone))
                        .toList());
    }

    private static Item item(RunView view, ArtifactView artifact, Set<String> gone) {
        long original = artifact.asset().map(asset -> original(asset, gone)).orElse(0L);
        return new Item(
                artifact.record().id(),
                artifact.record().artifactClass(),
                artifact.asset()
                        .map(AssetRecord::kind)
                        .map(kind -> kind.jsonName())
                        .orElse(null),
                artifact.record().templateId(),
                artifact.review().status(),
                artifact.review().preferred(),
                artifact.review().decidedAt(),
                words(Stream.concat(
                        artifact.review().tags().stream(),
                        artifact.asset().stream().flatMap(asset -> AssetExtras.of(asset).tags().stream()))),
                original,
                artifact.asset().map(asset -> derivatives(asset, gone)).orElse(0L),
                original == 0 ? null : artifact.asset().map(AssetRecord::sha256).orElse(null),
                rawId(view, artifact));
    }

    private static Set<String> words(Stream<String> texts) {
        return texts.filter(text -> text != null).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String rawId(RunView view, ArtifactView artifact) {
        if (artifact.asset().isEmpty() || view.run().outputs().size() < 2) {
            return null;
        }
        return RawOutputLinks.of(view.run().outputs())
                .rawOf(artifact.position())
                .flatMap(raw -> view.artifacts().stream()
                        .filter(other ->
                                other.asset().filter(asset -> asset == raw).isPresent())
                        .findFirst())
                .map(other -> other.record().id())
                .orElse(null);
    }

    private static String originalPath(AssetRecord asset) {
        return asset.relativePath() == null ? asset.originalPath() : asset.relativePath();
    }

    private static long original(AssetRecord asset, Set<String> gone) {
        String path = originalPath(asset);
        Long bytes = asset.bytes() == null ? asset.bytesOriginal() : asset.bytes();
        return path == null || bytes == null || gone.contains(path) ? 0 : bytes;
    }

    private static long derivatives(AssetRecord asset, Set<String> gone) {
        Map<String, Long> files = derivatives(asset);
        files.keySet().removeAll(gone);
        return files.values().stream().mapToLong(Long::longValue).sum();
    }

    private static Map<String, Long> derivatives(AssetRecord asset) {
        Map<String, Long> files = new LinkedHashMap<>();
        for (DerivativeRecord derivative : asset.derivatives()) {
            put(files, derivative.relativePath(), derivative.bytes());
        }
        AssetExtras.of(asset)
                .renditions()
                .forEach(rendition ->
                        put(files, rendition.relativePath(), rendition.bytes().orElse(null)));
        AssetExtras.of(asset)
                .previews()
                .forEach(preview ->
                        put(files, preview.relativePath(), preview.bytes().orElse(null)));
        put(files, asset.webPath(), asset.bytesWeb());
        put(files, asset.thumbPath(), asset.bytesThumb());
        put(files, asset.posterPath(), asset.bytesPoster());
        files.remove(originalPath(asset));
        return files;
    }

    private static void put(Map<String, Long> files, String path, Long bytes) {
        if (path != null && bytes != null) {
            files.putIfAbsent(path, bytes);
        }
    }
}
