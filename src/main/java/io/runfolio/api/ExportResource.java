package io.runfolio.api;

import io.runfolio.artifact.transfer.Form;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Catalog.CatalogArtifact;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** {@code /v1/export}: artifacts as a zip that is made while it is sent. */
public final class ExportResource {
    private static final int MOST = 500;
    private static final List<String> FORMS = Form.words();

    private final Answers answers;
    private final Exports exports;
    private final Semaphore places;

    ExportResource(Catalog catalog, Exports exports, int atOnce) {
        this.answers = new Answers(catalog);
        this.exports = exports;
        this.places = new Semaphore(atOnce);
    }

    /** {@code exportArtifacts}. */
    public ApiResponse export(ApiRequest request) {
        Parameters parameters = new Parameters(request);
        List<String> ids = parameters.list("ids", MOST);
        List<String> forms = parameters.words("form", FORMS);
        List<Integer> sizes = parameters.wholes("size", 1, 16_383, 8);
        Optional<String> name = parameters.text("name", 200);
        parameters.check();
        List<CatalogArtifact> artifacts = ids.stream().map(answers::artifact).toList();
        Exports.Wanted wanted =
                new Exports.Wanted(forms.isEmpty() && sizes.isEmpty() ? List.of("original") : forms, sizes, name);
        exports.check(wanted);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/zip");
        headers.put("Cache-Control", "private, no-store");
        headers.put(
                "Content-Disposition", "attachment; filename=\"runfolio-" + LocalDate.now(ZoneOffset.UTC) + ".zip\"");
        if (!places.tryAcquire()) {
            throw new ApiException(
                    429, "too_many_exports", "As many exports as allowed are under way; try again soon.");
        }
        return new ApiResponse(
                200, headers, new ApiBody.Streamed(out -> exports.zip(artifacts, wanted, out), places::release));
    }
}
