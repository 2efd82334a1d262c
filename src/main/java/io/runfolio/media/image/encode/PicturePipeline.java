package io.runfolio.media.image.encode;

import io.runfolio.media.image.pixel.BufferedImages;
import io.runfolio.media.image.pixel.Pixels;
import io.runfolio.media.image.pixel.Size;
import java.awt.image.BufferedImage;
import java.io.IOException;
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
        return encode(BufferedImages.wrap(picture), size, format, quality);
    }

    /** Returns a picture in its own size, encoded. */
    public byte[] encode(BufferedImage picture, OutputFormat format, int quality) throws IOException {
        return encode(picture, new Size(picture.getWidth(), picture.getHeight()), format, quality);
    }

    private byte[] encode(BufferedImage picture, Size size, OutputFormat format, int quality) throws IOException {
        ThumbnailParameter parameter = new ThumbnailParameterBuilder()
                .size(size.width(), size.height())
                .keepAspectRatio(false)
                .imageType(BufferedImages.type(picture))
                .resizer(RESIZER)
                .build();
        EncodingSink sink = new EncodingSink(encoder, format, quality);
        Thumbnailator.createThumbnail(new SourceSinkThumbnailTask<>(parameter, new BufferedImageSource(picture), sink));
        return sink.getSink();
    }

    /** End of the pipeline: our encoder. */
    private static final class EncodingSink extends AbstractImageSink<byte[]> {
        private final StillEncoder encoder;
        private final OutputFormat format;
        private final int quality;
        private byte[] file = {};

        EncodingSink(StillEncoder encoder, OutputFormat format, int quality) {
            this.encoder = encoder;
            this.format = format;
            this.quality = quality;
        }

        @Override
        public void write(BufferedImage picture) throws IOException {
            file = encoder.encode(BufferedImages.pixels(picture), format, quality);
        }

        @Override
        public byte[] getSink() {
            return file;
        }
    }
}
