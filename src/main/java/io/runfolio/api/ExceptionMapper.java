package io.runfolio.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.runfolio.artifact.AmbiguousIdException;
import io.runfolio.artifact.ApprovalHeldException;
import io.runfolio.artifact.InvalidReviewException;
import io.runfolio.artifact.ReviewException;
import io.runfolio.artifact.RevisionConflictException;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.InvalidCursorException;
import io.runfolio.files.RootVanishedException;
import io.runfolio.files.StorageException;
import io.runfolio.intake.RefusedEventException;
import io.runfolio.retention.RetentionException;
import io.runfolio.retention.hold.InvalidHoldException;
import io.runfolio.retention.hold.UnknownHoldException;
import io.runfolio.retention.purge.UnknownRemovalException;
import io.runfolio.upload.UploadException;
import io.runfolio.workflow.run.StartRefusedException;
import java.io.CharConversionException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps exceptions to error responses.
 *
 * <p>Unexpected exceptions are logged, and their response reveals no internals.
 */
public final class ExceptionMapper {
    private static final Logger LOG = LoggerFactory.getLogger(ExceptionMapper.class);

    /** Start of Jackson's message about an empty document. */
    private static final String NO_CONTENT = "No content to map";

    /** Returns the response to a request that failed. */
    public ApiResponse toResponse(Throwable failure) {
        ApiException problem = toApiException(failure);
        ApiResponse response = ProblemDetails.response(problem);
        return switch (problem.status()) {
            case 401 -> response.with("WWW-Authenticate", "Bearer realm=\"runfolio\"");
            case 415 ->
                problem.error().equals(ApiException.CONTENT_ENCODING_UNSUPPORTED)
                        ? response.with("Accept-Encoding", "identity")
                        : response;
            case 429, 503 -> response.with("Retry-After", "5");
            default -> response;
        };
    }

    public static Map<String, Object> detail(Throwable failure) {
        return toApiException(failure).detail();
    }

    public static ApiException conflict(RevisionConflictException conflict, int status) {
        return new ApiException(status, conflict.code(), conflict.getMessage(), Map.of("revision", conflict.actual()));
    }

    private static ApiException toApiException(Throwable failure) {
        if (failure instanceof ApiException known) {
            return known;
        }
        if (failure instanceof JsonProcessingException json) {
            return invalidJson(json);
        }
        if (failure instanceof CharConversionException encoding) { // of a body in UTF-32
            return notJson(encoding.getMessage());
        }
        if (failure instanceof InvalidCursorException) {
            return ApiException.invalid("cursor_invalid", List.of("cursor is not valid: use nextCursor of a page"));
        }
        if (failure instanceof RefusedEventException refused) {
            return refusedEvent(refused);
        }
        if (failure instanceof ReviewException review) {
            return review(review);
        }
        if (failure instanceof RetentionException retention) {
            return retention(retention);
        }
        if (failure instanceof UploadException upload) {
            return new ApiException(status(upload), upload.reason().code(), upload.getMessage());
        }
        if (failure instanceof TransferException transfer) {
            return new ApiException(
                    422, transfer.code(), transfer.getMessage(), Map.of("fields", List.of(transfer.getMessage())));
        }
        if (failure instanceof StartRefusedException refused) {
            return refusedRun(refused);
        }
        if (failure instanceof RootVanishedException vanished) {
            LOG.warn("a request was refused: {}", vanished.getMessage());
            return new ApiException(
                    503,
                    "unavailable",
                    "The volume of the " + vanished.root()
                            + " folder is missing or another one, and nothing was written:"
                            + " mount it and send the request again. The server log has the path.");
        }
        if (failure instanceof StorageException || failure instanceof CatalogException) {
            LOG.warn("a request failed: {}", failure.toString());
            return new ApiException(
                    503, "unavailable", "Temporarily unavailable: try again. The server log has the reason.");
        }
        LOG.error("a request failed unexpectedly", failure);
        return new ApiException(500, "unexpected", "Unexpected error: see the server log.");
    }

    /** 460 is the code of the tus protocol for a wrong checksum. */
    private static int status(UploadException failure) {
        return switch (failure.reason()) {
            case UPLOAD_NOT_FOUND -> 404;
            case UPLOAD_EXPIRED -> 410;
            case UPLOAD_LOCKED -> 423;
            case OFFSET_CONFLICT, UPLOAD_IN_USE, UPLOAD_INCOMPLETE -> 409;
            case UPLOAD_TOO_LARGE -> 413;
            case TOO_MANY_UPLOADS -> 429;
            case UPLOAD_SPACE_EXHAUSTED -> 507;
            case CHECKSUM_MISMATCH -> 460;
            case UPLOAD_INTERRUPTED -> 400;
        };
    }

    /** Reading the body is the only step of a route that throws these. */
    private static ApiException invalidJson(JsonProcessingException failure) {
        String reason = failure.getOriginalMessage();
        boolean isEmpty = failure instanceof MismatchedInputException && reason.startsWith(NO_CONTENT);
        return isEmpty ? jsonInvalid("The body is empty: send a JSON object.") : notJson(reason);
    }

    private static ApiException notJson(String reason) {
        return jsonInvalid("The body is not JSON: " + reason);
    }

    private static ApiException jsonInvalid(String message) {
        return new ApiException(422, "json_invalid", message);
    }

    private static ApiException refusedEvent(RefusedEventException refused) {
        if (refused.code().equals("too_large")) {
            return new ApiException(413, "too_large", refused.getMessage());
        }
        String field = refused.field().isEmpty() ? "body" : refused.field();
        return new ApiException(
                422,
                "event_" + refused.code(),
                refused.getMessage(),
                Map.of("fields", List.of(field + ": " + refused.getMessage())));
    }

    private static ApiException refusedRun(StartRefusedException refused) {
        return switch (refused.status()) {
            case 402 ->
                new ApiException(402, refused.code(), refused.getMessage(), Map.of("reason", refused.getMessage()));
            case 422 -> ApiException.invalid(refused.code(), refused.problems());
            default -> new ApiException(refused.status(), refused.code(), refused.getMessage());
        };
    }

    private static ApiException retention(RetentionException failure) {
        if (failure instanceof InvalidHoldException) {
            return ApiException.invalid("hold_invalid", List.of(failure.getMessage()));
        }
        boolean isUnknown = failure instanceof UnknownHoldException || failure instanceof UnknownRemovalException;
        return new ApiException(isUnknown ? 404 : 409, failure.code(), failure.getMessage());
    }

    private static ApiException review(ReviewException failure) {
        if (failure instanceof RevisionConflictException conflict) {
            return conflict(conflict, 409);
        }
        if (failure instanceof ApprovalHeldException held) {
            return new ApiException(409, held.code(), held.getMessage(), Map.of("checks", held.checks()));
        }
        if (failure instanceof InvalidReviewException invalid) {
            return ApiException.invalid(
                    invalid.code(), List.of(invalid.getMessage().replaceFirst("\\.$", "")));
        }
        if (failure instanceof AmbiguousIdException ambiguous) {
            return new ApiException(
                    409, ambiguous.code(), ambiguous.getMessage(), Map.of("candidates", ambiguous.candidates()));
        }
        if (failure instanceof UnknownArtifactException) {
            return ApiException.artifactNotFound();
        }
        return new ApiException(409, failure.code(), failure.getMessage());
    }
}
