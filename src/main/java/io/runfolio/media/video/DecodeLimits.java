package io.runfolio.media.video;

import io.runfolio.settings.MediaSettings;

/**
 * Limits that hold inside an engine, against files that lie about themselves.
 *
 * @param maxPixels pixels of a frame
 * @param maxStillPixels pixels of a picture that is no clip
 * @param maxStreams tracks of a file
 * @param maxBlockBytes one piece of memory
 * @param maxSeconds length that is read
 * @param maxMemoryBytes address space of the child
 * @param maxFileBytes size of a file that it writes
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

    /** Returns the limits for a picture, which may be stored as some hundred tiles with a track each. */
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
