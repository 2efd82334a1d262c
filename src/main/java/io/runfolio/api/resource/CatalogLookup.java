package io.runfolio.api.resource;

import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.artifact.IdPrefix;
import io.runfolio.artifact.RunView;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Catalog.CatalogRun;
import java.util.Optional;

/** Looks up artifacts and runs of the catalog by id or by a unique prefix. */
public final class CatalogLookup {
    private final Catalog catalog;

    public CatalogLookup(Catalog catalog) {
        this.catalog = catalog;
    }

    Optional<CatalogArtifact> findArtifact(String id) {
        return known(id).flatMap(catalog::artifact);
    }

    Optional<CatalogRun> findRun(String id) {
        return known(id).flatMap(catalog::run);
    }

    CatalogArtifact artifact(String id) {
        return findArtifact(id).orElseThrow(ApiException::artifactNotFound);
    }

    /**
     * Returns an artifact by its id or a unique prefix of it.
     *
     * @throws io.runfolio.artifact.AmbiguousIdException if several ids have the prefix
     */
    public CatalogArtifact artifactByPrefix(String id) {
        return findArtifact(id)
                .or(() -> known(id)
                        .filter(IdPrefix::isArtifactPrefix)
                        .flatMap(prefix ->
                                IdPrefix.resolve(prefix, catalog.artifactIds(prefix, IdPrefix.MAX_CANDIDATES)))
                        .flatMap(catalog::artifact))
                .orElseThrow(ApiException::artifactNotFound);
    }

    /** Returns a run by a unique prefix of its id. */
    Optional<CatalogRun> findRunByPrefix(String id) {
        return known(id)
                .flatMap(prefix -> IdPrefix.resolve(prefix, catalog.runIds(prefix, IdPrefix.MAX_CANDIDATES)))
                .flatMap(catalog::run);
    }

    /** Returns a run by its id, its job id or a unique prefix of its id. */
    public CatalogRun runByPrefix(String id) {
        return findRun(id).or(() -> findRunByPrefix(id)).orElseThrow(CatalogLookup::noRun);
    }

    /**
     * Place in the library that a path names.
     *
     * @param artifactId the artifact; null for the whole run
     */
    public record Place(String runPath, String runId, String artifactId) {}

    /** Returns the artifact of {@code /v1/artifacts/{id}/…}, or the run of {@code /v1/runs/{id}/…}. */
    public Place place(ApiRequest request) {
        String id = request.segment(2);
        if (isOfRun(request)) {
            RunView run = runByPrefix(id).view();
            return new Place(run.runPath(), run.run().runId(), null);
        }
        CatalogArtifact artifact = artifactByPrefix(id);
        return new Place(
                artifact.runPath(),
                artifact.view().record().runId(),
                artifact.view().record().id());
    }

    /** Returns whether a path names a run. */
    public static boolean isOfRun(ApiRequest request) {
        return request.segment(1).equals("runs");
    }

    CatalogRun run(String id) {
        return findRun(id).orElseThrow(CatalogLookup::noRun);
    }

    static ApiException noRun() {
        return ApiException.notFound("run_not_found", "No run and no job has this id.");
    }

    /** Drops texts that cannot be ids, as a database may not accept every character. */
    private static Optional<String> known(String id) {
        return id.isEmpty() || id.length() > 500 || id.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(id);
    }
}
