package io.runfolio.cli;

import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.IdPrefix;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.catalog.CatalogException;
import io.runfolio.run.StorageException;
import io.runfolio.settings.RunfolioSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Ids as people type them: whole, or a beginning that no other id has. What nothing begins like is returned as it is, for the command to say so. */
record Ids(RunfolioSettings settings) {

    /** Returns whole ids of runs and artifacts. */
    List<String> whole(List<String> words) {
        return words.stream().map(this::whole).distinct().toList();
    }

    /** Returns the whole id of a run or an artifact. */
    String whole(String word) {
        return bundles().find(word).isPresent() || ArtifactFinder.isId(word)
                ? word
                : only(word, Stream.concat(runs(word), artifacts(word)));
    }

    /** Returns the whole id of a run, which one of its artifacts may stand for. */
    String runOf(String word) {
        String id = whole(word);
        String runPath = new ArtifactPlaces(settings).of(List.of(id)).get(id);
        return runPath == null ? id : Path.of(runPath).getFileName().toString();
    }

    /** Returns the whole ids of artifacts. */
    List<String> artifacts(List<String> words) {
        return words.stream()
                .map(word -> ArtifactFinder.isId(word) ? word : only(word, artifacts(word)))
                .distinct()
                .toList();
    }

    private static String only(String word, Stream<String> candidates) {
        return IdPrefix.only(word, candidates.limit(IdPrefix.LOOKED_UP).toList())
                .orElse(word);
    }

    private BundleReader bundles() {
        return new BundleReader(new BundleLayout(settings.folders().outputs()));
    }

    private Stream<String> runs(String prefix) {
        return prefix.isEmpty() ? Stream.of() : bundles().runIds(prefix);
    }

    private Stream<String> artifacts(String prefix) {
        if (!IdPrefix.isOfArtifact(prefix)) {
            return Stream.of();
        }
        try {
            return FreshCatalog.ask(settings, catalog -> catalog.artifactIds(prefix, IdPrefix.LOOKED_UP)).stream();
        } catch (CatalogException | StorageException e) {
            return new ArtifactFinder(new BundleLayout(settings.folders().outputs()))
                    .ids(prefix, IdPrefix.LOOKED_UP).stream();
        }
    }
}
