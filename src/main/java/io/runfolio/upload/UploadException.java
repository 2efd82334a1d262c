package io.runfolio.upload;

import io.runfolio.files.RunfolioException;

/** A request about an upload that is refused. */
public final class UploadException extends RunfolioException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    /** Reason of a refusal. */
    public enum Reason {
        /** No upload of this client has the id. */
        UPLOAD_NOT_FOUND,
        UPLOAD_EXPIRED,
        /** Another request writes to it. */
        UPLOAD_LOCKED,
        /** The client's offset is not the durable one. */
        OFFSET_CONFLICT,
        /** An event refers to it. */
        UPLOAD_IN_USE,
        UPLOAD_INCOMPLETE,
        UPLOAD_TOO_LARGE,
        TOO_MANY_UPLOADS,
        /** The limit for all uploads, or the disk, has no space. */
        UPLOAD_SPACE_EXHAUSTED,
        CHECKSUM_MISMATCH,
        /** The connection ended before the body did. */
        UPLOAD_INTERRUPTED;

        /** Returns the code in responses, such as {@code offset_conflict}. */
        public String code() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    UploadException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    UploadException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    static UploadException notFound() {
        return new UploadException(Reason.UPLOAD_NOT_FOUND, "No upload has this id: create one at /v1/uploads.");
    }

    static UploadException tooLarge(long max) {
        return new UploadException(
                Reason.UPLOAD_TOO_LARGE,
                "The file is larger than the limit of " + max
                        + " bytes: send a smaller one, or raise runfolio.upload.max-bytes.");
    }
}
