package io.runfolio.work;

import io.runfolio.artifact.transfer.PictureRenderer;
import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.EnvironmentException;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.media.MediaResult;
import io.runfolio.media.image.rendition.RenditionMaker;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.DerivativeKind;
import io.runfolio.run.extras.AssetRendition;
import io.runfolio.settings.ImageSettings;
import io.runfolio.settings.RenditionSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the named renditions whose specification says {@code make=sealing}, as files of the bundle.
 *
 * <p>They are made of an output's picture, or of the poster of a clip. One that cannot be made is a warning of the run.
 * Thread safe.
 */
final class SealedRenditions {
    private static final Logger LOG = LoggerFactory.getLogger(SealedRenditions.class);

    private final NamedRenditions renditions;

    /** @throws io.runfolio.settings.SettingException if a watermark cannot be read */
    SealedRenditions(ImageSettings settings, PictureRenderer renderer) {
        renditions = new NamedRenditions(
                settings.renditions().stream()
                        .filter(RenditionSpec::isMadeAtSealing)
                        .toList(),
                settings.webpMethod(),
                renderer);
    }

    /** Returns the result of an output with its renditions, which are written into the folder. */
    MediaResult addTo(MediaResult result, AssetSlot slot, RunFolder folder, boolean checksums) {
        if (renditions.makers().isEmpty() || result.state() != AssetState.READY) {
            return result;
        }
        Optional<Source> source = source(result, slot, folder);
        return source.isEmpty() ? result : with(result, make(source.get(), slot, folder, checksums));
    }

    /**
     * Picture to make renditions of.
     *
     * @param width in pixels; 0 if unknown
     * @param height in pixels; 0 if unknown
     */
    private record Source(Path file, int width, int height) {}

    private static Optional<Source> source(MediaResult result, AssetSlot slot, RunFolder folder) {
        boolean isImage = result.facts().kind().orElse(slot.source().kind()) == AssetKind.IMAGE;
        if (isImage) {
            return Optional.of(new Source(
                    slot.original(folder),
                    result.facts().width().orElse(0),
                    result.facts().height().orElse(0)));
        }
        return result.derivatives().stream()
                .filter(made -> made.kind() == DerivativeKind.POSTER)
                .map(poster -> new Source(poster.file(), poster.width(), poster.height()))
                .findFirst();
    }

    private record Batch(List<AssetRendition> made, List<String> warnings) {}

    private Batch make(Source source, AssetSlot slot, RunFolder folder, boolean checksums) {
        Batch batch = new Batch(new ArrayList<>(), new ArrayList<>());
        Path web = slot.webStem(folder);
        try (NamedRenditions.Decoded decoded = renditions.decode(source.file(), source.width(), source.height(), web)) {
            for (RenditionMaker maker : renditions.makers()) {
                String name = maker.spec().name();
                NamedRenditions.Result result =
                        make(decoded, maker, web.resolveSibling(web.getFileName() + "_" + name), slot);
                result.made().ifPresent(made -> batch.made().add(record(made, maker, folder, checksums)));
                if (result.made().isEmpty()) {
                    batch.warnings().add("The rendition " + name + " was not made: " + result.reason());
                }
            }
        }
        return batch;
    }

    /** Makes one rendition; an unexpected failure is that of this rendition only. */
    private static NamedRenditions.Result make(
            NamedRenditions.Decoded decoded, RenditionMaker maker, Path stem, AssetSlot slot) {
        try {
            return decoded.make(maker, stem);
        } catch (StorageException | EnvironmentException | InterruptedRunException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn(
                    "{}: the rendition {} failed unexpectedly",
                    slot.stem(),
                    maker.spec().name(),
                    e);
            DurableFiles.tryDelete(stem.resolveSibling(stem.getFileName() + "." + maker.extension()));
            return new NamedRenditions.Result(
                    Optional.empty(), "it failed unexpectedly (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static AssetRendition record(
            NamedRenditions.Made made, RenditionMaker maker, RunFolder folder, boolean checksums) {
        return new AssetRendition(
                maker.spec().name(),
                folder.relative(made.file()),
                Optional.of(made.mimeType()),
                Optional.of(made.width()),
                Optional.of(made.height()),
                Optional.of(made.bytes()),
                checksums ? Optional.of(made.sha256()) : Optional.empty(),
                Optional.of(maker.specSha256()));
    }

    private static MediaResult with(MediaResult result, Batch batch) {
        Map<String, Object> details = new LinkedHashMap<>(result.details());
        if (!batch.made().isEmpty()) {
            details.put(
                    AssetRendition.KEY,
                    batch.made().stream().map(AssetRendition::json).toList());
        }
        List<String> warnings = new ArrayList<>(result.warnings());
        warnings.addAll(batch.warnings());
        return new MediaResult(
                result.state(),
                result.problem(),
                result.facts(),
                result.derivatives(),
                result.previews(),
                warnings,
                details);
    }
}
