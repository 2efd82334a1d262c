package io.runfolio.media.image;

import io.runfolio.run.AssetState;
import io.runfolio.run.RunfolioException;

/** A picture cannot be worked on; becomes the asset's state, code and reason. Never leaves this room. */
final class UnusableImageException extends RunfolioException {
    private final AssetState state;
    private final String code;

    private UnusableImageException(AssetState state, String code, String reason, Throwable cause) {
        super(reason, cause);
        this.state = state;
        this.code = code;
    }

    static UnusableImageException refused(String code, String reason) {
        return new UnusableImageException(AssetState.FAILED, code, reason, null);
    }

    /** Returns the refusal of a file whose structure asks for more work than its pixels and bytes do. */
    static UnusableImageException tooComplex(String reason) {
        return refused("too_complex", reason + ", more than an encoder writes");
    }

    static UnusableImageException corrupt(String reason, Throwable cause) {
        return new UnusableImageException(AssetState.FAILED, "corrupt", reason, cause);
    }

    static UnusableImageException unsupported(String code, String reason) {
        return new UnusableImageException(AssetState.UNSUPPORTED, code, reason, null);
    }

    AssetState state() {
        return state;
    }

    String code() {
        return code;
    }
}
