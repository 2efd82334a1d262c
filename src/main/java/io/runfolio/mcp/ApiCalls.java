package io.runfolio.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.api.ApiBody;
import io.runfolio.api.ApiException;
import io.runfolio.api.ApiRequest;
import io.runfolio.api.ApiResponse;
import io.runfolio.api.Caller;
import io.runfolio.api.resource.ApiResources;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Calls the resources of the API. Agents get the same records, checks and errors as HTTP clients. */
final class ApiCalls {
    /** Records may be larger than requests. */
    private static final ObjectMapper RECORDS =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final ApiResources api;

    ApiCalls(ApiResources api) {
        this.api = api;
    }

    /** Returns a page of artifacts; the parameters are those of {@code GET /v1/artifacts}. */
    JsonNode artifacts(Map<String, List<String>> query, Caller caller) {
        return json(api.artifacts().list(get(caller, query, "v1", "artifacts")));
    }

    JsonNode artifact(String id, Caller caller) {
        return json(api.artifacts().get(get(caller, Map.of(), "v1", "artifacts", id)));
    }

    JsonNode compare(List<String> ids, Caller caller) {
        return json(api.variants().compare(get(caller, Map.of("ids", ids), "v1", "compare")));
    }

    /** Returns the artifacts with the same file or picture, and similar ones. */
    JsonNode duplicates(String id, long limit, Caller caller) {
        Map<String, List<String>> query = Map.of("limit", List.of(Long.toString(limit)));
        return json(api.variants().duplicates(get(caller, query, "v1", "artifacts", id, "duplicates")));
    }

    JsonNode run(String id, Caller caller) {
        return json(api.runs().get(get(caller, Map.of(), "v1", "runs", id)));
    }

    JsonNode event(String id, Caller caller) {
        return json(api.events().get(get(caller, Map.of(), "v1", "events", id)));
    }

    /** @param body as for {@code POST /v1/artifacts/{id}/proposal} */
    JsonNode propose(String id, JsonNode body, Caller caller) {
        return json(api.reviews().propose(request("POST", caller, Map.of(), "v1", "artifacts", id, "proposal"), body));
    }

    /**
     * @param body as for {@code POST /v1/runs}
     * @param headers names in lower case
     */
    JsonNode startRun(JsonNode body, Map<String, String> headers, Caller caller) {
        ApiRequest request = new ApiRequest(
                "POST", List.of("v1", "runs"), Map.of(), headers, new byte[0], InputStream.nullInputStream(), caller);
        return json(api.workflowRuns().start(request, body));
    }

    JsonNode cancelRun(String id, Caller caller) {
        return json(api.workflowRuns().cancel(request("POST", caller, Map.of(), "v1", "runs", id, "cancel")));
    }

    /** Returns values of a tool call as JSON. */
    static JsonNode tree(Map<String, Object> values) {
        return RECORDS.valueToTree(values);
    }

    /** Returns whether a view of an artifact can be served now. */
    boolean hasPicture(String id, String view, Caller caller) {
        try {
            return content(id, view, caller).body() instanceof ApiBody.FilePart;
        } catch (ApiException e) {
            return false;
        }
    }

    /**
     * Reads a view of an artifact.
     *
     * @return empty if it is larger than {@code maxBytes}
     * @throws ApiException if the view cannot be served
     */
    Optional<Picture> picture(String id, String view, long maxBytes, Caller caller) {
        ApiResponse response = content(id, view, caller);
        if (!(response.body() instanceof ApiBody.FilePart part)) {
            throw ApiException.binaryRemoved();
        }
        if (part.length() > maxBytes) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(part.file())) {
            byte[] bytes = in.readNBytes((int) part.length());
            return Optional.of(new Picture(view, response.headers().get("Content-Type"), bytes));
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A picture cannot be read");
        }
    }

    private ApiResponse content(String id, String view, Caller caller) {
        return api.content().content(get(caller, Map.of(), "v1", "artifacts", id, "content", view));
    }

    private static ApiRequest get(Caller caller, Map<String, List<String>> query, String... segments) {
        return request("GET", caller, query, segments);
    }

    private static ApiRequest request(
            String method, Caller caller, Map<String, List<String>> query, String... segments) {
        return new ApiRequest(
                method, List.of(segments), query, Map.of(), new byte[0], InputStream.nullInputStream(), caller);
    }

    private static JsonNode json(ApiResponse response) {
        if (!(response.body() instanceof ApiBody.Bytes body)) {
            throw new ApiException(500, "unexpected", "Unexpected error: see the server log.");
        }
        try {
            return RECORDS.readTree(body.bytes());
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A record cannot be read");
        }
    }
}
