package io.runfolio.artifact;

import io.runfolio.bundle.CreatedAt;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Alternatives to choose from: the artifacts of one run, or of all runs of a variant group.
 *
 * @param group the group; empty for the artifacts of one run
 * @param variants ranked ones first, in the order of their ranks, then the others by their runs' time and their
 *     position
 * @param preferred id of the preferred one
 */
public record VariantSet(Optional<String> group, List<Variant> variants, Optional<String> preferred) {
    private static final Comparator<Variant> ORDER = Comparator.<Variant>comparingInt(variant ->
                    Optional.ofNullable(variant.artifact().review().rank()).orElse(Integer.MAX_VALUE))
            .thenComparing(
                    variant -> CreatedAt.instant(variant.run().createdAt()).orElse(Instant.EPOCH))
            .thenComparing(variant -> variant.run().runId())
            .thenComparing(variant -> variant.artifact().position());

    public VariantSet {
        variants = List.copyOf(variants);
    }

    static VariantSet of(Optional<String> group, List<Variant> variants) {
        return new VariantSet(
                group,
                variants.stream().sorted(ORDER).toList(),
                variants.stream()
                        .filter(variant -> variant.artifact().review().preferred())
                        .map(variant -> variant.artifact().record().id())
                        .findFirst());
    }
}
