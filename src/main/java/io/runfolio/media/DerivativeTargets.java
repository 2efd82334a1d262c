package io.runfolio.media;

import java.nio.file.Path;

/**
 * Where the derivatives of one file go: paths that still lack their extension, as only the encoder knows it. Their folders exist.
 *
 * @param webStem such as {@code …/web/output_01}
 * @param thumbStem such as {@code …/thumb/output_01}
 * @param posterStem such as {@code …/thumb/output_01_poster}
 * @param log file that takes what a child process said, such as {@code …/logs/output_01.ffmpeg.log}
 */
public record DerivativeTargets(Path webStem, Path thumbStem, Path posterStem, Path log) {

    /** Returns the web derivative's file for an extension without dot. */
    public Path web(String extension) {
        return with(webStem, extension);
    }

    /** Returns the thumb's file for an extension without dot. */
    public Path thumb(String extension) {
        return with(thumbStem, extension);
    }

    /** Returns the poster's file for an extension without dot. */
    public Path poster(String extension) {
        return with(posterStem, extension);
    }

    private static Path with(Path stem, String extension) {
        return stem.resolveSibling(stem.getFileName() + "." + extension);
    }
}
