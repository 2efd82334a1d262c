package io.runfolio.api;

import io.runfolio.artifact.AmbiguousIdException;
import io.runfolio.artifact.ApprovalHeldException;
import io.runfolio.artifact.InvalidReviewException;
import io.runfolio.artifact.ReviewException;
import io.runfolio.artifact.RevisionConflictException;
import io.runfolio.artifact.UnknownArtifactException;
import io.runfolio.artifact.transfer.TransferException;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.InvalidCursorException;
import io.runfolio.run.RefusedEventException;
import io.runfolio.run.RootVanishedException;
import io.runfolio.run.StorageException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is thrown, as an answer. What is nobody's fault but ours is logged, and the answer tells nothing of its inside. */
public final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** Returns the answer to a request that failed. */
    public ApiResponse answer(Throwable failure) {
        ApiException problem = problem(failure);
        ApiResponse answer = Problems.answer(problem);
        return switch (problem.status()) {
            case 401 -> answer.with("WWW-Authenticate", "Bearer realm=\"runfolio\"");
            case 429, 503 -> answer.with("Retry-After", "5");
            default -> answer;
        };
    }

    static Map<String, Object> detail(Throwable failure) {
        return problem(failure).detail();
    }

    static ApiException conflict(RevisionConflictException conflict, int status) {
        return new ApiException(status, conflict.code(), conflict.getMessage(), Map.of("revision", conflict.actual()));
    }

    private static ApiException problem(Throwable failure) {
        if (failure instanceof ApiException known) {
            return known;
        }
        if (failure instanceof InvalidCursorException) {
            return ApiException.invalid("cursor_invalid", List.of("cursor is none that a page gave"));
        }
        if (failure instanceof RefusedEventException refused) {
            return refusedEvent(refused);
        }
        if (failure instanceof ReviewException review) {
            return review(review);
        }
        if (failure instanceof TransferException transfer) {
            return new ApiException(
                    422, transfer.code(), transfer.getMessage(), Map.of("fields", List.of(transfer.getMessage())));
        }
        if (failure instanceof RootVanishedException vanished) {
            LOG.warn("a request was not taken: {}", vanished.getMessage());
            return new ApiException(
                    503,
                    "unavailable",
                    "The volume of the " + vanished.root() + " folder is gone or another one, so nothing was written:"
                            + " mount it and send again. The server's log has the path.");
        }
        if (failure instanceof StorageException || failure instanceof CatalogException) {
            LOG.warn("a request could not be answered: {}", failure.toString());
            return new ApiException(
                    503, "unavailable", "It cannot be done just now; try again. The server's log says why.");
        }
        LOG.error("a request failed unexpectedly", failure);
        return new ApiException(500, "unexpected", "An unexpected failure; the server's log has it.");
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
            return ApiException.notFound("artifact_not_found", "There is no artifact of that id.");
        }
        return new ApiException(409, failure.code(), failure.getMessage());
    }
}
