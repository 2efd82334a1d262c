package io.runfolio.media.video.engine;

import io.runfolio.run.AssetState;

/** Ends the processing of a clip. {@code VideoProcessor} turns it into a result. */
public final class UnusableClipException extends RuntimeException {
    private final AssetState state;
    private final String code;

    private UnusableClipException(AssetState state, String code, String reason) {
        super(reason, null, false, false); // no stack trace: expected for bad files
        this.state = state;
        this.code = code;
    }

    public static UnusableClipException failed(String code, String reason) {
        return new UnusableClipException(AssetState.FAILED, code, reason);
    }

    public static UnusableClipException unsupported(String code, String reason) {
        return new UnusableClipException(AssetState.UNSUPPORTED, code, reason);
    }

    public AssetState state() {
        return state;
    }

    public String code() {
        return code;
    }
}
