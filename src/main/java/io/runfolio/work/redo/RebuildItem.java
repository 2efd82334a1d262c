package io.runfolio.work.redo;

import io.runfolio.artifact.ArtifactView;
import io.runfolio.run.AssetRecord;

/**
 * Output whose derivatives may be made again.
 *
 * @param runPath the bundle's place in the outputs folder
 * @param runId its run
 * @param artifactId its artifact
 * @param output its position among the run's outputs, from 1
 */
public record RebuildItem(String runPath, String runId, String artifactId, int output) {

    /** Returns the item of an artifact. */
    public static RebuildItem of(String runPath, ArtifactView artifact) {
        return new RebuildItem(
                runPath, artifact.record().runId(), artifact.record().id(), artifact.position());
    }

    /** Returns whether an artifact has a picture, a clip or a sound. */
    public static boolean isPossible(ArtifactView artifact) {
        return artifact.asset()
                .map(AssetRecord::kind)
                .filter(kind -> switch (kind) {
                    case IMAGE, VIDEO, AUDIO -> true;
                    case TEXT, OTHER -> false;
                })
                .isPresent();
    }
}
