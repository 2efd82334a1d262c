package io.runfolio.media.video;

import io.runfolio.run.AssetState;

/** Ends the work on one file early. Never leaves this room: {@link VideoProcessor} turns it into a result. */
final class ClipProblemException extends RuntimeException {
    private final AssetState state;
    private final String code;

    private ClipProblemException(AssetState state, String code, String reason) {
        super(reason, null, false, false); // flow, not a fault of ours: no stack trace
        this.state = state;
        this.code = code;
    }

    static ClipProblemException failed(String code, String reason) {
        return new ClipProblemException(AssetState.FAILED, code, reason);
    }

    static ClipProblemException unsupported(String code, String reason) {
        return new ClipProblemException(AssetState.UNSUPPORTED, code, reason);
    }

    AssetState state() {
        return state;
    }

    String code() {
        return code;
    }
}
