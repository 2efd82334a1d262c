package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.json.ArtifactJson;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.artifact.notes.NotesConflictException;
import io.runfolio.artifact.notes.NotesService;
import io.runfolio.artifact.notes.RunNotes;
import io.runfolio.catalog.Catalog;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Notes of runs: {@code /v1/runs/{id}/notes}. A change is on disk before the response. */
public final class NotesResource {
    private final CatalogLookup lookup;
    private final NotesService notes;
    private final Runnable changed;

    /** @param changed called after a change, to update the catalog */
    NotesResource(Catalog catalog, NotesService notes, Runnable changed) {
        this.lookup = new CatalogLookup(catalog);
        this.notes = notes;
        this.changed = changed;
    }

    /** {@code getRunNotes}. */
    public ApiResponse get(ApiRequest request) {
        new QueryParameters(request).check();
        return response(notes.find(runPath(request)).orElseThrow(CatalogLookup::noRun));
    }

    /** {@code setRunNotes}. */
    public ApiResponse set(ApiRequest request, JsonNode body) {
        new QueryParameters(request).check();
        BodyFields fields = BodyFields.of(body);
        String text = fields.anyText("notes", NotesService.MAX_CHARS);
        OptionalLong revision = fields.revision();
        fields.noOthers().check("notes_invalid");
        Optional<Long> ifMatch = request.header("if-match").flatMap(ArtifactJson::revision);
        try {
            RunNotes written = notes.write(
                            runPath(request),
                            Optional.of(text.strip()),
                            ifMatch.map(OptionalLong::of).orElse(revision),
                            request.caller().name())
                    .orElseThrow(CatalogLookup::noRun);
            changed.run();
            return response(written);
        } catch (NotesConflictException e) {
            throw new ApiException(
                    ifMatch.isPresent() ? 412 : 409,
                    "revision_conflict",
                    e.getMessage(),
                    Map.of("revision", e.actual()));
        }
    }

    private String runPath(ApiRequest request) {
        return lookup.runByPrefix(request.segment(2)).view().runPath();
    }

    private static ApiResponse response(RunNotes notes) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("runId", notes.runId());
        json.put("revision", notes.revision());
        json.put("notes", notes.text());
        json.put("markdown", notes.markdown());
        return ApiResponse.json(200, json).with("ETag", "\"" + notes.revision() + "\"");
    }
}
