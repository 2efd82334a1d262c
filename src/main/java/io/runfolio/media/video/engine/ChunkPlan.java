package io.runfolio.media.video.engine;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Part of a clip's pictures to encode, which depends on no other part.
 *
 * @param source the file
 * @param demuxer FFmpeg's name of the only demuxer allowed
 * @param video number of the picture track
 * @param decoder decoder to use instead of FFmpeg's default
 * @param seekSeconds time from the start of the file, after the key frame to start at and before the next one
 * @param graph filter graph from {@code [0:N]} to the outputs, which cuts the part
 * @param posterFrames number of frames from {@code [poster]}; without any, the graph has no such output
 * @param storyboardFrames number of frames from {@code [storyboard]}; without any, the graph has no such output
 */
public record ChunkPlan(
        Path source,
        String demuxer,
        int video,
        Optional<String> decoder,
        double seekSeconds,
        String graph,
        int posterFrames,
        int storyboardFrames,
        Path workingFolder) {

    /** Returns the plan for another working folder. */
    public ChunkPlan in(Path folder) {
        return new ChunkPlan(
                source, demuxer, video, decoder, seekSeconds, graph, posterFrames, storyboardFrames, folder);
    }
}
