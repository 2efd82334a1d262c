package io.runfolio.media.video.chunk;

import java.util.List;

/** Builds the filter graphs of a clip's parts. */
public interface ChunkGraphs {
    /**
     * Returns the graph for a chunk.
     *
     * @param cut filters that cut the chunk and start its times at zero
     * @param poster frames for the poster, counted from the start of the chunk
     * @param tiles frames for the storyboard, counted from the start of the chunk
     */
    String chunk(String cut, List<Integer> poster, List<Integer> tiles);

    /** Returns the graph to {@code [web]} and {@code [frames]}, which have the same frames. */
    String window(String cut);
}
