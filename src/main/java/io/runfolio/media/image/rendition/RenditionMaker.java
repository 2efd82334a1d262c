package io.runfolio.media.image.rendition;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.runfolio.files.Checksums;
import io.runfolio.files.StorageErrors;
import io.runfolio.media.ByteSource;
import io.runfolio.media.image.encode.LanczosResizer;
import io.runfolio.media.image.encode.OutputFormat;
import io.runfolio.media.image.encode.PicturePipeline;
import io.runfolio.media.image.encode.StillEncoder;
import io.runfolio.media.image.encode.XmpEmbedder;
import io.runfolio.media.image.metadata.RightsMetadata;
import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.media.image.png.PngFile;
import io.runfolio.settings.RenditionSpec;
import io.runfolio.settings.RenditionSpec.Position;
import io.runfolio.settings.RenditionSpec.Watermark;
import io.runfolio.settings.SettingException;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
import net.coobird.thumbnailator.Thumbnails;
import net.coobird.thumbnailator.filters.Canvas;
import net.coobird.thumbnailator.geometry.Positions;

/**
 * Makes one named rendition of pictures that are upright and sRGB. Thumbnailator's pipeline does the work: resize, crop
 * or pad, watermark. Thread safe.
 */
public final class RenditionMaker {
    private static final LanczosResizer RESIZER = new LanczosResizer();

    private final RenditionSpec spec;
    private final OutputFormat format;
    private final PicturePipeline pipeline;
    private final Optional<BufferedImage> watermark;
    private final String specSha256;

    /**
     * @param spec what to make
     * @param webpMethod libwebp's effort, 0 to 6
     * @throws SettingException if the watermark cannot be read
     */
    public RenditionMaker(RenditionSpec spec, int webpMethod) {
        this.spec = spec;
        this.format = OutputFormat.of(spec.format()).orElseThrow();
        this.pipeline = new PicturePipeline(new StillEncoder(webpMethod, spec.background()));
        this.watermark = spec.watermark().map(mark -> read(spec, mark));
        this.specSha256 = Checksums.sha256(describe(spec).getBytes(UTF_8));
    }

    public RenditionSpec spec() {
        return spec;
    }

    /** Returns a checksum of all that decides how a rendition looks: specification and watermark. */
    public String specSha256() {
        return specSha256;
    }

    private String describe(RenditionSpec spec) {
        return String.join(
                " ",
                spec.mode().name(),
                spec.width() + "x" + spec.height(),
                spec.position().name(),
                Integer.toHexString(spec.background()),
                spec.format(),
                Integer.toString(spec.quality()),
                spec.watermark()
                        .map(mark -> mark.position() + " " + mark.opacity())
                        .orElse(""),
                watermark
                        .map(mark ->
                                Checksums.sha256(BufferedImages.pixels(mark).samples()))
                        .orElse(""));
    }

    /** Returns the file name extension, without dot. */
    public String extension() {
        return format.extension();
    }

    public String mimeType() {
        return format.mimeType();
    }

    /**
     * Returns the longest side, in pixels, at which a picture has to be decoded. It is twice what is needed, so that
     * the last reduction is made by the kernel in one step.
     *
     * @param width of the picture; 0 if unknown
     * @param height of the picture; 0 if unknown
     */
    public int sourceSide(int width, int height) {
        if (width < 1 || height < 1) {
            return RenditionSpec.MAX_SIDE;
        }
        double across = (double) spec.width() / width;
        double down = (double) spec.height() / height;
        boolean isCover = spec.mode() == RenditionSpec.Mode.FILL || spec.mode() == RenditionSpec.Mode.SQUARE;
        double scale = isCover ? Math.max(across, down) : Math.min(across, down);
        long needed = (long) Math.ceil(scale * Math.max(width, height));
        return (int) Math.max(1, Math.min(Math.max(needed, RenditionSpec.MAX_SIDE), 2 * needed));
    }

    /**
     * Encoded rendition.
     *
     * @param bytes the file
     * @param width in pixels
     * @param height in pixels
     */
    public record Rendition(byte[] bytes, int width, int height) {}

