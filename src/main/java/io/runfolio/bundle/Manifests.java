package io.runfolio.bundle;

import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Builds a run's manifest from its record. */
public final class Manifests {
    private Manifests() {}

    /** Returns the manifest of a run. */
    public static RunManifest of(RunArtifact run) {
        Optional<AssetRecord> hero = hero(run.outputs());
        String heroWeb = hero.map(asset -> firstOf(asset.webPath(), asset.relativePath()))
                .orElse(null);
        String heroThumb = hero.map(asset -> firstOf(asset.thumbPath(), asset.posterPath(), asset.webPath()))
                .orElse(null);
        return new RunManifest(
                run.runId(),
                run.createdAt(),
                run.status(),
                run.modelKey(),
                run.taskMode(),
                hero.map(AssetRecord::relativePath).orElse(null),
                heroWeb,
                heroWeb,
                heroThumb,
                heroThumb,
                PromptSummary.of(run.prompts()).orElse(null),
                run.tags(),
                run.inputs().size(),
                run.outputs().size(),
                has(run, AssetKind.VIDEO),
                has(run, AssetKind.IMAGE),
                hero.map(AssetRecord::durationSeconds).orElse(null),
                run.runDir());
    }

    /** Returns the hero: the first picture or clip with a usable derivative, else the first output. */
    private static Optional<AssetRecord> hero(List<AssetRecord> outputs) {
        return outputs.stream()
                .filter(asset -> asset.kind() != AssetKind.AUDIO && asset.hasUsableDerivative())
                .findFirst()
                .or(() -> outputs.stream().findFirst());
    }

    private static boolean has(RunArtifact run, AssetKind kind) {
        return run.outputs().stream().anyMatch(asset -> asset.kind() == kind);
    }

    private static String firstOf(String... paths) {
        return Stream.of(paths).filter(Objects::nonNull).findFirst().orElse(null);
    }
}
