package io.runfolio.artifact;

/** There is no such artifact, or no such bundle. Code: {@code unknown_artifact}. */
public final class UnknownArtifactException extends ReviewException {
    public UnknownArtifactException(String what) {
        super("unknown_artifact", "There is no artifact " + what + "; `runfolio list` shows the runs there are.");
    }
}
