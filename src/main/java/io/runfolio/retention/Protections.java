package io.runfolio.retention;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.artifact.RunView;
import io.runfolio.bundle.RawOutputLinks;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.run.ReviewStatus;
import io.runfolio.run.extras.AssetExtras;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what protects an artifact or a run from removal now. A run is protected if any of its artifacts is. Reads the
 * given run only, and asks {@link ExternalProtections} for the rest. Thread-safe.
 *
 * <p>A model output that another output of the run was processed from is protected if that other output is.
 */
public final class Protections {
    /** Tag of artifacts and runs that are never removed. */
    public static final String KEEP = "keep";

    private final ExternalProtections external;
    private final Clock clock;

    public Protections(ExternalProtections external, Clock clock) {
        this.external = external;
        this.clock = clock;
    }

    /** Returns what protects a whole run: the protections of the run and of each artifact. */
    public List<Protection> of(RunView run) {
        List<Protection> found = new ArrayList<>(ofRunItself(run));
        run.artifacts().forEach(artifact -> found.addAll(ofArtifactItself(run, artifact)));
        return List.copyOf(found);
    }

    /**
     * Returns what protects an artifact.
     *
     * @param artifactId the artifact; null for the whole run
     */
    public List<Protection> of(RunView run, String artifactId) {
        if (artifactId == null) {
            return of(run);
        }
        List<Protection> found = new ArrayList<>(ofRunItself(run));
        for (ArtifactView artifact : run.artifacts()) {
            if (artifactId.equals(artifact.record().id())) {
                found.addAll(ofArtifactItself(run, artifact));
                found.addAll(asRawOutput(run, artifact));
            }
        }
        return List.copyOf(found);
    }

    private List<Protection> ofRunItself(RunView run) {
        List<Protection> found = new ArrayList<>();
        run.retention().holds().stream()
                .filter(hold -> hold.artifactId() == null && hold.isActive(clock.instant()))
                .map(hold -> new Protection(ProtectionKind.HELD, null, words(hold)))
                .forEach(found::add);
        if (run.run().tags().contains(KEEP)) {
            found.add(new Protection(ProtectionKind.TAGGED, null, "its run has the tag " + KEEP));
        }
        return found;
    }

    private List<Protection> ofArtifactItself(RunView run, ArtifactView artifact) {
        String id = artifact.record().id();
        List<Protection> found = new ArrayList<>();
        if (ReviewStatus.APPROVED.isNamed(artifact.review().status())) {
            found.add(new Protection(ProtectionKind.APPROVED, id, "approved" + by(artifact)));
        }
        if (artifact.review().preferred()) {
            found.add(new Protection(ProtectionKind.PREFERRED, id, "preferred among its variants"));
        }
        if (isTagged(artifact)) {
            found.add(new Protection(ProtectionKind.TAGGED, id, "has the tag " + KEEP));
        }
        run.retention().holds().stream()
                .filter(hold -> id.equals(hold.artifactId()) && hold.isActive(clock.instant()))
                .map(hold -> new Protection(ProtectionKind.HELD, id, words(hold)))
                .forEach(found::add);
        found.addAll(external.of(run, id));
        return found;
    }

    private static boolean isTagged(ArtifactView artifact) {
        return artifact.review().tags().contains(KEEP)
                || artifact.asset()
                        .filter(asset -> AssetExtras.of(asset).tags().contains(KEEP))
                        .isPresent();
    }

    private List<Protection> asRawOutput(RunView run, ArtifactView raw) {
        RawOutputLinks links = RawOutputLinks.of(run.run().outputs());
        return run.artifacts().stream()
                .filter(other -> raw.asset().isPresent()
                        && links.rawOf(other.position())
                                .filter(asset -> asset == raw.asset().get())
                                .isPresent())
                .filter(other -> !ofArtifactItself(run, other).isEmpty())
                .findFirst()
                .map(other -> new Protection(
                        ProtectionKind.REFERENCED,
                        raw.record().id(),
                        "model output of " + other.record().id() + ", which is protected"))
                .stream()
                .toList();
    }

    private static String by(ArtifactView artifact) {
        return Optional.ofNullable(artifact.review().decidedBy())
                .map(name -> " by " + name)
                .orElse("");
    }

    private static String words(Hold hold) {
        String until = hold.until() == null ? "" : " until " + hold.until();
        return "held by " + hold.by() + until + ": " + hold.reason();
    }
}
