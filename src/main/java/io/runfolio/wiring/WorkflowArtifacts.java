package io.runfolio.wiring;

import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.CatalogException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.workflow.BundledArtifacts;
import io.runfolio.workflow.run.ArtifactSource;
import java.nio.file.Files;
import java.util.Optional;
import java.util.function.Function;

/** Wiring of the artifacts that workflow runs use. */
final class WorkflowArtifacts {
    private WorkflowArtifacts() {}

    /** Returns the artifacts of the outputs folder. A catalog is asked first if there is one; none is created here. */
    static ArtifactSource of(Components parts) {
        return new BundledArtifacts(
                parts.layout(),
                parts.events(),
                Backends.events(parts.settings(), parts.eventReader()),
                artifactId -> asked(parts, catalog -> catalog.artifact(artifactId)
                        .map(found -> found.view().record().runId())),
                jobId -> asked(parts, catalog -> catalog.run(jobId)
                        .filter(run -> run.jobId().filter(jobId::equals).isPresent())
                        .map(run -> run.view().run().runId())));
    }

    private static boolean hasCatalog(Components parts) {
        RunfolioSettings settings = parts.settings();
        return settings.catalog().isUpdatedByWorker()
                || settings.http().enabled()
                || Files.exists(parts.layout().catalog());
    }

    /** Asks the catalog. Empty without a catalog or an answer: the lists of events and runs are read then. */
    private static Optional<String> asked(Components parts, Function<Catalog, Optional<String>> question) {
        if (!hasCatalog(parts)) {
            return Optional.empty();
        }
        try {
            parts.catalogUpdater().catchUp();
            return question.apply(parts.catalog().catalog());
        } catch (CatalogException e) {
            return Optional.empty();
        }
    }
}
