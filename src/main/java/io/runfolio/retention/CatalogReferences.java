package io.runfolio.retention;

import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.util.List;
import java.util.Optional;

/**
 * Protects artifacts that artifacts of other runs were made from. References within a run do not count here: see
 * {@link Protections}.
 */
public final class CatalogReferences implements ExternalProtections {
    private final Catalog catalog;

    /** @param catalog an up-to-date catalog */
    public CatalogReferences(Catalog catalog) {
        this.catalog = catalog;
    }

    @Override
    public List<Protection> of(RunView run, String artifactId) {
        List<CatalogArtifact> made = catalog.artifactsMadeFrom(artifactId).stream()
                .filter(artifact -> !artifact.runPath().equals(run.runPath()))
                .toList();
        return first(made)
                .map(one -> new Protection(
                        ProtectionKind.REFERENCED,
                        artifactId,
                        "source of " + one.view().record().id()
                                + (made.size() == 1 ? "" : " and " + (made.size() - 1) + " more")))
                .stream()
                .toList();
    }

    private static Optional<CatalogArtifact> first(List<CatalogArtifact> made) {
        return made.stream().findFirst();
    }
}
