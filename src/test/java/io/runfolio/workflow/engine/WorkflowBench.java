package io.runfolio.workflow.engine;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.UtcClock;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.folder.FolderCoordination;
import io.runfolio.coordination.folder.FolderEventInbox;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.workflow.content.Rates;
import io.runfolio.workflow.run.LedgerEntry;
import io.runfolio.workflow.run.LedgerListener;
import io.runfolio.workflow.run.RunStore;
import io.runfolio.workflow.run.StartRequest;
import io.runfolio.workflow.step.StepAnswer;
import io.runfolio.workflow.step.StepEndpoint;
import io.runfolio.workflow.step.StepRequest;
import io.runfolio.workflow.template.TemplateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Workers, templates and endpoints of one folder of runs, with a clock that is moved by hand. */
final class WorkflowBench implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final Path root;
    final MemoryBundles bundles = new MemoryBundles();
    final Map<String, StepEndpoint> endpoints = new ConcurrentHashMap<>();
    final List<StepRequest> calls = new CopyOnWriteArrayList<>();
    final MovedClock clock = new MovedClock();
    final WorkflowParts parts;
    final WorkflowRuns runs;
    private WorkflowEngine engine;
    private Inbox queue;
    private int workers;

    static final class MovedClock extends UtcClock {
        private volatile Instant base = Instant.parse("2026-03-26T10:00:00Z");

        @Override
        public Instant instant() {
            return base;
        }

        void move(Duration by) {
            base = base.plus(by);
        }
    }

    WorkflowBench(Path root, String... settings) throws IOException {
        this(root, LedgerListener.NONE, settings);
    }

    WorkflowBench(Path root, LedgerListener listener, String... settings) throws IOException {
        this.root = root;
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        Files.createDirectories(root.resolve("templates"));
        RunStore store = new RunStore(
                root.resolve("runs"),
                new FolderCoordination(root.resolve("control")).eventLocks(),
                () -> {},
                listener,
                clock);
        parts = new WorkflowParts(
                store,
                new RunInbox(new FolderEventInbox(store.layout().queue())),
                (kind, capability) -> Optional.ofNullable(endpoints.get(kind)).map(this::recorded),
                bundles,
                bundles,
                RunfolioSettings.from(values).workflow(),
                Rates.none(),
                clock);
        runs = new WorkflowRuns(parts, new TemplateFolder(root.resolve("templates")));
        restart();
    }

    private StepEndpoint recorded(StepEndpoint endpoint) {
        return new StepEndpoint() {
            @Override
            public StepAnswer execute(StepRequest request) {
                calls.add(request);
                return endpoint.execute(request);
            }

            @Override
            public Optional<StepAnswer> collect(StepRequest request, String ticket) {
                return endpoint.collect(request, ticket);
            }

            @Override
            public void cancel(StepRequest request, String ticket) {
                endpoint.cancel(request, ticket);
            }
        };
    }

    /** Replaces the worker by a new one. */
    void restart() {
        close();
        queue = Inbox.open(parts.store().layout().queue(), "worker-" + ++workers);
        engine = new WorkflowEngine(parts, queue);
        engine.recover();
    }

    WorkflowEngine engine() {
        return engine;
    }

    void template(String json) throws IOException {
        String text = json.replace('\'', '"');
        JsonNode parsed = JSON.readTree(text);
        Files.writeString(
                root.resolve("templates")
                        .resolve(parsed.path("id").asText() + "-"
                                + parsed.path("version").asText() + ".json"),
                text);
    }

    static ObjectNode json(String text) {
        try {
            return (ObjectNode) JSON.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    String start(String templateId, String intake) {
        return start(templateId, intake, null).path("id").asText();
    }

    ObjectNode start(String templateId, String intake, String key) {
        return runs.start(
                new StartRequest(templateId, Optional.empty(), json(intake), "tester", Optional.ofNullable(key)));
    }

    /** Executes whatever can go on now. */
    void work() {
        List<Claim> claims;
        while (!(claims = engine.claimReady(2)).isEmpty()) {
            claims.forEach(engine::advance);
        }
    }

    /** Executes everything, moving the clock over back-offs and looks. */
    void workFor(Duration time) {
        work();
        Duration step = Duration.ofMillis(500);
        for (Duration past = Duration.ZERO; past.compareTo(time) < 0; past = past.plus(step)) {
            clock.move(step);
            work();
        }
    }

    ObjectNode run(String runId) {
        return runs.find(runId).orElseThrow();
    }

    List<String> types(String runId) {
        return runs.entries(runId, 0).stream().map(LedgerEntry::type).toList();
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            queue.close();
        }
    }
}
