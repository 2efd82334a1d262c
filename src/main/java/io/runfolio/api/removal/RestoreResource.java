package io.runfolio.api.removal;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.api.resource.CatalogLookup;
import io.runfolio.catalog.Catalog;
import io.runfolio.retention.purge.RestoreOutcome;
import io.runfolio.retention.purge.Restorer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Brings removed files back from the trash: {@code /v1/runs/{id}/restore}. */
public final class RestoreResource {
    private final CatalogLookup lookup;
    private final Restorer restorer;
    private final Runnable changed;

    /** @param changed called after a change, to update the catalog */
    RestoreResource(Catalog catalog, Restorer restorer, Runnable changed) {
        this.lookup = new CatalogLookup(catalog);
        this.restorer = restorer;
        this.changed = changed;
    }

    /** {@code restoreRun}. */
    public ApiResponse restore(ApiRequest request, JsonNode body) {
        new QueryParameters(request).check();
        BodyFields fields = BodyFields.of(body);
        String removalId = fields.text("removalId", 100);
        Optional<String> note = fields.note();
        fields.noOthers().check("restore_invalid");
        String runPath = lookup.runByPrefix(request.segment(2)).view().runPath();
        RestoreOutcome outcome =
                restorer.restore(runPath, removalId, request.caller().name(), note.orElse(null));
        changed.run();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("removalId", removalId);
        json.put("restored", outcome.restored());
        json.put("missing", outcome.missing());
        return ApiResponse.json(200, json);
    }
}
