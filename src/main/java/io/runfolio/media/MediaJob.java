package io.runfolio.media;

import io.runfolio.run.AssetKind;
import io.runfolio.run.DerivativeSettings;
import java.nio.file.Path;

/**
 * One file to be worked on.
 *
 * @param source our own copy of the file; never written
 * @param declaredKind what the event said it is
 * @param originalFilename its name at the generator, of use only for telling that its extension lies
 * @param targets where derivatives may go
 * @param settings how they are wanted
 */
public record MediaJob(
        Path source,
        AssetKind declaredKind,
        String originalFilename,
        DerivativeTargets targets,
        DerivativeSettings settings) {}
