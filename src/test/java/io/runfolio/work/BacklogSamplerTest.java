package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.TestWorkspace;
import io.runfolio.coordination.EventQueue;
import io.runfolio.coordination.folder.Inbox;
import io.runfolio.files.StorageException;
import io.runfolio.hooks.outbox.WebhookBacklog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogSamplerTest {
    private static final Instant NOW = Instant.parse("2026-03-26T12:00:00Z");

    @TempDir
    Path folder;

    private static BacklogSampler sampler(BacklogSampler.Sources sources) {
        return new BacklogSampler(sources, Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private static void event(TestWorkspace workspace, String name, int secondsAgo) throws IOException {
        Path file = Files.writeString(workspace.inbox.resolve(name), "{}");
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(secondsAgo)));
    }

    @Test
    void it_counts_events_without_unfinished_ones_and_knows_the_age_of_the_oldest() throws Exception {
        TestWorkspace workspace = new TestWorkspace(folder);
        event(workspace, "a.json", 30);
        event(workspace, "b.json", 90);
        event(workspace, "c.json.part", 900);
        try (EventQueue queue = Inbox.open(workspace.inbox, "w")) {
            BacklogSampler sampler = sampler(new BacklogSampler.Sources(
                    queue::depth, () -> 3, Map.of("inbox", workspace.inbox), Map.of(), () -> 7));
            assertThat(sampler.queued()).as("before the first sample").isNaN();
            sampler.sample();

            assertThat(sampler.queued()).isEqualTo(2);
            assertThat(sampler.oldestAgeSeconds()).isEqualTo(90);
            assertThat(sampler.waiting()).isEqualTo(3);
            assertThat(sampler.redoLeft()).isEqualTo(7);
            assertThat(sampler.freeBytes("inbox")).isPositive();
            assertThat(sampler.freeBytes("outputs")).isNaN();

            Files.delete(workspace.inbox.resolve("a.json"));
            Files.delete(workspace.inbox.resolve("b.json"));
            sampler.sample();
            assertThat(sampler.queued()).isZero();
            assertThat(sampler.oldestAgeSeconds()).isZero();
        }
    }

    @Test
    void webhooks_are_counted_by_state_and_a_missing_folder_is_empty() throws IOException {
        Path outbox = folder.resolve("outbox");
        BacklogSampler sampler = sampler(new BacklogSampler.Sources(
                Optional::empty,
                () -> 0,
                Map.of(),
                Map.of("webhooks", () -> WebhookBacklog.of(outbox).byState()),
                () -> 0));
        sampler.sample();
        assertThat(sampler.messages("webhooks", "waiting")).isZero();
        assertThat(sampler.messages("webhooks", "given_up")).isZero();

        Files.createDirectories(outbox.resolve("failed"));
        Files.writeString(outbox.resolve("1.json"), "{}");
        Files.writeString(outbox.resolve(".2.json.part"), "{}");
        Files.writeString(outbox.resolve("failed").resolve("0.json"), "{}");
        sampler.sample();
        assertThat(sampler.messages("webhooks", "waiting")).isEqualTo(1);
        assertThat(sampler.messages("webhooks", "given_up")).isEqualTo(1);
        assertThat(sampler.messages("announcements", "waiting"))
                .as("no receivers")
                .isNaN();
    }

    @Test
    void a_folder_that_cannot_be_read_keeps_the_last_numbers() {
        long[] waiting = {7};
        BacklogSampler sampler = sampler(new BacklogSampler.Sources(
                Optional::empty,
                () -> {
                    if (waiting[0] == 0) {
                        throw new StorageException("unreadable", null);
                    }
                    return waiting[0];
                },
                Map.of(),
                Map.of(),
                () -> 0));
        sampler.sample();
        waiting[0] = 0;
        sampler.sample();
        assertThat(sampler.waiting()).isEqualTo(7);
    }

    @Test
    void nothing_is_sampled_before_a_value_is_read_and_the_first_read_has_a_sample() {
        AtomicInteger asked = new AtomicInteger();
        BacklogSampler sampler = sampler(new BacklogSampler.Sources(
                Optional::empty, () -> asked.incrementAndGet(), Map.of(), Map.of(), () -> 0));
        sampler.start();
        assertThat(asked).hasValue(0);

        assertThat(sampler.waiting()).isEqualTo(1);
        assertThat(sampler.waiting()).as("kept until the next sample").isEqualTo(1);
    }
}
