package io.runfolio.run.extras;

import io.runfolio.run.AssetRecord;
import java.util.List;
import java.util.stream.Stream;

/**
 * File in a bundle that was made from an original: a derivative, a named rendition or a preview.
 *
 * @param relativePath path in the bundle, or null
 * @param bytes its size, or null if it is not recorded
 * @param sha256 lower-case hex, or null if it is not recorded
 */
public record DerivedFile(String relativePath, Long bytes, String sha256) {

    /** Returns all files that were made from an asset, by its record. */
    public static List<DerivedFile> of(AssetRecord asset) {
        AssetExtras extras = AssetExtras.of(asset);
        Stream<DerivedFile> derivatives = asset.derivatives().stream()
                .map(made -> new DerivedFile(made.relativePath(), made.bytes(), made.sha256()));
        Stream<DerivedFile> renditions = extras.renditions().stream()
                .map(made -> new DerivedFile(
                        made.relativePath(),
                        made.bytes().orElse(null),
                        made.sha256().orElse(null)));
        Stream<DerivedFile> previews = extras.previews().stream()
                .map(made -> new DerivedFile(
                        made.relativePath(),
                        made.bytes().orElse(null),
                        made.sha256().orElse(null)));
        return Stream.of(derivatives, renditions, previews)
                .flatMap(made -> made)
                .toList();
    }
}
