package io.runfolio.api;

import io.runfolio.files.RunfolioException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A request that is refused: HTTP status, error code and a message that says what to do. */
public final class ApiException extends RunfolioException {
    /** Code of a refused {@code Content-Encoding}; its response names the codings that are accepted. */
    public static final String CONTENT_ENCODING_UNSUPPORTED = "content_encoding_unsupported";

    private static final long serialVersionUID = 1L;

    private final int status;
    private final String error;
    private final transient Map<String, Object> more;

    /** @param more further fields of the error, such as {@code fields} or {@code revision} */
    public ApiException(int status, String error, String message, Map<String, Object> more) {
        super(message);
        this.status = status;
        this.error = error;
        this.more = new LinkedHashMap<>(more);
    }

    public ApiException(int status, String error, String message) {
        this(status, error, message, Map.of());
    }

    /** Returns a 422 error with one message per invalid field. */
    public static ApiException invalid(String error, List<String> fields) {
        return new ApiException(422, error, String.join("; ", fields) + ".", Map.of("fields", List.copyOf(fields)));
    }

    public static ApiException notFound(String error, String message) {
        return new ApiException(404, error, message);
    }

    /** Returns the error for a file that a record names and that does not exist any more. */
    public static ApiException binaryRemoved() {
        return new ApiException(410, "binary_removed", "The file was removed; its record is kept.");
    }

    /**
     * Returns the error for a file that was removed.
     *
     * @param tombstone what was removed, when, by whom and why
     */
    public static ApiException binaryRemoved(Map<String, Object> tombstone) {
        Object until = tombstone.get("restorableUntil");
        return new ApiException(
                410,
                "binary_removed",
                "The file was removed at " + tombstone.get("removedAt") + " by " + tombstone.get("by")
                        + "; its record is kept"
                        + (until == null ? "." : ", and it can be restored until " + until + "."),
                Map.of("tombstone", tombstone));
    }

    /** Returns the error for an artifact id that is not known. */
    public static ApiException artifactNotFound() {
        return notFound("artifact_not_found", "No artifact has this id.");
    }

    String error() {
        return error;
    }

    /** Returns the HTTP status. */
    public int status() {
        return status;
    }

    /** Returns the {@code detail} object of the response. */
    public Map<String, Object> detail() {
        return ProblemDetails.detail(status, error, getMessage(), more);
    }
}
