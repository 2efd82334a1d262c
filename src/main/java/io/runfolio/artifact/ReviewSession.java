package io.runfolio.artifact;

import io.runfolio.bundle.ArtifactChecks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Changes to the artifacts of one run, each judged by what those before it have made of them; what is accepted becomes ledger entries. */
final class ReviewSession {
    private final Map<String, ReviewState> states = new LinkedHashMap<>();
    private final List<LedgerEntry> entries = new ArrayList<>();
    private final String now;

    /**
     * @param view the run as it stands
     * @param now ISO-8601 with offset
     */
    ReviewSession(RunView view, String now) {
        view.artifacts().forEach(artifact -> states.put(artifact.record().id(), artifact.review()));
        this.now = now;
    }

    /** Returns what was accepted, in order. */
    List<LedgerEntry> entries() {
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
            case REDO -> throw new TransitionRefusedException(request.artifactId(), state.status(), request.action());
        }
    }

    /** Takes the preference from every artifact of the run, as another is preferred. */
    void unpreferAll(ReviewRequest request) {
        states.forEach((id, state) -> {
            if (state.preferred() && !id.equals(request.artifactId())) {
                add(ReviewRequest.of(id, LedgerAction.UNPREFER, request.by())
                        .because(request.artifactId() + " is preferred"));
            }
        });
    }

    private void decide(ReviewRequest request, ReviewState state) {
        if (Transitions.next(state.status(), request.action()).isEmpty()) {
            throw new TransitionRefusedException(request.artifactId(), state.status(), request.action());
        }
        if (request.action() == LedgerAction.APPROVE && ArtifactChecks.holdBack(state.checks())) {
            throw new ApprovalHeldException(request.artifactId(), notPassed(state.checks()));
        }
        if (request.action() == LedgerAction.REJECT && state.preferred()) {
            add(ReviewRequest.of(request.artifactId(), LedgerAction.UNPREFER, request.by())
                    .because("It is rejected"));
        }
        add(request);
    }

    private void prefer(ReviewRequest request, ReviewState state) {
        if (state.status().equals("rejected")) {
            throw new TransitionRefusedException(request.artifactId(), state.status(), request.action());
        }
        unpreferAll(request);
        if (!state.preferred()) {
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
        LedgerEntry entry = new LedgerEntry(
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
                .filter(check -> !check.getValue().equals(ArtifactChecks.PASS))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
}
