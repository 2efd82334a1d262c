package io.runfolio.retention.purge;

import io.runfolio.bundle.ledger.RemovedFile;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.AssetRendition;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Files that records of assets name, by path. Nothing is known yet of whether they exist.
 *
 * @param originals originals of outputs
 * @param inputs originals of inputs
 * @param derivatives web and thumb files, posters, renditions and previews
 * @param thumbs paths of thumbs and posters
 */
record AssetFiles(
        Map<String, RemovedFile> originals,
        Map<String, RemovedFile> inputs,
        Map<String, RemovedFile> derivatives,
        Set<String> thumbs) {

    /**
     * Record of an asset.
     *
     * @param isOutput whether it is an output; else an input
     */
    record Named(AssetRecord asset, boolean isOutput) {}

    static AssetFiles of(List<Named> assets) {
        AssetFiles files = new AssetFiles(
                new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashSet<>());
        assets.forEach(files::add);
        return files;
    }

    /** Returns all paths. */
    Set<String> paths() {
        Set<String> paths = new LinkedHashSet<>(originals.keySet());
        paths.addAll(inputs.keySet());
        paths.addAll(derivatives.keySet());
        return paths;
    }

    private void add(Named named) {
        AssetRecord asset = named.asset();
        if (asset.relativePath() != null) {
            (named.isOutput() ? originals : inputs)
                    .putIfAbsent(
                            asset.relativePath(),
                            new RemovedFile(asset.relativePath(), asset.bytes(), asset.sha256(), asset.mimeType()));
        }
        asset.derivatives().forEach(this::derivative);
        AssetExtras extras = AssetExtras.of(asset);
        extras.renditions().forEach(this::rendition);
        extras.previews().forEach(this::preview);
        // records of other programs may name derivatives in these fields only
        Stream.of(asset.webPath(), asset.thumbPath(), asset.posterPath())
                .filter(Objects::nonNull)
                .forEach(path -> derivatives.putIfAbsent(path, new RemovedFile(path, null, null, null)));
        Stream.of(asset.thumbPath(), asset.posterPath())
                .filter(Objects::nonNull)
                .forEach(thumbs::add);
    }

    private void derivative(DerivativeRecord made) {
        if (made.relativePath() != null) {
            derivatives.putIfAbsent(
                    made.relativePath(),
                    new RemovedFile(made.relativePath(), made.bytes(), made.sha256(), made.mimeType()));
            if (made.kind() == DerivativeKind.THUMB || made.kind() == DerivativeKind.POSTER) {
                thumbs.add(made.relativePath());
            }
        }
    }

    private void preview(AssetPreview made) {
        derivatives.putIfAbsent(
                made.relativePath(),
                new RemovedFile(
                        made.relativePath(),
                        made.bytes().orElse(null),
                        made.sha256().orElse(null),
                        made.mimeType().orElse(null)));
    }

    private void rendition(AssetRendition made) {
        derivatives.putIfAbsent(
                made.relativePath(),
                new RemovedFile(
                        made.relativePath(),
                        made.bytes().orElse(null),
                        made.sha256().orElse(null),
                        made.mimeType().orElse(null)));
    }
}
