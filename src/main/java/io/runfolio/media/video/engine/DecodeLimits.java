package io.runfolio.media.video.engine;

import io.runfolio.settings.MediaSettings;

/**
 * Limits that an engine enforces against files with false headers.
 *
 * @param maxPixels pixels of a clip's frame
 * @param maxStillPixels pixels of a still picture
 * @param maxStreams tracks of a file
 * @param maxBlockBytes single memory allocation
 * @param maxSeconds duration that is read
 * @param maxMemoryBytes address space of the child
 * @param maxFileBytes size of a written file
 */
record DecodeLimits(
        long maxPixels,
        long maxStillPixels,
        int maxStreams,
        long maxBlockBytes,
        long maxSeconds,
        long maxMemoryBytes,
        long maxFileBytes) {
    private static final int MAX_STREAMS = 64;
    private static final int MAX_TILES = 640;

    /** Returns the limits for still pictures, which may consist of hundreds of tiles with a track each. */
    DecodeLimits forStills() {
        return new DecodeLimits(
                maxStillPixels, maxStillPixels, MAX_TILES, maxBlockBytes, maxSeconds, maxMemoryBytes, maxFileBytes);
    }

    static DecodeLimits of(MediaSettings settings) {
        return new DecodeLimits(
                settings.video().maxMegapixels() * 1_000_000L,
                settings.image().maxMegapixels() * 1_000_000L,
                MAX_STREAMS,
                Math.min(Integer.MAX_VALUE, settings.video().maxMemoryBytes() / 4),
                settings.video().maxSeconds().toSeconds() + 1,
                settings.video().maxMemoryBytes(),
                Math.max(settings.maxBytes(), 64L << 20) * 2);
    }
}
