package io.runfolio.media.video.engine;

import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * Request to decode a sound for its peaks, and to extract its cover picture. Outputs go to the working folder.
 *
 * @param source the file; read only
 * @param demuxer FFmpeg's name of the only demuxer allowed
 * @param audio number of the sound track
 * @param cover number of the track with the cover picture, which is not decoded
 * @param workingFolder working folder of the engine
 */
public record SoundRequest(Path source, String demuxer, int audio, OptionalInt cover, Path workingFolder) {
    /** Name of the file with samples: signed, 16 bits, little-endian, one channel. */
    public static final String PCM = "sound.pcm";
    /** Name of the file with the cover picture as it is in the source. */
    public static final String COVER = "cover.bin";

    /** Samples per second: enough for a picture, at a tenth of the size of the sound. */
    public static final int SAMPLE_RATE = 8_000;
}
