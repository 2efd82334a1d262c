package io.runfolio.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.Bundles;
import io.runfolio.index.ProcessedEvents.ProcessedEvent;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessedEventsTest {
    @TempDir
    Path outputs;

    @Test
    void an_event_is_known_by_the_run_that_it_became_last() throws IOException {
        BundleLayout layout = Backends.outputs(outputs);
        ProcessedEvents ledger = new ProcessedEvents(layout);
        ProcessedEvents other = new ProcessedEvents(layout);
        EventOrigin origin = new EventOrigin("e\n\"1\"", "d1");
        assertThat(ledger.find("e\n\"1\"")).isEmpty();
        assertThat(ledger.append(origin, "run_1")).isTrue();
        assertThat(other.append(origin, "run_1")).isFalse();
        assertThat(layout.processedEvents())
                .hasContent("{\"event_id\": \"e\\n\\\"1\\\"\", \"digest\": \"d1\", \"run_id\": \"run_1\"}\n");

        assertThat(other.append(origin, "run_2")).isTrue();

        assertThat(ledger.find("e\n\"1\"")).hasValue(new ProcessedEvent("e\n\"1\"", "d1", "run_2"));
        assertThat(new ProcessedEvents(layout).find("e\n\"1\""))
                .hasValue(new ProcessedEvent("e\n\"1\"", "d1", "run_2"));
    }

    @Test
    void a_ledger_that_was_deleted_or_torn_comes_back_from_the_bundles() throws IOException {
        BundleLayout layout = Backends.outputs(outputs);
        BundleReader bundles = new BundleReader(layout);
        RunArtifact first =
                Bundles.seal(layout, RunRequest.builder("failed", "m").build(), "e1");
        RunArtifact second =
                Bundles.seal(layout, RunRequest.builder("failed", "m").build(), "e2");
        ProcessedEvents ledger = new ProcessedEvents(layout);
        ledger.append(Bundles.origin("e1"), first.runId());
        Files.writeString(layout.processedEvents(), "{\"event_id\": \"e2", StandardOpenOption.APPEND);

        ProcessedEvents fresh = new ProcessedEvents(layout);
        assertThat(fresh.repairTail()).isEqualTo(16);
        assertThat(fresh.restoreMissing(bundles)).isEqualTo(1);
        assertThat(fresh.find("e2"))
                .hasValue(new ProcessedEvent("e2", Bundles.origin("e2").digest(), second.runId()));

        Files.delete(layout.processedEvents());
        assertThat(fresh.find("e1")).isEmpty();
        assertThat(fresh.restoreMissing(bundles)).isEqualTo(2);
        assertThat(fresh.restoreMissing(bundles)).isZero();
        assertThat(fresh.find("e1").orElseThrow().runId()).isEqualTo(first.runId());
        assertThat(fresh.size()).isEqualTo(2);
    }
}
