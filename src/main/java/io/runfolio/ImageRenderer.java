package io.runfolio;

import io.runfolio.artifact.transfer.Renderer;
import io.runfolio.media.DerivativeTargets;
import io.runfolio.media.MediaJob;
import io.runfolio.media.MediaProcessor;
import io.runfolio.media.MediaResult;
import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.DerivativeSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/** Exports let the work on pictures, with all its limits, make their other forms. */
final class ImageRenderer implements Renderer {
    /** No picture that is worked on is longer. */
    private static final int OWN_SIZE = 65_500;

    private static final int QUALITY = 90;
    /** The work always makes a thumb too; the smallest costs nothing. */
    private static final int THUMB = 1;

    private final MediaProcessor images;

    ImageRenderer(MediaProcessor images) {
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
                .forEach(derivative -> delete(derivative.file()));
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

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
