package io.runfolio.media.image.format;

import io.runfolio.files.RunfolioException;
import io.runfolio.run.AssetState;

/** A picture cannot be processed; becomes the asset's state, code and reason. */
public final class UnusableImageException extends RunfolioException {
    /** Code of a picture that nothing here decodes. */
    public static final String NO_DECODER = "no_decoder";

    private final AssetState state;
    private final String code;

    private UnusableImageException(AssetState state, String code, String reason, Throwable cause) {
        super(reason, cause);
        this.state = state;
        this.code = code;
    }

    public static UnusableImageException refused(String code, String reason) {
        return new UnusableImageException(AssetState.FAILED, code, reason, null);
    }

    /** Returns the refusal of a file whose structure asks for more work than its pixels and bytes do. */
    public static UnusableImageException tooComplex(String reason) {
        return refused("too_complex", reason + ", more than an encoder writes");
    }

    public static UnusableImageException corrupt(String reason, Throwable cause) {
        return new UnusableImageException(AssetState.FAILED, "corrupt", reason, cause);
    }

    public static UnusableImageException unsupported(String code, String reason) {
        return new UnusableImageException(AssetState.UNSUPPORTED, code, reason, null);
    }

    public AssetState state() {
        return state;
    }

    public String code() {
        return code;
    }
}
