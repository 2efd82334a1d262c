package io.runfolio.cli;

import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.VariantGroups;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.CatalogPlaces;
import io.runfolio.run.StorageException;
import io.runfolio.settings.RunfolioSettings;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds the bundles of artifacts for a command: by the catalog, or, where none can be had, by a look through all bundles. */
record ArtifactPlaces(RunfolioSettings settings) implements VariantGroups {
    private BundleLayout layout() {
        return new BundleLayout(settings.folders().outputs());
    }

    /** Returns places relative to the outputs folder, by the artifacts' ids; words that are no ids, and ids that are nowhere, are left out. */
    Map<String, String> of(Collection<String> words) {
        List<String> ids = words.stream().filter(ArtifactFinder::isId).toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        try {
            return FreshCatalog.ask(settings, catalog -> new CatalogPlaces(catalog).runPaths(ids));
        } catch (CatalogException | StorageException e) {
            return new ArtifactFinder(layout()).runPaths(ids);
        }
    }

    @Override
    public List<String> runPaths(String variantGroup) {
        try {
            return FreshCatalog.ask(settings, catalog -> new CatalogPlaces(catalog).runPaths(variantGroup));
        } catch (CatalogException | StorageException e) {
            return VariantGroups.scanning(layout()).runPaths(variantGroup);
        }
    }
}
