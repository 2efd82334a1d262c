package io.runfolio.work.preview;

import io.runfolio.media.Derivative;
import io.runfolio.media.MediaPreview;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetRecord;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeRecord;
import io.runfolio.run.extras.AssetExtras;
import io.runfolio.run.extras.AssetPlaceholder;
import io.runfolio.run.extras.AssetPreview;
import io.runfolio.run.extras.FreeMaps;
import io.runfolio.run.extras.PerceptualHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Records of previews: as elements of the list in an asset's extras, and in a changed record. */
public final class PreviewRecords {
    /** Fields of an asset's extras that previews write. */
    static final Set<String> DETAILS =
            Set.of(AssetPlaceholder.KEY, PerceptualHash.KEY, AssetPreview.NO_STORYBOARD, AssetPreview.THUMB_SOURCE);

    private PreviewRecords() {}

    /** Returns the record of a file at a path in its bundle. */
    public static AssetPreview of(MediaPreview made, String relativePath) {
        return new AssetPreview(
                made.name(),
                relativePath,
                Optional.of(made.mimeType()),
                boxed(made.width()),
                boxed(made.height()),
                Optional.of(made.bytes()),
                made.sha256());
    }

    private static Optional<Integer> boxed(OptionalInt number) {
        return number.isPresent() ? Optional.of(number.getAsInt()) : Optional.empty();
    }

    /**
     * Returns a record with the previews that were made, besides those that it has.
     *
     * @param made result of {@link MissingPreviews#make}
     * @param relativePath returns the path in the bundle that a new file will have
     */
    public static AssetRecord with(AssetRecord asset, MediaResult made, Function<Path, String> relativePath) {
        List<AssetPreview> fresh = made.previews().stream()
                .map(preview -> of(preview, relativePath.apply(preview.file())))
                .toList();
        Stream<AssetPreview> kept = AssetExtras.of(asset).previews().stream()
                .filter(before -> fresh.stream().noneMatch(now -> now.name().equals(before.name())));
        List<Map<String, Object>> all =
                Stream.concat(kept, fresh.stream()).map(AssetPreview::json).toList();
        Map<String, Object> metadata = FreeMaps.update(asset.metadata(), FreeMaps.RUNFOLIO_KEY, extras -> {
            made.details().forEach((key, value) -> {
                if (DETAILS.contains(key)) {
                    extras.put(key, value);
                }
            });
            if (!all.isEmpty()) {
                extras.put(AssetPreview.KEY, all);
            }
        });
        AssetRecord changed = asset.withMetadata(metadata);
        return made.derivatives().stream()
                .filter(derivative -> derivative.kind() == DerivativeKind.THUMB)
                .findFirst()
                .map(thumb -> withThumb(changed, thumb, relativePath.apply(thumb.file())))
                .orElse(changed);
    }

    private static AssetRecord withThumb(AssetRecord asset, Derivative thumb, String path) {
        List<DerivativeRecord> derivatives = new ArrayList<>(asset.derivatives());
        derivatives.removeIf(before -> before.kind() == DerivativeKind.THUMB);
        derivatives.add(new DerivativeRecord(
                DerivativeKind.THUMB,
                path,
                thumb.mimeType(),
                thumb.width(),
                thumb.height(),
                null,
                thumb.bytes(),
                thumb.sha256().orElse(null),
                null,
                thumb.metadata()));
        return asset.withThumb(path, thumb.bytes(), derivatives);
    }
}
