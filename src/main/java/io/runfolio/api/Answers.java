package io.runfolio.api;

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
