package io.runfolio.api.resource;

import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Scope;
import io.runfolio.api.content.RetentionJson;
import io.runfolio.api.request.BodyFields;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.api.resource.CatalogLookup.Place;
import io.runfolio.bundle.ledger.Hold;
import io.runfolio.catalog.Catalog;
import io.runfolio.retention.hold.HoldRequest;
import io.runfolio.retention.hold.HoldService;
import io.runfolio.retention.hold.HoldTime;
import io.runfolio.retention.hold.UnknownHoldException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Holds of artifacts and runs: {@code /v1/artifacts/{id}/holds} and {@code /v1/runs/{id}/holds}. */
public final class HoldResource {
    private final CatalogLookup lookup;
    private final HoldService holds;
    private final Runnable changed;
    private final Clock clock;

    /** @param changed called after a change, to update the catalog */
    HoldResource(Catalog catalog, HoldService holds, Runnable changed, Clock clock) {
        this.lookup = new CatalogLookup(catalog);
        this.holds = holds;
        this.changed = changed;
        this.clock = clock;
    }

    /** {@code listArtifactHolds} and {@code listRunHolds}. Those of an artifact include those of its run. */
    public ApiResponse list(ApiRequest request) {
        new QueryParameters(request).check();
        Place place = lookup.place(request);
        List<Map<String, Object>> items = holds.list(place.runPath()).stream()
                .filter(hold -> hold.isActive(clock.instant()))
                .filter(hold -> place.artifactId() == null || hold.covers(place.artifactId()))
                .map(RetentionJson::hold)
                .toList();
        return ApiResponse.json(200, Map.of("items", items));
    }

    /** {@code holdArtifact} and {@code holdRun}. The same hold of the same caller again adds nothing. */
    public ApiResponse hold(ApiRequest request, JsonNode body) {
        new QueryParameters(request).check();
        BodyFields fields = BodyFields.of(body);
        String reason = fields.text("reason", HoldService.MAX_REASON_CHARACTERS);
        Optional<String> until = fields.optionalText("until", 40);
        fields.noOthers().check("hold_invalid");
        Place place = lookup.place(request);
        String by = request.caller().name();
        Optional<Instant> end = until.map(text -> HoldTime.parse(text, clock.instant()));
        Optional<Hold> same = holds.list(place.runPath()).stream()
                .filter(hold -> isAtPlace(hold, place))
                .filter(hold -> hold.by().equals(by) && reason.strip().equals(hold.reason()))
                .filter(hold -> end.isEmpty() ? hold.until() == null : hold.until() != null && isAt(hold, end.get()))
                .findFirst();
        Hold hold =
                same.orElseGet(() -> holds.hold(place.runPath(), new HoldRequest(place.artifactId(), reason, end, by)));
        changed.run();
        return ApiResponse.json(200, RetentionJson.hold(hold));
    }

    private static boolean isAt(Hold hold, Instant end) {
        return hold.isActive(end.minusMillis(1)) && !hold.isActive(end.plusMillis(1));
    }

    /** {@code releaseArtifactHold} and {@code releaseRunHold}. Holds of others need the scope {@code admin}. */
    public ApiResponse release(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<String> note = parameters.text("note", 500);
        parameters.check();
        Place place = lookup.place(request);
        String id = request.segment(4);
        Hold hold = holds.list(place.runPath()).stream()
                .filter(one -> one.holdId().equals(id) && isAtPlace(one, place))
                .findFirst()
                .orElseThrow(() -> new UnknownHoldException(id));
        if (!hold.by().equals(request.caller().name()) && !request.caller().may(Scope.ADMIN)) {
            throw new ApiException(
                    403, "scope_missing", "The hold was set by " + hold.by() + ": only they or an admin release it.");
        }
        Hold released = holds.release(place.runPath(), id, request.caller().name(), note.orElse(null));
        changed.run();
        return ApiResponse.json(200, RetentionJson.hold(released));
    }

    private static boolean isAtPlace(Hold hold, Place place) {
        return Objects.equals(place.artifactId(), hold.artifactId());
    }
}
