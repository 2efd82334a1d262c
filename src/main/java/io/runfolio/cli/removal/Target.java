package io.runfolio.cli.removal;

import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.cli.input.BundleLocator;
import io.runfolio.cli.input.IdResolver;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Artifact or run that an argument names.
 *
 * @param runPath the bundle's place relative to the outputs folder
 * @param artifactId the artifact; empty for the whole run
 */
record Target(String runPath, Optional<String> artifactId) {

    /**
     * Returns the targets of ids or unique prefixes.
     *
     * @throws UnknownArtifactException if an id is unknown
     */
    static List<Target> of(RunfolioSettings settings, List<String> words) {
        List<String> ids = new IdResolver(settings).resolveAny(words);
        BundleLayout layout = Backends.outputs(settings);
        BundleReader bundles = new BundleReader(layout);
        Map<String, String> places = new BundleLocator(settings).locate(ids);
        return ids.stream()
                .map(id -> Optional.ofNullable(places.get(id))
                        .map(path -> new Target(path, Optional.of(id)))
                        .or(() -> bundles.find(id).map(folder -> run(layout, folder)))
                        .orElseThrow(() -> UnknownArtifactException.orRun(id)))
                .toList();
    }

    private static Target run(BundleLayout layout, Path folder) {
        return new Target(layout.relative(folder), Optional.empty());
    }

    /** Returns the run's id. */
    String runId() {
        return runPath.substring(runPath.lastIndexOf('/') + 1);
    }

    /** Returns the artifact's id, else the run's. */
    String id() {
        return artifactId.orElseGet(this::runId);
    }
}
