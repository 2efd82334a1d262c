package io.runfolio.retention;

import io.runfolio.artifact.RunView;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Protections of an artifact that its own bundle does not know, such as references and share links. Implementations are
 * thread-safe, and are called under the lock of the run.
 */
@FunctionalInterface
public interface ExternalProtections {
    /** No such protections. */
    ExternalProtections NONE = (run, artifactId) -> List.of();

    /**
     * Returns the protections of an artifact.
     *
     * @param run its run
     * @param artifactId the artifact
     */
    List<Protection> of(RunView run, String artifactId);

    /** Returns the protections of both. */
    default ExternalProtections and(ExternalProtections other) {
        return (run, artifactId) -> Stream.concat(of(run, artifactId).stream(), other.of(run, artifactId).stream())
                .toList();
    }

    /**
     * Returns protections of artifacts that workflow runs in progress use.
     *
     * @param used supplies the ids of these artifacts; called for every check
     */
    static ExternalProtections used(Supplier<Set<String>> used) {
        return (run, artifactId) -> used.get().contains(artifactId)
                ? List.of(new Protection(
                        ProtectionKind.REFERENCED, artifactId, "used by a workflow run that has not ended"))
                : List.of();
    }

    /**
     * Returns protections of artifacts that active share links show.
     *
     * @param shared supplies the ids of these artifacts; called for every check
     */
    static ExternalProtections shared(Supplier<Set<String>> shared) {
        return (run, artifactId) -> shared.get().contains(artifactId)
                ? List.of(new Protection(ProtectionKind.SHARED, artifactId, "shown by an active share link"))
                : List.of();
    }
}
