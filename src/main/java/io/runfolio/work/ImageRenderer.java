package io.runfolio.work;

import io.runfolio.artifact.transfer.PictureRenderer;
import io.runfolio.files.DurableFiles;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Renders images for exports with the same processing and limits as in bundles. */
public final class ImageRenderer implements PictureRenderer {
    /** Longer than the longest side of any image that is processed. */
    private static final int OWN_SIZE = 65_500;

    private static final int QUALITY = 90;
    /** Size of the thumbnail, which the processor always makes and the caller does not need. */
    private static final int THUMB = 1;

    private final MediaProcessor images;

    public ImageRenderer(MediaProcessor images) {
        this.images = images;
    }

    @Override
    public Rendered render(Path source, String format, OptionalInt longestSide, Path stem) {
        DerivativeSettings settings = new DerivativeSettings(
                longestSide.orElse(OWN_SIZE), format, QUALITY, THUMB, format, QUALITY, 1, 1, "jpg", false, false);
        Path thumb = stem.resolveSibling(stem.getFileName() + "_thumb");
        MediaResult result = images.derive(new MediaJob(
                source,
                AssetKind.IMAGE,
                source.getFileName().toString(),
                new DerivativeTargets(stem, thumb, thumb, stem.resolveSibling(stem.getFileName() + ".log")),
                settings));
        result.derivatives().stream()
                .filter(derivative -> derivative.kind() != DerivativeKind.WEB)
                .forEach(derivative -> DurableFiles.delete(derivative.file(), "A temporary picture cannot be deleted"));
        Optional<Path> file = result.derivatives().stream()
                .filter(derivative -> derivative.kind() == DerivativeKind.WEB)
                .map(derivative -> derivative.file())
                .findFirst();
        return new Rendered(
                file,
                file.isPresent()
                        ? ""
                        : result.problem().map(MediaResult.Problem::reason).orElse("No picture was made"));
    }
}
