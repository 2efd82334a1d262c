package io.runfolio.artifact;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.Job;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.extras.RunExtras;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Finds the runs of a variant group, by the catalog or by scanning all bundles. */
public interface VariantGroupResolver {
    /**
     * Returns the runs of a group.
     *
     * @return places relative to the outputs folder
     */
    List<String> runPaths(String variantGroup);

    /** Looks through the records of all bundles, at some thousands a second. */
    static VariantGroupResolver scanning(BundleLayout layout) {
        BundleReader reader = new BundleReader(layout);
        return group -> reader.scan().stream()
                .filter(folder -> of(reader, folder).filter(group::equals).isPresent())
                .map(layout::relative)
                .toList();
    }

    /** Returns the group that a run's job names. */
    static Optional<String> of(RunArtifact run) {
        return RunExtras.of(run).job().map(Job::variantGroup);
    }

    private static Optional<String> of(BundleReader reader, Path folder) {
        try {
            return of(reader.run(folder));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
