package io.runfolio.media;

import java.nio.file.Path;

/**
 * Output paths for the derivatives of one file, without extensions, which the encoders choose.
 *
 * <p>Their folders exist.
 *
 * @param webStem path of the web derivative, such as {@code …/web/output_01}
 * @param thumbStem path of the thumbnail, such as {@code …/thumb/output_01}
 * @param posterStem path of the poster, such as {@code …/thumb/output_01_poster}
 * @param log log file for the output of child processes, such as {@code …/logs/output_01.ffmpeg.log}
 */
public record DerivativeTargets(Path webStem, Path thumbStem, Path posterStem, Path log) {

    /** Returns the file of the web derivative for an extension without dot. */
    public Path web(String extension) {
        return with(webStem, extension);
    }

    /** Returns the file of the thumbnail for an extension without dot. */
    public Path thumb(String extension) {
        return with(thumbStem, extension);
    }

    /** Returns a further file beside the thumbnail, such as {@code …/thumb/output_01_storyboard.webp}. */
    public Path thumb(String suffix, String extension) {
        return thumbStem.resolveSibling(thumbStem.getFileName() + "_" + suffix + "." + extension);
    }

    /** Returns the file of the poster for an extension without dot. */
    public Path poster(String extension) {
        return with(posterStem, extension);
    }

    private static Path with(Path stem, String extension) {
        return stem.resolveSibling(stem.getFileName() + "." + extension);
    }
}
