package io.runfolio.cli.input;

import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.IdPrefix;
import io.runfolio.bundle.BundleReader;
import io.runfolio.catalog.CatalogException;
import io.runfolio.files.StorageException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Resolves ids and unique prefixes. Unknown words are returned unchanged, for the command to report. */
public record IdResolver(RunfolioSettings settings) {

    /** Returns whole ids of runs and artifacts. */
    public List<String> resolveAny(List<String> words) {
        return words.stream().map(this::resolveAny).distinct().toList();
    }

    /** Returns the whole id of a run or an artifact. */
    String resolveAny(String word) {
        return bundles().find(word).isPresent() || ArtifactFinder.isId(word)
                ? word
                : only(word, Stream.concat(runs(word), resolveArtifacts(word)));
    }

    /** Returns the whole id of a run, which one of its artifacts may stand for. */
    public String resolveRun(String word) {
        String id = resolveAny(word);
        String runPath = new BundleLocator(settings).locate(List.of(id)).get(id);
        return runPath == null ? id : Path.of(runPath).getFileName().toString();
    }

    /** Returns the whole ids of artifacts. */
    public List<String> resolveArtifacts(List<String> words) {
        return words.stream()
                .map(word -> ArtifactFinder.isId(word) ? word : only(word, resolveArtifacts(word)))
                .distinct()
                .toList();
    }

    private static String only(String word, Stream<String> candidates) {
        return IdPrefix.resolve(word, candidates.limit(IdPrefix.MAX_CANDIDATES).toList())
                .orElse(word);
    }

    private BundleReader bundles() {
        return new BundleReader(Backends.outputs(settings));
    }

    private Stream<String> runs(String prefix) {
        return prefix.isEmpty() ? Stream.of() : bundles().runIds(prefix);
    }

    private Stream<String> resolveArtifacts(String prefix) {
        if (!IdPrefix.isArtifactPrefix(prefix)) {
            return Stream.of();
        }
        try {
            return CurrentCatalog.query(settings, catalog -> catalog.artifactIds(prefix, IdPrefix.MAX_CANDIDATES))
                    .stream();
        } catch (CatalogException | StorageException e) {
            return new ArtifactFinder(Backends.outputs(settings)).ids(prefix, IdPrefix.MAX_CANDIDATES).stream();
        }
    }
}
