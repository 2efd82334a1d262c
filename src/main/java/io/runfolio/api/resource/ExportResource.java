package io.runfolio.api.resource;

import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.artifact.transfer.ExportFormat;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Exports artifacts as a streamed zip: {@code /v1/export}. */
public final class ExportResource {
    private static final int MAX_ARTIFACTS = 500;
    private static final List<String> FORMS = ExportFormat.words();

    private final CatalogLookup lookup;
    private final Exports exports;
    private final Semaphore places;
    private final Consumer<String> accessed;

    ExportResource(Catalog catalog, Exports exports, int atOnce, Consumer<String> accessed) {
        this.accessed = accessed;
        this.lookup = new CatalogLookup(catalog);
        this.exports = exports;
        this.places = new Semaphore(atOnce);
    }

    /** {@code exportArtifacts}. */
    public ApiResponse export(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        List<String> ids = parameters.list("ids", MAX_ARTIFACTS);
        List<String> forms = parameters.words("form", FORMS);
        List<Integer> sizes = parameters.wholes("size", 1, 16_383, 8);
        Optional<String> name = parameters.text("name", 200);
        parameters.check();
        List<CatalogArtifact> artifacts =
                ids.stream().map(lookup::artifactByPrefix).distinct().toList();
        Exports.Selection selection =
                new Exports.Selection(forms.isEmpty() && sizes.isEmpty() ? List.of("original") : forms, sizes, name);
        exports.check(selection);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/zip");
        headers.put("Cache-Control", "private, no-store");
        headers.put(
                "Content-Disposition", "attachment; filename=\"runfolio-" + LocalDate.now(ZoneOffset.UTC) + ".zip\"");
        if (!places.tryAcquire()) {
            throw new ApiException(
                    429, "too_many_exports", "The maximum number of exports is running: try again soon.");
        }
        artifacts.forEach(artifact -> accessed.accept(artifact.view().record().id()));
        return new ApiResponse(
                200, headers, new ApiBody.Streamed(out -> exports.zip(artifacts, selection, out), places::release));
    }
}
