package io.runfolio.catalog;

import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.run.extras.PerceptualHash;
import java.util.List;

/**
 * Artifacts that have the same file as another one, show the same picture, or a similar one. No artifact is in two
 * groups, and only the first two hold duplicates.
 *
 * @param exact artifacts whose originals have the same checksum, newest first
 * @param reencoded artifacts that show the same picture in another encoding or size, nearest first
 * @param alike artifacts that show a similar picture, which are no duplicates, nearest first
 * @param compared number of pictures that were compared; 0 if the artifact has no perceptual hash
 * @param isComplete whether all pictures were compared, and each group is whole
 */
public record Duplicates(
        List<CatalogArtifact> exact, List<Match> reencoded, List<Match> alike, long compared, boolean isComplete) {
    /** Limit on the number of compared pictures. */
    public static final int MAX_COMPARED = 1_000_000;

    /** Largest distances of the same picture; docs/retention.md has the measurement. */
    private static final int REENCODED_STRUCTURE = 18;

    private static final int REENCODED_COLOR = 8;
    /** Largest relative difference of the ratios of width to height, as sizes are rounded. */
    private static final double REENCODED_RATIO = 0.02;

    private static final int ALIKE_STRUCTURE = 12;

    /** Largest distance of the structure in any group. */
    public static final int MAX_STRUCTURE = Math.max(REENCODED_STRUCTURE, ALIKE_STRUCTURE);

    /** Artifact of a group, and its distance. */
    public record Match(CatalogArtifact artifact, PerceptualHash.Distance distance) {}

    /** Returns whether two artifacts show the same picture, by their distance and their sizes. */
    public static boolean isReencoded(PerceptualHash.Distance distance, CatalogArtifact one, CatalogArtifact other) {
        return distance.structure() <= REENCODED_STRUCTURE
                && distance.color() <= REENCODED_COLOR
                && Math.abs(Math.log(ratio(one) / ratio(other))) <= REENCODED_RATIO;
    }

    /** Returns whether two pictures are similar. */
    public static boolean isAlike(PerceptualHash.Distance distance) {
        return distance.structure() <= ALIKE_STRUCTURE;
    }

    private static double ratio(CatalogArtifact artifact) {
        return artifact.view()
                .asset()
                .filter(asset -> asset.width() != null && asset.height() != null)
                .map(asset -> (double) Math.max(1, asset.width()) / Math.max(1, asset.height()))
                .orElse(1.0);
    }
}
