package io.runfolio.artifact;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.json.UnreadableRecordException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads sets of variants and compares them. Thread-safe. */
public final class VariantReader {
    private final RunViewReader views;
    private final VariantGroupResolver groups;

    /**
     * @param layout paths of the bundles
     * @param groups resolves the runs of a group
     */
    public VariantReader(BundleLayout layout, VariantGroupResolver groups) {
        this.views = new RunViewReader(layout);
        this.groups = groups;
    }

    /** Returns the artifacts of one run. */
    public VariantSet ofRun(RunView run) {
        return VariantSet.of(Optional.empty(), variants(run).toList());
    }

    /**
     * Returns the artifacts of all runs of a group; none if there is no such group. Bundles that cannot be read are
     * left out.
     */
    public VariantSet ofGroup(String group) {
        return VariantSet.of(
                Optional.of(group),
                groups.runPaths(group).stream()
                        .map(this::readable)
                        .flatMap(Optional::stream)
                        .flatMap(VariantReader::variants)
                        .toList());
    }

    /** Returns the set that an artifact's preference counts in. It is its run's group if it has one, else its run. */
    public VariantSet setOf(RunView run) {
        return VariantGroupResolver.of(run.run()).map(this::ofGroup).orElseGet(() -> ofRun(run));
    }

    /**
     * Lays artifacts side by side; they need not be of one set.
     *
     * @param variants 2 to {@value Comparison#MAX_ARTIFACTS}; words of prompts are compared with the first
     * @throws InvalidReviewException if there are fewer or more
     */
    public static Comparison compare(List<Variant> variants) {
        if (variants.size() < 2 || variants.size() > Comparison.MAX_ARTIFACTS) {
            throw new InvalidReviewException("ids", "2 to " + Comparison.MAX_ARTIFACTS + " artifacts");
        }
        return Comparison.of(variants);
    }

    /** Returns a run's artifacts as variants, in the order of its outputs. */
    public static Stream<Variant> variants(RunView run) {
        return run.artifacts().stream().map(artifact -> new Variant(run.runPath(), run.run(), artifact));
    }

    private Optional<RunView> readable(String runPath) {
        try {
            return views.at(runPath);
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
