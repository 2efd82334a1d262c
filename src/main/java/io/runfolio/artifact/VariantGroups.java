package io.runfolio.artifact;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells which runs belong to a group of variants. A catalog answers quickly; without one, all bundles are looked through. */
public interface VariantGroups {
    /**
     * Returns the runs of a group.
     *
     * @return places relative to the outputs folder
     */
    List<String> runPaths(String variantGroup);

    /** Looks through the records of all bundles, at some thousands a second. */
    static VariantGroups scanning(BundleLayout layout) {
        BundleReader reader = new BundleReader(layout);
        return group -> reader.scan().stream()
                .filter(folder -> of(reader, folder).filter(group::equals).isPresent())
                .map(layout::relative)
                .toList();
    }

    /** Returns the group that a run's job names. */
    static Optional<String> of(RunArtifact run) {
        return run.sourceMetadata().get("runfolio") instanceof Map<?, ?> ours
                        && ours.get("job") instanceof Map<?, ?> job
                        && job.get("variant_group") instanceof String group
                ? Optional.of(group)
                : Optional.empty();
    }

    private static Optional<String> of(BundleReader reader, Path folder) {
        try {
            return of(reader.run(folder));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