    /**
     * Makes the rendition.
     *
     * @param png upright sRGB picture as PNG; its rights metadata is kept
     */
    public Rendition make(Path png) throws IOException {
        byte[] xmp;
        try (ByteSource bytes = ByteSource.open(png)) {
            xmp = RightsMetadata.of(new PngFile(bytes).header().embedded()).packet();
        }
        return make(ImageIO.read(png.toFile()), xmp);
    }

    /** Makes the rendition of a picture with an XMP packet, which may be empty. */
    Rendition make(BufferedImage picture, byte[] xmp) throws IOException {
        BufferedImage shaped = shaped(picture);
        BufferedImage marked = watermark.isPresent() ? marked(shaped, watermark.get()) : shaped;
        Size size = new Size(marked.getWidth(), marked.getHeight());
        byte[] bytes = pipeline.encode(marked, format, spec.quality());
        return new Rendition(XmpEmbedder.into(bytes, format, size, xmp), size.width(), size.height());
    }

    private BufferedImage shaped(BufferedImage picture) throws IOException {
        var thumbnail = Thumbnails.of(picture).resizer(RESIZER).imageType(BufferedImage.TYPE_4BYTE_ABGR);
        switch (spec.mode()) {
            case FIT -> thumbnail.size(notEnlarged(picture), spec.height());
            case FILL, SQUARE -> thumbnail.size(spec.width(), spec.height()).crop(position(spec.position()));
            case PAD ->
                thumbnail
                        .size(notEnlarged(picture), spec.height())
                        .addFilter(new Canvas(
                                spec.width(),
                                spec.height(),
                                position(spec.position()),
                                false,
                                new Color(spec.background())));
        }
        return thumbnail.asBufferedImage();
    }

    private int notEnlarged(BufferedImage picture) {
        return Math.min(spec.width(), picture.getWidth());
    }

    private BufferedImage marked(BufferedImage picture, BufferedImage mark) throws IOException {
        Watermark how = spec.watermark().orElseThrow();
        int width = Math.max(1, Math.min(mark.getWidth(), picture.getWidth() / 2));
        int height = Math.max(1, Math.min(mark.getHeight(), picture.getHeight() / 2));
        BufferedImage reduced = Thumbnails.of(mark)
                .resizer(RESIZER)
                .imageType(BufferedImage.TYPE_4BYTE_ABGR)
                .size(width, height)
                .asBufferedImage();
        return Thumbnails.of(picture)
                .scale(1)
                .resizer(RESIZER)
                .imageType(BufferedImage.TYPE_4BYTE_ABGR)
                .watermark(position(how.position()), reduced, how.opacity())
                .asBufferedImage();
    }

    private static Positions position(Position position) {
        return switch (position) {
            case TOP_LEFT -> Positions.TOP_LEFT;
            case TOP -> Positions.TOP_CENTER;
            case TOP_RIGHT -> Positions.TOP_RIGHT;
            case LEFT -> Positions.CENTER_LEFT;
            case CENTER -> Positions.CENTER;
            case RIGHT -> Positions.CENTER_RIGHT;
            case BOTTOM_LEFT -> Positions.BOTTOM_LEFT;
            case BOTTOM -> Positions.BOTTOM_CENTER;
            case BOTTOM_RIGHT -> Positions.BOTTOM_RIGHT;
        };
    }

    private static BufferedImage read(RenditionSpec spec, Watermark mark) {
        Path file = mark.file();
        try {
            BufferedImage image = Files.isRegularFile(file) ? ImageIO.read(file.toFile()) : null;
            if (image != null) {
                return image;
            }
        } catch (IOException e) {
            throw unusable(spec, file + " cannot be read: " + StorageErrors.reason(e));
        }
        throw unusable(spec, file + " is not a PNG or JPEG file");
    }

    private static SettingException unusable(RenditionSpec spec, String reason) {
        String key = "runfolio.image.renditions." + spec.name();
        return new SettingException(key, key + ": the watermark " + reason);
    }
}
