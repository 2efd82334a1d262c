package io.runfolio.artifact;

/** There is no such artifact, or no such bundle. Code: {@code unknown_artifact}. */
public final class UnknownArtifactException extends ReviewException {
    public UnknownArtifactException(String id) {
        this("There is no artifact ", id);
    }

    private UnknownArtifactException(String none, String id) {
        super(
                "unknown_artifact",
                none + id + "; `runfolio list` shows the runs there are, `runfolio search` their artifacts.");
    }

    /** Creates an exception for an id that could have been an artifact's or a run's. */
    public static UnknownArtifactException orRun(String id) {
        return new UnknownArtifactException("There is no artifact or run ", id);
    }
}
