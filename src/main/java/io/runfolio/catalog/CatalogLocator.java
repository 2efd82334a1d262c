package io.runfolio.catalog;

import io.runfolio.artifact.VariantGroupResolver;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the bundles of artifacts and of variant groups in the catalog.
 *
 * @param catalog the catalog to query
 */
public record CatalogLocator(Catalog catalog) implements VariantGroupResolver {
    private static final int PAGE = 500;

    /** Returns bundle paths, relative to the outputs folder, by artifact id; unknown ids are left out. */
    public Map<String, String> runPaths(Collection<String> artifactIds) {
        Map<String, String> found = new HashMap<>();
        for (String id : artifactIds) {
            catalog.artifact(id).ifPresent(artifact -> found.put(id, artifact.runPath()));
        }
        return found;
    }

    @Override
    public List<String> runPaths(String variantGroup) {
        ArtifactQuery query = ArtifactQuery.ofVariantGroup(variantGroup);
        Set<String> runPaths = new LinkedHashSet<>();
        Optional<String> cursor = Optional.empty();
        do {
            Page<Catalog.CatalogArtifact> page = catalog.artifacts(query, PAGE, cursor);
            page.items().forEach(artifact -> runPaths.add(artifact.runPath()));
            cursor = page.next();
        } while (cursor.isPresent());
        return List.copyOf(runPaths);
    }
}
