package io.runfolio.api.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiJson;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.FeedEvent;
import io.runfolio.api.FeedSource;
import io.runfolio.api.content.Urls;
import io.runfolio.api.form.EventForm;
import io.runfolio.api.form.EventFormReader;
import io.runfolio.api.form.FormFiles;
import io.runfolio.api.request.EventDocumentReader;
import io.runfolio.api.request.QueryParameters;
import io.runfolio.catalog.Catalog;
import io.runfolio.catalog.Change;
import io.runfolio.intake.EventReader;
import io.runfolio.intake.RunEvent;
import io.runfolio.submission.EventConflictException;
import io.runfolio.submission.EventSubmissions;
import io.runfolio.upload.Uploads;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events and changes: {@code /v1/events} and {@code /v1/changes}. */
public final class EventResource {
    private static final int MAX_CHANGES_PER_READ = 500;

    private final Catalog catalog;
    private final EventReader reader;
    private final EventSubmissions submissions;
    private final Uploads uploads;
    private final long maxEventBytes;
    private final FeedSource changes;

    EventResource(
            Catalog catalog, EventReader reader, EventSubmissions submissions, Uploads uploads, long maxEventBytes) {
        this.catalog = catalog;
        this.reader = reader;
        this.submissions = submissions;
        this.uploads = uploads;
        this.maxEventBytes = maxEventBytes;
        this.changes = new Changes(catalog);
    }

    /** {@code submitEvent}. The file and its name are flushed to disk before this returns. */
    public ApiResponse submit(ApiRequest request, JsonNode json) {
        new QueryParameters(request).check();
        byte[] document = EventDocumentReader.read(request, json);
        RunEvent event = reader.read(document);
        return accepted(event, document, () -> uploads.events()
                .keep(UploadOwner.of(request.caller()), event.eventId(), event.request()));
    }

    /** {@code submitEvent} with files: the event and its files in one form. If it is refused, no file is left. */
    public ApiResponse submitForm(ApiRequest request) {
        new QueryParameters(request).check();
        String owner = UploadOwner.of(request.caller());
        try (EventForm form = new EventFormReader(uploads.store(), maxEventBytes).read(request, owner)) {
            byte[] sent = EventDocumentReader.read(
                    form.request(), parsed(form.request().body()));
            FormFiles files = FormFiles.of(form, owner, parsed(sent));
            byte[] document = ApiJson.write(files.event());
            RunEvent event = reader.read(document);
            return accepted(event, document, () -> {
                files.uploads().forEach((id, upload) -> uploads.store().rename(upload, id));
                uploads.events().keep(owner, event.eventId(), event.request());
            });
        }
    }

    private static JsonNode parsed(byte[] json) {
        try {
            JsonNode node = ApiJson.mapper().readTree(json);
            if (!node.isObject()) {
                throw ApiException.invalid("form_invalid", List.of("event must be a JSON object"));
            }
            return node;
        } catch (JsonProcessingException e) {
            throw new ApiException(422, "json_invalid", "The part event is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ApiResponse accepted(RunEvent event, byte[] document, Runnable prepareFiles) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("eventId", event.eventId());
        try {
            body.put("file", submissions.submit(event, document, prepareFiles).file());
        } catch (EventConflictException e) {
            throw new ApiException(409, "event_conflict", e.getMessage());
        }
        return ApiResponse.json(202, body).with("Location", Urls.event(event.eventId()));
    }

    /** {@code getEvent}. */
    public ApiResponse get(ApiRequest request) {
        new QueryParameters(request).check();
        return submissions
                .find(request.segment(2))
                .map(state -> ApiResponse.json(200, state))
                .orElseThrow(() -> ApiException.notFound("event_not_found", "No event with this identity is known."));
    }

    /** {@code followChanges}. */
    public ApiResponse follow(ApiRequest request) {
        QueryParameters parameters = new QueryParameters(request);
        Optional<Long> known = FeedPosition.read(request, parameters);
        parameters.check();
        return FeedPosition.stream(List.of(), known.orElseGet(catalog::lastChange), changes);
    }

    /** Changes of the catalog. */
    private record Changes(Catalog catalog) implements FeedSource {
        @Override
        public long last() {
            return catalog.lastChange();
        }

        @Override
        public List<FeedEvent> after(long number) {
            return catalog.changesAfter(number, MAX_CHANGES_PER_READ).stream()
                    .map(Changes::event)
                    .toList();
        }

        private static FeedEvent event(Change change) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("sequence", change.sequence());
            data.put("kind", change.kind());
            data.put("runId", change.runId());
            data.put("artifactId", change.artifactId());
            data.put("at", change.at());
            return new FeedEvent(change.sequence(), change.kind(), data);
        }
    }
}
