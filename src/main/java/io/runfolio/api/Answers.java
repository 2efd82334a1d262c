package io.runfolio.api;

import io.runfolio.artifact.IdPrefix;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import io.runfolio.catalog.Catalog.CatalogRun;
import java.util.Optional;

/** What several resources look up. */
final class Answers {
    private final Catalog catalog;

    Answers(Catalog catalog) {
        this.catalog = catalog;
    }

    Optional<CatalogArtifact> findArtifact(String id) {
        return known(id).flatMap(catalog::artifact);
    }

    Optional<CatalogRun> findRun(String id) {
        return known(id).flatMap(catalog::run);
    }

    CatalogArtifact artifact(String id) {
        return findArtifact(id)
                .orElseThrow(() -> ApiException.notFound("artifact_not_found", "There is no artifact of that id."));
    }

    /** Returns an artifact by its id, or by a beginning that no other id has. */
    CatalogArtifact artifactLike(String id) {
        return findArtifact(id)
                .or(() -> known(id)
                        .filter(IdPrefix::isOfArtifact)
                        .flatMap(prefix -> IdPrefix.only(prefix, catalog.artifactIds(prefix, IdPrefix.LOOKED_UP)))
                        .flatMap(catalog::artifact))
                .orElseThrow(() -> ApiException.notFound("artifact_not_found", "There is no artifact of that id."));
    }

    /** Returns a run whose id no other begins like. */
    Optional<CatalogRun> findRunLike(String id) {
        return known(id)
                .flatMap(prefix -> IdPrefix.only(prefix, catalog.runIds(prefix, IdPrefix.LOOKED_UP)))
                .flatMap(catalog::run);
    }

    /** Returns a run by its id, its job's, or by a beginning that no other id has. */
    CatalogRun runLike(String id) {
        return findRun(id).or(() -> findRunLike(id)).orElseThrow(Answers::noRun);
    }

    CatalogRun run(String id) {
        return findRun(id).orElseThrow(Answers::noRun);
    }

    static ApiException noRun() {
        return ApiException.notFound("run_not_found", "There is no run of that id, and no job.");
    }

    /** What no id can be is not asked for: a database may not take every character. */
    private static Optional<String> known(String id) {
        return id.isEmpty() || id.length() > 500 || id.indexOf('\0') >= 0 ? Optional.empty() : Optional.of(id);
    }
}
