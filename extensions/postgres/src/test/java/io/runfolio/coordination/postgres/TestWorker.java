package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.Sealer;
import io.runfolio.bundle.Staging;
import io.runfolio.coordination.Claim;
import io.runfolio.coordination.CoordinationBackend.Queue;
import io.runfolio.coordination.EventInbox;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.SealGuard;
import io.runfolio.files.Checksums;
import io.runfolio.index.PendingRuns;
import io.runfolio.index.ProcessedEvents;
import io.runfolio.index.RunIndex;
import io.runfolio.json.SecretMask;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** One worker with the steps that the routes call, so that a test can stop it between two of them. */
final class TestWorker implements AutoCloseable {
    static final Queue RUNS = new Queue("runs", event -> Optional.empty());
    static final Queue EVENTS = new Queue("events", event -> Optional.of(origin(event)));

    /** Stopped, so that all attempts want the same run id. */
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-26T21:45:12Z"), ZoneOffset.UTC);

    final PostgresBackend backend;
    final BundleLayout layout;
    final EventQueue queue;
    final RunIndex index;
    final ProcessedEvents events;
    final PendingRuns pending;
    final Staging staging;

    TestWorker(PostgresBackend backend, Path outputs, String name) {
        this.backend = backend;
        layout = new BundleLayout(outputs, backend);
        queue = backend.open(EVENTS, name, SecretMask.standard());
        index = new RunIndex(layout);
        events = new ProcessedEvents(layout);
        pending = new PendingRuns(layout, index, events);
        staging = new Staging(layout, name, CLOCK);
    }

    static EventOrigin origin(byte[] event) {
        String text = new String(event, StandardCharsets.UTF_8);
        return new EventOrigin(text, Checksums.sha256(text));
    }

    void submit(String event) {
        inbox(backend, layout).submit(event.getBytes(StandardCharsets.UTF_8), event + ".json");
    }

    static EventInbox inbox(PostgresBackend backend, BundleLayout layout) {
        return backend.inbox(EVENTS, layout.root());
    }

    /** Bundles a claimed event; the guard is replaced, such as by one that stops in the middle of the seal. */
    String bundle(Claim claim, String event, UnaryOperator<SealGuard> guard) {
        EventOrigin origin = origin(event.getBytes(StandardCharsets.UTF_8));
        Optional<String> before = pending.find(origin.eventId()).map(ProcessedEvents.ProcessedEvent::runId);
        if (before.isPresent()) {
            queue.complete(claim);
            return before.get();
        }
        return seal(claim, open(event), guard);
    }

    /** Begins an attempt at an event. */
    RunDraft open(String event) {
        return staging.open(
                RunRequest.builder("succeeded", "model").build(), origin(event.getBytes(StandardCharsets.UTF_8)));
    }

    /** Seals an attempt and completes its event. */
    String seal(Claim claim, RunDraft draft, UnaryOperator<SealGuard> guard) {
        EventOrigin origin = draft.origin();
        SealGuard claimed = guard.apply(queue.guard(claim));
        RunArtifact run = new Sealer(layout).seal(draft, List.of(), Map.of("fence", claimed.fence()), claimed);
        pending.publisher().publish(origin, entry(run));
        events.append(origin, run.runId());
        staging.release(run.runId(), origin);
        staging.discard(draft);
        queue.complete(claim);
        return run.runId();
    }

    private RunIndexEntry entry(RunArtifact run) {
        BundleReader reader = new BundleReader(layout);
        return RunIndexEntry.of(reader.manifest(reader.find(run.runId()).orElseThrow()));
    }

    /** Returns a guard that runs something before and after the whole seal. */
    static UnaryOperator<SealGuard> aroundSeal(Runnable before, Runnable after) {
        return guard -> new SealGuard() {
            @Override
            public long fence() {
                return guard.fence();
            }

            @Override
            public void seal(EventOrigin event, String runId, String indexLine, Step step) {
                before.run();
                guard.seal(event, runId, indexLine, step);
                after.run();
            }
        };
    }

    /** Returns a guard that runs something before and after the bundle becomes visible. Both are in its transaction. */
    static UnaryOperator<SealGuard> around(Runnable before, Runnable after) {
        return guard -> new SealGuard() {
            @Override
            public long fence() {
                return guard.fence();
            }

            @Override
            public void seal(EventOrigin event, String runId, String indexLine, Step step) {
                guard.seal(event, runId, indexLine, new Step() {
                    @Override
                    public void run() {
                        before.run();
                        step.run();
                        after.run();
                    }

                    @Override
                    public boolean isVisible(String other) {
                        return step.isVisible(other);
                    }
                });
            }
        };
    }

    /** One bundle, one seal, one line, one processed event, nothing staged, nothing reserved. */
    void assertBundledOnce(String url, String event) {
        List<Path> bundles = new BundleReader(layout).scan();
        assertThat(bundles).hasSize(1);
        String runId = bundles.get(0).getFileName().toString();
        assertThat(index.entries()).extracting(RunIndexEntry::runId).containsExactly(runId);
        assertThat(index.problems()).isEmpty();
        assertThat(events.find(event).orElseThrow().runId()).isEqualTo(runId);
        assertThat(TestServer.rows(url, "SELECT run_id FROM runfolio_seals WHERE published"))
                .containsExactly(runId);
        assertThat(TestServer.rows(url, "SELECT run_id FROM runfolio_seals WHERE NOT published"))
                .isEmpty();
        assertThat(TestServer.rows(url, "SELECT state FROM runfolio_events")).containsExactly("done");
    }

    /** Stops the heartbeats and lets those that were sent expire, as if the process were frozen. */
    void freeze(String url) {
        backend.heartbeats().close();
        TestServer.execute(url, "UPDATE runfolio_workers SET seen = now() - interval '1 hour' WHERE name = 'frozen'");
    }

    @Override
    public void close() {
        backend.close();
    }
}
