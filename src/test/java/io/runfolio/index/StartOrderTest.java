package io.runfolio.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.WorkerHandle;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.StorageException;
import io.runfolio.wiring.Backends;
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

    private TestWorkspace testWorkspace;
    private BundleLayout layout;

    @BeforeEach
    void aBundleWithoutLinesAndItsEventAgain() throws Exception {
        testWorkspace = new TestWorkspace(folder);
        layout = Backends.outputs(testWorkspace.outputs);
        testWorkspace.drop("first.json", TestWorkspace.event("k", "failed"));
        try (CamelContext context = new DefaultCamelContext()) {
            install(context);
            context.start();
            awaitDone("first.json");
        }
        Files.delete(layout.index());
        Files.delete(layout.processedEvents());
        testWorkspace.drop("again.json", TestWorkspace.event("k", "failed"));
    }

    @Test
    void no_event_is_looked_at_before_every_bundle_has_its_lines() throws Exception {
        try (CamelContext context = new DefaultCamelContext()) {
            Thread start;
            // another process that appends just now
            try (var held = layout.coordination().writerLocks().index().hold()) {
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
            try (var held = layout.coordination().writerLocks().index().hold()) {
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
        Files.createDirectory(layout.processedEvents());
        try (CamelContext context = new DefaultCamelContext()) {
            install(context);
            assertThatThrownBy(context::start)
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("events.jsonl");
        }
        assertThat(waits()).isTrue();
    }

    private boolean waits() {
        return Files.exists(testWorkspace.inbox.resolve("again.json"));
    }

    private void install(CamelContext context) {
        WorkerHandle.install(context, testWorkspace.settings(), Clock.systemUTC());
    }

    private void awaitDone(String... events) {
        await().atMost(SOON)
                .untilAsserted(() -> assertThat(testWorkspace.events(".done")).containsExactly(events));
    }

    private void assertOneBundle() throws IOException {
        assertThat(testWorkspace.bundles()).hasSize(1);
        assertThat(Files.readAllLines(layout.index())).hasSize(1);
        assertThat(Files.readAllLines(layout.processedEvents())).hasSize(1);
        assertThat(testWorkspace.events(".failed")).isEmpty();
    }
}
