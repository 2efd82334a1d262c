package io.runfolio.work.redo;

import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.AssetRendition;
import io.runfolio.run.extras.DerivedFile;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * File that was made from an output, with a key that stays the same when it is made again.
 *
 * @param key {@code web}, {@code thumb}, {@code poster}, {@code rendition:<name>}, {@code preview:<name>}, or the path
 *     without the part that a redo adds
 * @param path relative to the bundle
 * @param bytes its size; null if it is not recorded
 * @param sha256 lower-case hex; null if it is not recorded
 */
record MadeFile(String key, String path, Long bytes, String sha256) {
    private static final String REDO_PART = "\\.redo-[0-9a-f]{8}";

    /** Returns all files of an output. */
    static List<MadeFile> of(AssetRecord asset) {
        Map<String, String> keys = new LinkedHashMap<>();
        for (DerivativeRecord made : asset.derivatives()) {
            if (made.relativePath() != null && made.kind() != null) {
                keys.putIfAbsent(made.relativePath(), made.kind().jsonName());
            }
        }
        for (AssetRendition made : AssetExtras.of(asset).renditions()) {
            keys.putIfAbsent(made.relativePath(), "rendition:" + made.name());
        }
        for (AssetPreview made : AssetExtras.of(asset).previews()) {
            keys.putIfAbsent(made.relativePath(), "preview:" + made.name());
        }
        return DerivedFile.of(asset).stream()
                .filter(made -> Objects.nonNull(made.relativePath()))
                .map(made -> new MadeFile(
                        keys.getOrDefault(
                                made.relativePath(), made.relativePath().replaceFirst(REDO_PART, "")),
                        made.relativePath(),
                        made.bytes(),
                        made.sha256()))
                .toList();
    }

    /** Returns the file with a key. */
    static Optional<MadeFile> find(AssetRecord asset, String key) {
        return of(asset).stream().filter(made -> made.key().equals(key)).findFirst();
    }

    /** Returns whether another file is known to have the same content. */
    boolean isSame(MadeFile other) {
        return sha256 != null && sha256.equals(other.sha256());
    }

    /** Returns the extension with its dot; empty if absent. */
    String extension() {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return name.lastIndexOf('.') > 0 ? name.substring(name.lastIndexOf('.')) : "";
    }
}
