package io.runfolio.work;

import io.runfolio.artifact.transfer.PictureRenderer;
import io.runfolio.artifact.transfer.RenditionRenderer;
import io.runfolio.files.Checksums;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.image.rendition.RenditionMaker;
import io.runfolio.settings.ImageSettings;
import io.runfolio.settings.RenditionSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Named renditions that the settings define. The picture is decoded, turned upright and converted to sRGB with all
 * limits of the derivatives, then shaped by {@link RenditionMaker}. Thread safe.
 */
public final class NamedRenditions implements RenditionRenderer {
    private final List<RenditionMaker> makers;
    private final PictureRenderer renderer;

    /**
     * Creates the renditions that the settings define.
     *
     * @param renderer decodes pictures
     * @throws io.runfolio.settings.SettingException if a watermark cannot be read
     */
    public NamedRenditions(ImageSettings settings, PictureRenderer renderer) {
        this(settings.renditions(), settings.webpMethod(), renderer);
    }

    NamedRenditions(List<RenditionSpec> specs, int webpMethod, PictureRenderer renderer) {
        makers =
                specs.stream().map(spec -> new RenditionMaker(spec, webpMethod)).toList();
        this.renderer = renderer;
    }

    /**
     * Rendition that was written.
     *
     * @param file its path
     * @param mimeType media type
     * @param width in pixels
     * @param height in pixels
     * @param bytes size of the file
     * @param sha256 lower-case hex
     */
    public record Made(Path file, String mimeType, int width, int height, long bytes, String sha256) {}

    /**
     * Result of making a rendition.
     *
     * @param made empty if the source cannot be decoded
     * @param reason why it cannot be decoded; empty text if it was
     */
    public record Result(Optional<Made> made, String reason) {}

    List<RenditionMaker> makers() {
        return makers;
    }

    @Override
    public List<String> names() {
        return makers.stream().map(maker -> maker.spec().name()).toList();
    }

    /** Returns the maker of a rendition; empty if the settings do not define the name. */
    public Optional<RenditionMaker> find(String name) {
        return makers.stream().filter(maker -> maker.spec().name().equals(name)).findFirst();
    }

    @Override
    public Optional<String> specSha256(String name) {
        return find(name).map(RenditionMaker::specSha256);
    }

    @Override
    public PictureRenderer.Rendered render(String name, Path picture, int width, int height, Path stem) {
        Result result = make(find(name).orElseThrow(), picture, width, height, stem);
        return new PictureRenderer.Rendered(result.made().map(Made::file), result.reason());
    }

    /**
     * Makes one rendition.
     *
     * @param source picture of any format that has derivatives; never written
     * @param width of the source as displayed; 0 if unknown
     * @param height of the source as displayed; 0 if unknown
     * @param stem path of the result without extension
     */
    public Result make(RenditionMaker maker, Path source, int width, int height, Path stem) {
        try (Decoded decoded = decode(maker.sourceSide(width, height), source, stem)) {
            return decoded.make(maker, stem);
        }
    }

    /**
     * Decodes a picture for several renditions.
     *
     * @param stem path of the temporary picture, without extension
     */
    Decoded decode(Path source, int width, int height, Path stem) {
        int side = makers.stream()
                .mapToInt(maker -> maker.sourceSide(width, height))
                .max()
                .orElse(1);
        return decode(side, source, stem);
    }

    private Decoded decode(int side, Path source, Path stem) {
        // no rendition can have a dot in its name
        return new Decoded(renderer.render(
                source, "png", OptionalInt.of(side), stem.resolveSibling(stem.getFileName() + ".source")));
    }

    /**
     * Picture that is upright and sRGB; closing deletes its file.
     *
     * @param picture its file, or the reason why it could not be decoded
     */
    record Decoded(PictureRenderer.Rendered picture) implements AutoCloseable {

        /** Makes a rendition at a path without extension. */
        Result make(RenditionMaker maker, Path stem) {
            if (picture.file().isEmpty()) {
                return new Result(Optional.empty(), picture.reason());
            }
            try {
                return new Result(Optional.of(write(maker, picture.file().get(), stem)), "");
            } catch (IOException e) {
                throw StorageErrors.translate(e, "A rendition cannot be written");
            }
        }

        @Override
        public void close() {
            picture.file().ifPresent(file -> DurableFiles.delete(file, "A temporary picture cannot be deleted"));
        }
    }

    private static Made write(RenditionMaker maker, Path decoded, Path stem) throws IOException {
        RenditionMaker.Rendition made = maker.make(decoded);
        Path file = stem.resolveSibling(stem.getFileName() + "." + maker.extension());
        Files.write(file, made.bytes());
        return new Made(
                file,
                maker.mimeType(),
                made.width(),
                made.height(),
                made.bytes().length,
                Checksums.sha256(made.bytes()));
    }
}
