package io.runfolio.media.video.chunk;

/** Ends the work in chunks: the clip is encoded in one piece. */
public final class OnePieceException extends RuntimeException {
    private final Reason reason;

    /** Reasons why a clip is encoded in one piece. */
    public enum Reason {
        /** The engine encodes in one piece only. */
        ENGINE,
        /** The container has no index of key frames. */
        CONTAINER,
        ROTATED,
        HDR,
        INTERLACED,
        TRANSPARENCY,
        /** The packets have no times, or there are too many of them. */
        NO_TIMES,
        /** The container hides packets from players. */
        EDIT_LIST,
        VARIABLE_FRAME_RATE,
        /** The frame rate is too low for a storyboard of distinct frames. */
        LOW_FRAME_RATE,
        /** All key frames are followed by frames that refer to frames before them. */
        OPEN_GOP,
        NO_KEY_FRAMES,
        /** A part could not be encoded, or the decoder reported damage. */
        DAMAGED,
        /** The sound could not be encoded by itself. */
        SOUND,
        /** A part or the joined clip has another number of frames than the source. */
        FRAMES,
        /** The joined clip has a gap or a step back. */
        TIMES,
        /** The frames are less similar to the source than those encoded in one piece. */
        SIMILARITY,
        /** The joined clip is larger than the estimate for one piece. */
        SIZE;

        /** Returns the word of the record. */
        public String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public OnePieceException(Reason reason) {
        super(reason.word(), null, false, false); // no stack trace: expected for some clips
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
