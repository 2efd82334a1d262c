package io.runfolio.bundle;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunManifest;
import java.util.List;

/**
 * Rebases paths of a record to the bundle. Other programs write posters of clips with the former path of the bundle:
 * the part after the run's folder is the path in the bundle.
 */
final class PathRebase {
    private final String folder;

    private PathRebase(String runId) {
        folder = "/" + runId + "/";
    }

    static RunArtifact of(RunArtifact run) {
        PathRebase own = new PathRebase(run.runId());
        boolean theirs = run.outputs().stream().anyMatch(own::isForeign)
                || run.inputs().stream().anyMatch(own::isForeign);
        return theirs ? own.mend(run) : run;
    }

    static RunManifest of(RunManifest manifest) {
        PathRebase own = new PathRebase(manifest.runId());
        boolean theirs = own.isForeign(manifest.thumbnailPath()) || own.isForeign(manifest.heroThumb());
        return theirs ? own.mend(manifest) : manifest;
    }

    private boolean isForeign(AssetRecord asset) {
        return isForeign(asset.posterPath())
                || isForeign(asset.webPath())
                || isForeign(asset.thumbPath())
                || asset.derivatives().stream().anyMatch(derivative -> isForeign(derivative.relativePath()));
    }

    private boolean isForeign(String path) {
        return path != null && path.replace('\\', '/').contains(folder);
    }

    private String own(String path) {
        if (!isForeign(path)) {
            return path;
        }
        String plain = path.replace('\\', '/');
        return plain.substring(plain.lastIndexOf(folder) + folder.length());
    }

    private RunArtifact mend(RunArtifact run) {
        return new RunArtifact(
                run.runId(),
                run.createdAt(),
                run.status(),
                run.modelKey(),
                run.providerModel(),
                run.taskMode(),
                run.runDir(),
                run.sourceMetadata(),
                run.sourceContext(),
                run.prompts(),
                mend(run.inputs()),
                mend(run.outputs()),
                run.options(),
                run.defaults(),
                run.providerTrace(),
                run.warnings(),
                run.errors(),
                run.tags(),
                run.notes(),
                run.derivativeSettings(),
                run.manifestPath(),
                run.notesPath(),
                run.requestPath(),
                run.logs());
    }

    private List<AssetRecord> mend(List<AssetRecord> assets) {
        return assets.stream().map(this::mend).toList();
    }

    private AssetRecord mend(AssetRecord asset) {
        return new AssetRecord(
                asset.kind(),
                asset.role(),
                asset.relativePath(),
                asset.originalPath(),
                asset.originalFilename(),
                asset.sourcePath(),
                asset.sourceUrl(),
                asset.mimeType(),
                asset.width(),
                asset.height(),
                asset.durationSeconds(),
                asset.bytes(),
                asset.bytesOriginal(),
                asset.sha256(),
                asset.codecName(),
                own(asset.webPath()),
                own(asset.thumbPath()),
                own(asset.posterPath()),
                asset.bytesWeb(),
                asset.bytesThumb(),
                asset.bytesPoster(),
                asset.derivatives().stream().map(this::mend).toList(),
                asset.metadata());
    }

    private DerivativeRecord mend(DerivativeRecord derivative) {
        return new DerivativeRecord(
                derivative.kind(),
                own(derivative.relativePath()),
                derivative.mimeType(),
                derivative.width(),
                derivative.height(),
                derivative.durationSeconds(),
                derivative.bytes(),
                derivative.sha256(),
                derivative.codecName(),
                derivative.metadata());
    }

    private RunManifest mend(RunManifest manifest) {
        return new RunManifest(
                manifest.runId(),
                manifest.createdAt(),
                manifest.status(),
                manifest.modelKey(),
                manifest.taskMode(),
                manifest.heroOriginal(),
                manifest.heroOutputPath(),
                manifest.heroWeb(),
                own(manifest.thumbnailPath()),
                own(manifest.heroThumb()),
                manifest.promptSummary(),
                manifest.tags(),
                manifest.inputCount(),
                manifest.outputCount(),
                manifest.hasVideo(),
                manifest.hasImage(),
                manifest.durationSeconds(),
                manifest.runFolder());
    }
}
