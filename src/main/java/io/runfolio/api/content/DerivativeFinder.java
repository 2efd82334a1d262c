package io.runfolio.api.content;

import io.runfolio.api.ApiException;
import io.runfolio.api.MediaTypes;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.extras.AssetExtras;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds derivatives of outputs by their recorded paths; missing ones are made again if possible. */
public final class DerivativeFinder {
    private final BundleFiles files;
    private final MissingDerivatives missing;

    public DerivativeFinder(BundleFiles files, MissingDerivatives missing) {
        this.files = files;
        this.missing = missing;
    }

    /**
     * File to serve.
     *
     * @param type media type if the file is not the recorded one
     */
    public record Served(Path file, Optional<String> type) {
        /** Returns whether it is the file of the record. */
        public boolean isRecorded() {
            return type.isEmpty();
        }
    }

    /**
     * Returns a file that the record of an output names.
     *
     * @param output position of the output, from 1
     * @throws ApiException 404 for an invalid path, 410 if the file is gone, 503 if it is being made
     */
    public Served find(String runPath, int output, AssetRecord asset, String path) {
        BundleFiles.Found found = files.find(runPath, path);
        return switch (found.state()) {
            case PRESENT -> new Served(found.file(), Optional.empty());
            case INVALID ->
                throw ApiException.notFound("content_not_found", "The path is not that of a file in a bundle.");
            case REMOVED -> made(runPath, output, asset, path).orElseThrow(() -> files.removed(runPath, path));
        };
    }

    /**
     * Returns a missing file of one of a run's outputs, if it can be made.
     *
     * @throws ApiException 503 if it is being made
     */
    public Optional<Served> findMissing(String runPath, List<AssetRecord> outputs, String path) {
        for (int i = 0; i < outputs.size(); i++) {
            Optional<Served> made = made(runPath, i + 1, outputs.get(i), path);
            if (made.isPresent()) {
                return made;
            }
        }
        return Optional.empty();
    }

    private Optional<Served> made(String runPath, int output, AssetRecord asset, String path) {
        Optional<MissingDerivatives.Found> found = kind(asset, path)
                .map(DerivativeKind::jsonName)
                .or(() -> other(asset, path))
                .flatMap(key -> missing.find(runPath, output, key));
        return found.map(made -> new Served(
                made.file(),
                made.isRecorded()
                                && Objects.equals(
                                        made.file().getFileName(), Path.of(path).getFileName())
                        ? Optional.empty()
                        : Optional.of(MediaTypes.of(made.file().getFileName().toString()))));
    }

    private static Optional<DerivativeKind> kind(AssetRecord asset, String path) {
        if (path.equals(asset.webPath())) {
            return Optional.of(DerivativeKind.WEB);
        }
        if (path.equals(asset.thumbPath())) {
            return Optional.of(DerivativeKind.THUMB);
        }
        return path.equals(asset.posterPath()) ? Optional.of(DerivativeKind.POSTER) : Optional.empty();
    }

    private static Optional<String> other(AssetRecord asset, String path) {
        AssetExtras extras = AssetExtras.of(asset);
        return Stream.concat(
                        extras.renditions().stream()
                                .filter(made -> path.equals(made.relativePath()))
                                .map(made -> "rendition:" + made.name()),
                        extras.previews().stream()
                                .filter(made -> path.equals(made.relativePath()))
                                .map(made -> "preview:" + made.name()))
                .findFirst();
    }
}
