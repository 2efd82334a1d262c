package io.runfolio.media;

/** Works on one sort of media. Safe for use by several threads. */
public interface MediaProcessor {

    /** Tells what a file is, and makes nothing. The result's state is {@code READY} if it could be read. */
    MediaResult inspect(MediaJob job);

    /** Tells what a file is and makes its derivatives, with one decode for all of them where that can be. */
    MediaResult derive(MediaJob job);
}
