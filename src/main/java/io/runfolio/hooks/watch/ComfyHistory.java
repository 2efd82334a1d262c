package io.runfolio.hooks.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.fetch.StatusAnswer;
import io.runfolio.fetch.StatusRequests;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** History of a ComfyUI server: its finished prompts, the oldest first. */
final class ComfyHistory {
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();

    private final String baseUrl;
    private final StatusRequests requests;

    ComfyHistory(String baseUrl, StatusRequests requests) {
        this.baseUrl = baseUrl;
        this.requests = requests;
    }

    /**
     * Returns the last prompts as payloads of the adapter, by their ids.
     *
     * @param max maximum number; 0 for all that the server remembers
     * @throws IOException if the server cannot be asked, or answers something else
     */
    Map<String, byte[]> last(int max) throws IOException {
        String query = max > 0 ? "?max_items=" + max : "";
        StatusAnswer answer = requests.get(URI.create(baseUrl + "/history" + query), Map.of());
        if (answer.status() != 200) {
            throw new IOException(baseUrl + " answered " + answer.status() + " for its history.");
        }
        Map<String, byte[]> prompts = new LinkedHashMap<>();
        try {
            JsonNode root = MAPPER.readTree(answer.body());
            if (root == null || !root.isObject()) {
                throw notComfy();
            }
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                prompts.put(entry.getKey(), MAPPER.writeValueAsBytes(Map.of(entry.getKey(), entry.getValue())));
            }
        } catch (JsonProcessingException e) {
            throw notComfy();
        }
        return prompts;
    }

    private IOException notComfy() {
        return new IOException("The history of " + baseUrl + " is not one of ComfyUI: is this its address?");
    }
}
