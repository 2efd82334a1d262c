package io.runfolio.media.image;

import io.runfolio.media.image.format.ImageHeader;
import io.runfolio.media.image.format.UnusableImageException;
import io.runfolio.media.image.pixel.Size;
import io.runfolio.settings.ImageSettings;

/** Checks limits on headers, before anything is decoded. */
final class ImageLimits {
    private static final long MEGAPIXEL = 1_000_000;

    private final ImageSettings settings;
    private final long maxBytes;

    ImageLimits(ImageSettings settings, long maxBytes) {
        this.settings = settings;
        this.maxBytes = maxBytes;
    }

    void checkBytes(long bytes) {
        if (bytes > maxBytes) {
            throw UnusableImageException.refused(
                    "too_many_bytes",
                    "The file has " + bytes + " bytes, more than the " + maxBytes
                            + " that runfolio.media.max-bytes allows");
        }
    }

    /**
     * Checks the size of an enlarged derivative, which costs as much as its result.
     *
     * <p>A quarter of the pixels that may be decoded is more than any screen shows.
     */
    void checkEnlarged(Size from, Size to, int frames) {
        long most = settings.maxMegapixels() * MEGAPIXEL / 4;
        if (to.pixels() > from.pixels() && to.pixels() > most / frames) {
            throw UnusableImageException.refused(
                    "too_many_pixels",
                    "The derivative would be enlarged to " + to.width() + " x " + to.height()
                            + " pixels, more than the " + most / MEGAPIXEL
                            + " megapixels that a quarter of runfolio.image.max-megapixels allows");
        }
    }

    void check(ImageHeader header) {
        if (header.frames() > settings.maxFrames()) {
            throw UnusableImageException.refused(
                    "too_many_frames",
                    "The animation has " + header.frames() + " frames, more than the " + settings.maxFrames()
                            + " that runfolio.image.max-frames allows");
        }
        check(header.size(), header.frames());
    }

    /** Checks that a picture fits into the heap. Running out of it would end the worker at every attempt. */
    void checkMemory(long bytes) {
        long heap = Runtime.getRuntime().maxMemory();
        if (bytes > heap) {
            throw UnusableImageException.refused(
                    "too_much_memory",
                    "The picture takes at least " + (bytes >> 20) + " MiB to decode, more than the " + (heap >> 20)
                            + " MiB of heap that the worker was given");
        }
    }

    /** Checks the size of a picture whose header gives nothing else. */
    void check(Size size, int count) {
        if (size.pixels() > settings.maxMegapixels() * MEGAPIXEL / count) {
            String frames = count > 1 ? " in " + count + " frames" : "";
            throw UnusableImageException.refused(
                    "too_many_pixels",
                    "The picture has " + size.width() + " x " + size.height() + " pixels" + frames + ", more than the "
                            + settings.maxMegapixels() + " megapixels that runfolio.image.max-megapixels allows");
        }
    }
}
