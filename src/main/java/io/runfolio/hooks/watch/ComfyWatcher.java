package io.runfolio.hooks.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.runfolio.fetch.StatusRequests;
import io.runfolio.files.RunfolioException;
import io.runfolio.hooks.adapter.AdaptedRun;
import io.runfolio.hooks.adapter.AdapterContext;
import io.runfolio.hooks.adapter.AdapterException;
import io.runfolio.hooks.adapter.ProviderAdapter;
import io.runfolio.json.JsonLimits;
import io.runfolio.json.JsonMappers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Submits an event for each finished prompt of a ComfyUI server. An event is durable before its prompt counts as known,
 * so after a kill it may be submitted again; its identity {@code comfyui:<prompt id>} makes that harmless.
 */
public final class ComfyWatcher {
    private static final Logger LOG = LoggerFactory.getLogger(ComfyWatcher.class);
    private static final ObjectMapper MAPPER =
            JsonMappers.builder(JsonLimits.RECORD).build();
    /** Sizes of the requests for the history: a larger one follows if a whole page was new. The last one is for all. */
    private static final List<Integer> PAGES = List.of(64, 1_000, 0);

    private final String baseUrl;
    private final ComfyHistory history;
    private final ProviderAdapter adapter;
    private final ComfyFiles files;
    private final SeenPrompts seen;
    private final EventSink sink;
    private final Clock clock;
    private final Set<String> unreadable = new HashSet<>();

    /** Receiver of events. */
    @FunctionalInterface
    public interface EventSink {
        /**
         * Submits an event; it is durable when this returns.
         *
         * @param name file name of the event
         */
        void submit(byte[] event, String name);
    }

    /**
     * Creates a watcher.
     *
     * @param baseUrl address of the server, without a slash at its end
     * @param folder output folder of the server, for files that are read from disk; empty to fetch them by URL
     * @param known file with the ids of known prompts
     */
    public ComfyWatcher(
            String baseUrl,
            Optional<Path> folder,
            Path known,
            ProviderAdapter adapter,
            StatusRequests requests,
            EventSink sink,
            Clock clock) {
        this.baseUrl = baseUrl;
        this.history = new ComfyHistory(baseUrl, requests);
        this.adapter = adapter;
        this.files = new ComfyFiles(folder);
        this.seen = SeenPrompts.open(known);
        this.sink = sink;
        this.clock = clock;
    }

    /**
     * Counts the prompts that have ended before the first start as known.
     *
     * @throws IOException if the server cannot be asked
     */
    public void skipOld() throws IOException {
        if (seen.isNew()) {
            seen.addAll(history.last(0).keySet());
        }
    }

    /**
     * Asks the server once, and submits the events of new prompts.
     *
     * @return number of submitted events
     * @throws IOException if the server cannot be asked
     */
    public int round() throws IOException {
        List<String> submitted = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> prompt : unseen().entrySet()) {
                if (submit(prompt.getKey(), prompt.getValue())) {
                    submitted.add(prompt.getKey());
                }
            }
        } finally {
            if (!submitted.isEmpty()) {
                seen.addAll(submitted);
            }
        }
        return submitted.size();
    }

    private Map<String, byte[]> unseen() throws IOException {
        Map<String, byte[]> prompts = Map.of();
        for (int size : PAGES) {
            prompts = history.last(size);
            boolean isWhole = size == 0 || prompts.size() < size;
            boolean isAllNew = prompts.keySet().stream().noneMatch(seen::contains);
            prompts.keySet().removeIf(seen::contains);
            if (isWhole || !isAllNew) {
                return prompts;
            }
        }
        return prompts;
    }

    private boolean submit(String id, byte[] payload) {
        AdaptedRun run;
        try {
            run = adapter.adapt(
                    payload, AdapterContext.at(clock.instant()).withTaskId(id).withBaseUrl(baseUrl));
        } catch (AdapterException e) {
            if (unreadable.add(id)) {
                LOG.warn("the prompt {} cannot be read and is left out: {}", id, e.getMessage());
            }
            return false;
        }
        if (!run.state().isFinal()) {
            return false;
        }
        files.locate(run.request());
        try {
            String name = "comfyui-" + id.replaceAll("[^A-Za-z0-9-]", "_") + ".json";
            sink.submit(MAPPER.writeValueAsBytes(run.request()), name);
        } catch (JsonProcessingException e) {
            throw new RunfolioException("The event of the prompt " + id + " cannot be written", e) {
                private static final long serialVersionUID = 1L;
            };
        }
        LOG.info("prompt {}: {}", id, run.state().word());
        return true;
    }
}
