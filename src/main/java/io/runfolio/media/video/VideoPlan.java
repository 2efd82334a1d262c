package io.runfolio.media.video;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What an engine is to do with one file. Outputs are written into the working folder, under names without folder.
 *
 * @param source the file
 * @param demuxer the only demuxer that may open it, by FFmpeg's name
 * @param video number of the picture track
 * @param decoder decoder to use for it instead of FFmpeg's choice
 * @param audio the sound track to keep
 * @param graph filter graph from {@code [0:N]} to {@code [web]} and {@code [poster]}, or to {@code [poster]} alone where the picture track is copied
 * @param copy whether the tracks go into the web file as they are; the graph then sees key frames only, unless {@code everyFrame}
 * @param everyFrame whether, when copying, all frames are decoded for the poster
 * @param posterFrames how many frames {@code [poster]} gives at most, as RGB of 24 bits
 * @param workingFolder where it runs and where its outputs go
 */
record VideoPlan(
        Path source,
        String demuxer,
        int video,
        Optional<String> decoder,
        Optional<Sound> audio,
        String graph,
        boolean copy,
        boolean everyFrame,
        int posterFrames,
        Path workingFolder) {
    /** Name of the web file in the working folder. */
    static final String WEB = "web.mp4";
    /** Name of the file of candidates for the poster: frames of RGB, one after the other, with nothing between. */
    static final String POSTER = "poster.rgb";

    /** libx264's quality: constant rate factor. */
    static final int CRF = 23;

    static final String PRESET = "medium";
    static final int AUDIO_BIT_RATE = 128_000;

    /**
     * A sound track to keep.
     *
     * @param index its number among all tracks
     * @param downmix whether it has more than two channels, and gets two
     */
    record Sound(int index, boolean downmix) {}

    VideoPlan withoutAudio() {
        return new VideoPlan(
                source,
                demuxer,
                video,
                decoder,
                Optional.empty(),
                graph,
                copy,
                everyFrame,
                posterFrames,
                workingFolder);
    }

    /** Returns the same plan with every frame decoded for the poster. */
    VideoPlan decodingAll() {
        return new VideoPlan(source, demuxer, video, decoder, audio, graph, copy, true, posterFrames, workingFolder);
    }
}
