package io.runfolio.media.video.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Work of an engine on one file. Outputs go to the working folder.
 *
 * @param source the file
 * @param demuxer FFmpeg's name of the only demuxer allowed
 * @param video number of the picture track
 * @param decoder decoder to use instead of FFmpeg's default
 * @param audio sound track to keep
 * @param graph filter graph from {@code [0:N]} to {@code [web]} and {@code [poster]}, or only to {@code [poster]} if
 *     the picture track is copied; also to {@code [storyboard]} if that has no graph of its own
 * @param copy whether tracks are copied unchanged; the graph then receives key frames only, unless {@code everyFrame}
 * @param everyFrame whether all frames are decoded for the poster when copying
 * @param posterFrames maximum number of frames from {@code [poster]}, as 24-bit RGB
 * @param storyboard tiles of the storyboard, if there is one
 * @param workingFolder working folder of the engine
 */
public record TranscodePlan(
        Path source,
        String demuxer,
        int video,
        Optional<String> decoder,
        Optional<Sound> audio,
        String graph,
        boolean copy,
        boolean everyFrame,
        int posterFrames,
        Optional<Tiles> storyboard,
        Path workingFolder) {
    /** Name of the web file in the working folder. */
    public static final String WEB = "web.mp4";
    /** Name of the file with the poster's candidate frames: raw RGB without separators. */
    public static final String POSTER = "poster.rgb";

    /** Name of the file with the tiles of the storyboard: raw RGB without separators. */
    public static final String STORYBOARD = "storyboard.rgb";

    /** Quality of libx264: constant rate factor. */
    public static final int CRF = 23;

    public static final String PRESET = "medium";
    static final int AUDIO_BIT_RATE = 128_000;

    /**
     * Sound track to keep.
     *
     * @param index number among all tracks
     * @param downmix whether it has more than two channels and is reduced to two
     */
    public record Sound(int index, boolean downmix) {}

    /**
     * Tiles of a storyboard.
     *
     * @param frames maximum number of frames from {@code [storyboard]}, as 24-bit RGB
     * @param graph filter graph from {@code [0:N]} to {@code [storyboard]} of a decode of its own, which skips
     *     bidirectional frames; empty if the plan's graph makes the tiles
     */
    public record Tiles(int frames, Optional<String> graph) {}

    public TranscodePlan withoutAudio() {
        return new TranscodePlan(
                source,
                demuxer,
                video,
                decoder,
                Optional.empty(),
                graph,
                copy,
                everyFrame,
                posterFrames,
                storyboard,
                workingFolder);
    }

    /** Returns the plan with all frames decoded for the poster. */
    public TranscodePlan withEveryFrame() {
        return new TranscodePlan(
                source, demuxer, video, decoder, audio, graph, copy, true, posterFrames, storyboard, workingFolder);
    }

    /** Returns the plan for another working folder. */
    public TranscodePlan in(Path folder) {
        return new TranscodePlan(
                source, demuxer, video, decoder, audio, graph, copy, everyFrame, posterFrames, storyboard, folder);
    }
}
