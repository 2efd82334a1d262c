package io.runfolio.media.image.encode;

import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.util.function.Consumer;
import net.coobird.thumbnailator.ThumbnailParameter;
import net.coobird.thumbnailator.Thumbnailator;
import net.coobird.thumbnailator.builders.ThumbnailParameterBuilder;
import net.coobird.thumbnailator.tasks.SourceSinkThumbnailTask;
import net.coobird.thumbnailator.tasks.io.AbstractImageSink;
import net.coobird.thumbnailator.tasks.io.BufferedImageSource;

/**
 * Thumbnailator's pipeline for posters, thumbs and named renditions: upright and sRGB.
 *
 * <p>It resizes by {@link LanczosResizer} and ends in our encoder, as Thumbnailator's own sinks cannot set the effort
 * of libwebp. PNGs are compressed as well as deflate can. Thread safe.
 */
public final class PicturePipeline {
    private static final LanczosResizer RESIZER = new LanczosResizer();

    private final StillEncoder encoder;

    /** @param encoder writes the files */
    public PicturePipeline(StillEncoder encoder) {
        this.encoder = encoder.withSmallestPng();
    }

    /**
     * Returns a picture in a size, encoded.
     *
     * @param quality 1 to 100, for WebP and JPEG
     * @throws CodecUnavailableException if the WebP library cannot be loaded
     */
    public byte[] encode(Pixels picture, Size size, OutputFormat format, int quality) throws IOException {
        return encode(picture, size, format, quality, resized -> {});
    }

    /**
     * Returns a picture in a size, encoded.
     *
     * @param resized receives the pixels that are encoded
     */
    public byte[] encode(Pixels picture, Size size, OutputFormat format, int quality, Consumer<Pixels> resized)
            throws IOException {
        return encode(BufferedImages.wrap(picture), size, format, quality, resized);
    }

    /** Returns a picture in its own size, encoded. */
    public byte[] encode(BufferedImage picture, OutputFormat format, int quality) throws IOException {
        return encode(picture, new Size(picture.getWidth(), picture.getHeight()), format, quality, pixels -> {});
    }

    private byte[] encode(BufferedImage picture, Size size, OutputFormat format, int quality, Consumer<Pixels> resized)
            throws IOException {
        ThumbnailParameter parameter = new ThumbnailParameterBuilder()
                .size(size.width(), size.height())
                .keepAspectRatio(false)
                .imageType(BufferedImages.type(picture))
                .resizer(RESIZER)
                .build();
        EncodingSink sink = new EncodingSink(encoder, format, quality, resized);
        Thumbnailator.createThumbnail(new SourceSinkThumbnailTask<>(parameter, new BufferedImageSource(picture), sink));
        return sink.getSink();
    }

    /** End of the pipeline: our encoder. */
    private static final class EncodingSink extends AbstractImageSink<byte[]> {
        private final StillEncoder encoder;
        private final OutputFormat format;
        private final int quality;
        private final Consumer<Pixels> resized;
        private byte[] file = {};

        EncodingSink(StillEncoder encoder, OutputFormat format, int quality, Consumer<Pixels> resized) {
            this.encoder = encoder;
            this.format = format;
            this.quality = quality;
            this.resized = resized;
        }

        @Override
        public void write(BufferedImage picture) throws IOException {
            Pixels pixels = BufferedImages.pixels(picture);
            resized.accept(pixels);
            file = encoder.encode(pixels, format, quality);
        }

        @Override
        public byte[] getSink() {
            return file;
        }
    }
}
