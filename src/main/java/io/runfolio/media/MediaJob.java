package io.runfolio.media;

import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Path;

/**
 * Request to inspect or derive one file.
 *
 * @param source our own copy of the file; read only
 * @param declaredKind kind according to the event
 * @param originalFilename file name at the generator, used to detect wrong extensions
 * @param targets output paths
 * @param settings formats, sizes and qualities of the derivatives
 */
public record MediaJob(
        Path source,
        AssetKind declaredKind,
        String originalFilename,
        DerivativeTargets targets,
        DerivativeSettings settings) {}
