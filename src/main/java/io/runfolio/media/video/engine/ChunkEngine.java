package io.runfolio.media.video.engine;

import io.runfolio.media.child.ChildResult;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Encodes parts of a clip and joins them, each step in a child process. Thread-safe. */
public interface ChunkEngine {
    /** Name of the file with the encoded sound in the working folder. */
    String SOUND = "sound.mp4";
    /** Name of the file with the frames of a window, without loss, in the working folder. */
    String WINDOW_FRAMES = "window.nut";
    /** Name of the file with a window encoded in one piece, in the working folder. */
    String WINDOW_WEB = "window.mp4";
    /** Name of the file with the similarity of each frame that was encoded in one piece. */
    String ONE_PIECE_SIMILARITY = "one-piece.txt";
    /** Name of the file with the similarity of each frame that was encoded in chunks. */
    String CHUNKED_SIMILARITY = "chunked.txt";

    /** Lists the packets of a picture track without decoding them; the output is for {@code PictureIndex}. */
    ChildResult pictureIndex(Path source, String demuxer, int video, Path workingFolder, Duration timeLimit);

    /** Encodes the pictures of a chunk; the outputs have the names of {@link TranscodePlan}. */
    ChildResult encode(ChunkPlan plan, Duration timeLimit);

    /** Encodes the sound of a plan in one piece. */
    ChildResult sound(TranscodePlan plan, Duration timeLimit);

    /**
     * Joins encoded chunks, and the sound if there is one, without encoding.
     *
     * @param join the chunks
     */
    ChildResult join(Join join, Duration timeLimit);

    /** Encodes a window in one piece, and keeps its frames without loss. The graph ends in web and frames. */
    ChildResult window(ChunkPlan plan, Duration timeLimit);

    /**
     * Compares the frames of a window with both encodings of it, by SSIM.
     *
     * @param web the joined clip
     * @param startSeconds a time of the joined clip before the window's first frame and after the one before it; 0 for
     *     its first frame
     * @param frames number of frames
     */
    ChildResult compare(Path web, double startSeconds, int frames, Path workingFolder, Duration timeLimit);

    /**
     * Chunks to join.
     *
     * @param chunks files of the chunks, in order
     * @param micros length of each chunk in microseconds
     * @param delaySeconds time of the first picture
     * @param sound whether the working folder has the sound
     * @param workingFolder working folder, which receives the web file
     */
    record Join(List<Path> chunks, List<Long> micros, double delaySeconds, boolean sound, Path workingFolder) {}
}
