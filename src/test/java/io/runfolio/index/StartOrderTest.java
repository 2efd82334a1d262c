package io.runfolio.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.WorkerHandle;
import io.runfolio.Workshop;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.run.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of lines are read beside the start of the routes; what must not come of that. */
@Timeout(120)
class StartOrderTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Workshop workshop;
    private BundleLayout layout;

    @BeforeEach
    void aBundleWithoutLinesAndItsEventAgain() throws Exception {
        workshop = new Workshop(folder);
        layout = new BundleLayout(workshop.outputs);
        workshop.drop("first.json", Workshop.event("k", "failed"));
        try (CamelContext context = new DefaultCamelContext()) {
            install(context);
            context.start();
            awaitDone("first.json");
        }
        Files.delete(layout.index());
        Files.delete(layout.eventLedger());
        workshop.drop("again.json", Workshop.event("k", "failed"));
    }

    @Test
    void no_event_is_looked_at_before_every_bundle_has_its_lines() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Thread start;
            // another process that appends just now
            try (var held = IndexLocks.writers(layout).hold(IndexLocks.INDEX)) {
                install(context);
                start = new Thread(context::start);
                start.start();
                await().during(Duration.ofSeconds(1)).atMost(SOON).until(() -> waits() && !context.isStarted());
            }
            start.join();
            awaitDone("again.json", "first.json");
        }
        assertOneBundle();
    }

    @Test
    void a_context_that_runs_already_gets_its_routes_when_all_is_in_order() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            context.start();
            Thread install;
            try (var held = IndexLocks.writers(layout).hold(IndexLocks.INDEX)) {
                install = new Thread(() -> install(context));
                install.start();
                await().during(Duration.ofSeconds(1))
                        .atMost(SOON)
                        .until(() -> waits() && context.getRoutes().isEmpty());
            }
            install.join();
            awaitDone("again.json", "first.json");
        }
        assertOneBundle();
    }

    @Test
    void a_start_that_cannot_bring_all_into_order_fails_and_takes_no_event() throws Exception {
        Files.createDirectory(layout.eventLedger());
        try (CamelContext context = new DefaultCamelContext()) {
            install(context);
            assertThatThrownBy(context::start)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("events.jsonl");
        }
        assertThat(waits()).isTrue();
    }

    private boolean waits() {
        return Files.exists(workshop.inbox.resolve("again.json"));
    }

    private void install(CamelContext context) {
        WorkerHandle.install(context, workshop.settings(), Clock.systemUTC());
    }

    private void awaitDone(String... events) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(workshop.events(".done")).containsExactly(events));
    }

    private void assertOneBundle() throws IOException {
        assertThat(workshop.bundles()).hasSize(1);
        assertThat(Files.readAllLines(layout.index())).hasSize(1);
        assertThat(Files.readAllLines(layout.eventLedger())).hasSize(1);
        assertThat(workshop.events(".failed")).isEmpty();
    }
}
