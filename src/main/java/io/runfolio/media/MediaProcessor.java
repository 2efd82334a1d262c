package io.runfolio.media;

/** Inspects files of one kind and makes their derivatives. Thread-safe. */
public interface MediaProcessor {

    /** Inspects a file without making derivatives; the state is {@code READY} if it is readable. */
    MediaResult inspect(MediaJob job);

    /** Inspects a file and makes its derivatives, from a single decode where possible. */
    MediaResult derive(MediaJob job);
}
