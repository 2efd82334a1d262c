package io.runfolio.cli.input;

import io.runfolio.artifact.ArtifactFinder;
import io.runfolio.artifact.VariantGroupResolver;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.catalog.CatalogException;
import io.runfolio.catalog.CatalogLocator;
import io.runfolio.files.StorageException;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Backends;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Finds bundles of artifacts by the catalog, or by scanning all bundles if it is unavailable. */
public record BundleLocator(RunfolioSettings settings) implements VariantGroupResolver {
    private BundleLayout layout() {
        return Backends.outputs(settings);
    }

    /**
     * Returns places relative to the outputs folder, by the artifacts' ids. Words that are no ids, and ids that are
     * nowhere, are left out.
     */
    public Map<String, String> locate(Collection<String> words) {
        List<String> ids = words.stream().filter(ArtifactFinder::isId).toList();
        if (ids.isEmpty()) {
            return Map.of();
        }
        try {
            return CurrentCatalog.query(settings, catalog -> new CatalogLocator(catalog).runPaths(ids));
        } catch (CatalogException | StorageException e) {
            return new ArtifactFinder(layout()).runPaths(ids);
        }
    }

    @Override
    public List<String> runPaths(String variantGroup) {
        try {
            return CurrentCatalog.query(settings, catalog -> new CatalogLocator(catalog).runPaths(variantGroup));
        } catch (CatalogException | StorageException e) {
            return VariantGroupResolver.scanning(layout()).runPaths(variantGroup);
        }
    }
}
