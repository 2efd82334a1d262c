package io.runfolio.artifact;

import io.runfolio.bundle.audit.QualityChecks;
import io.runfolio.run.ReviewStatus;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Applies requests to the artifacts of one run in order, and collects accepted ones as log entries. */
final class ReviewSession {
    private final Map<String, ReviewState> states = new LinkedHashMap<>();
    private final List<ReviewLogEntry> entries = new ArrayList<>();
    private final String now;

    /**
     * @param view the current run
     * @param now ISO-8601 with offset
     */
    ReviewSession(RunView view, String now) {
        view.artifacts().forEach(artifact -> states.put(artifact.record().id(), artifact.review()));
        this.now = now;
    }

    /** Returns what was accepted, in order. */
    List<ReviewLogEntry> entries() {
        return List.copyOf(entries);
    }

    /**
     * Accepts a change, or refuses it whole.
     *
     * @throws ReviewException if it cannot be made
     */
    void accept(ReviewRequest request) {
        ReviewState state = Optional.ofNullable(states.get(request.artifactId()))
                .orElseThrow(() -> new UnknownArtifactException(request.artifactId()));
        if (request.revision().isPresent() && request.revision().getAsLong() != state.revision()) {
            throw new RevisionConflictException(
                    request.artifactId(), request.revision().getAsLong(), state.revision());
        }
        switch (request.action()) {
            case APPROVE, REJECT, REQUEST_CHANGES, REOPEN -> decide(request, state);
            case PREFER -> prefer(request, state);
            case UNPREFER -> unprefer(request, state);
            case RANK, TAG, CHECK -> add(request);
            case PROPOSE -> propose(request, state);
            case REDO -> throw new TransitionRefusedException(request.artifactId(), state.status(), request.action());
        }
    }

    /** Takes the preference from every artifact of the run, as another is preferred. */
    void unpreferAll(ReviewRequest request) {
        states.forEach((id, state) -> {
            if (state.preferred() && !id.equals(request.artifactId())) {
                add(ReviewRequest.of(id, ReviewAction.UNPREFER, request.by())
                        .withNote(request.artifactId() + " is preferred"));
            }
        });
    }

    private void decide(ReviewRequest request, ReviewState state) {
        if (ReviewTransitions.next(state.status(), request.action()).isEmpty()) {
            throw new TransitionRefusedException(request.artifactId(), state.status(), request.action());
        }
        if (request.action() == ReviewAction.APPROVE && QualityChecks.hasBlocking(state.checks())) {
            throw new ApprovalHeldException(request.artifactId(), notPassed(state.checks()));
        }
        if (request.action() == ReviewAction.REJECT && state.preferred()) {
            add(ReviewRequest.of(request.artifactId(), ReviewAction.UNPREFER, request.by())
                    .withNote("It is rejected"));
        }
        add(request);
    }

    private void prefer(ReviewRequest request, ReviewState state) {
        if (ReviewStatus.REJECTED.isNamed(state.status())) {
            throw new TransitionRefusedException(request.artifactId(), state.status(), request.action());
        }
        unpreferAll(request);
        if (!state.preferred()) {
            add(request);
        }
    }

    /** Accepts a decision that is possible now. The same proposal again adds nothing. */
    private void propose(ReviewRequest request, ReviewState state) {
        ReviewAction decision = ReviewAction.of(String.valueOf(request.data().get("decision")));
        if (ReviewTransitions.next(state.status(), decision).isEmpty()) {
            throw new TransitionRefusedException(request.artifactId(), state.status(), decision);
        }
        ReviewProposal standing = state.proposal();
        boolean isSame = standing != null
                && standing.decision().equals(decision.word())
                && standing.by().equals(request.by())
                && Objects.equals(standing.note(), request.note().orElse(null));
        if (!isSame) {
            add(request);
        }
    }

    private void unprefer(ReviewRequest request, ReviewState state) {
        if (state.preferred()) {
            add(request);
        }
    }

    private void add(ReviewRequest request) {
        ReviewState state = states.get(request.artifactId());
        ReviewLogEntry entry = new ReviewLogEntry(
                state.revision() + 1,
                request.artifactId(),
                request.action(),
                request.by(),
                now,
                request.note().orElse(null),
                request.data());
        entries.add(entry);
        states.put(request.artifactId(), ReviewFold.next(state, entry));
    }

    private static Map<String, String> notPassed(Map<String, String> checks) {
        return checks.entrySet().stream()
                .filter(check -> !check.getValue().equals(QualityChecks.PASS))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
