package io.runfolio.media;

import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Request to inspect or derive one file.
 *
 * @param source our own copy of the file; read only
 * @param declaredKind kind according to the event
 * @param originalFilename file name at the generator, used to detect wrong extensions
 * @param targets output paths
 * @param settings formats, sizes and qualities of the derivatives
 * @param checkpoints gives the folder of this job that survives the process, for parts of the work
 */
public record MediaJob(
        Path source,
        AssetKind declaredKind,
        String originalFilename,
        DerivativeTargets targets,
        DerivativeSettings settings,
        Optional<Supplier<Path>> checkpoints) {

    /** Creates a job whose parts are not kept. */
    public MediaJob(
            Path source,
            AssetKind declaredKind,
            String originalFilename,
            DerivativeTargets targets,
            DerivativeSettings settings) {
        this(source, declaredKind, originalFilename, targets, settings, Optional.empty());
    }
}
