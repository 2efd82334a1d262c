package io.runfolio.run.extras;

import io.runfolio.run.AssetRecord;
import java.util.List;
import java.util.stream.Stream;

/**
 * File in a bundle that was made from an original: a derivative or a named rendition.
 *
 * @param relativePath path in the bundle, or null
 * @param bytes its size, or null if it is not recorded
 * @param sha256 lower-case hex, or null if it is not recorded
 */
public record DerivedFile(String relativePath, Long bytes, String sha256) {

    /** Returns all files that were made from an asset, by its record. */
    public static List<DerivedFile> of(AssetRecord asset) {
        return Stream.concat(
                        asset.derivatives().stream()
                                .map(made -> new DerivedFile(made.relativePath(), made.bytes(), made.sha256())),
                        AssetExtras.of(asset).renditions().stream()
                                .map(made -> new DerivedFile(
                                        made.relativePath(),
                                        made.bytes().orElse(null),
                                        made.sha256().orElse(null))))
                .toList();
    }
}
