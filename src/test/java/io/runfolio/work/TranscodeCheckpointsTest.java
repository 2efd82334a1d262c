package io.runfolio.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.bundle.AssetSlot;
import io.runfolio.bundle.RunDraft;
import io.runfolio.bundle.RunFolder;
import io.runfolio.run.EventOrigin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TranscodeCheckpointsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @TempDir
    Path folder;

    @Test
    void attempts_at_an_event_share_a_folder_until_its_bundle_is_sealed() throws Exception {
        TranscodeCheckpoints checkpoints = at(NOW);
        Path first = checkpoints.open(task("a", "output_01"));
        Files.createDirectories(first.resolve("part"));

        assertThat(at(NOW.plus(Duration.ofDays(6))).open(task("a", "output_01")))
                .isEqualTo(first);
        assertThat(checkpoints.open(task("a", "output_02"))).isNotEqualTo(first);
        assertThat(checkpoints.open(task("b", "output_01"))).isNotEqualTo(first);
        assertThat(first.resolve("part")).exists();
        checkpoints.release(new EventOrigin("a", "digest"));
        assertThat(first.getParent()).doesNotExist();
    }

    @Test
    void a_sweep_deletes_the_parts_of_bundled_and_abandoned_events() {
        Path bundled = at(NOW).open(task("bundled", "output_01")).getParent();
        Path old =
                at(NOW.minus(Duration.ofDays(3))).open(task("old", "output_01")).getParent();
        Path waiting = at(NOW).open(task("waiting", "output_01")).getParent();

        at(NOW).sweep("bundled"::equals);
        assertThat(List.of(old, waiting)).allMatch(Files::exists);
        assertThat(bundled).doesNotExist();
        at(NOW.plus(Duration.ofDays(5))).sweep(event -> false);
        assertThat(old).doesNotExist();
        assertThat(waiting).exists();
        at(NOW.plus(Duration.ofDays(8))).open(task("next", "output_01"));
        assertThat(waiting).as("the next long clip sweeps, too").doesNotExist();
    }

    @Test
    void nothing_is_created_before_the_first_use() {
        at(NOW).sweep(event -> true);
        at(NOW).release(new EventOrigin("a", "digest"));
        assertThat(folder.resolve("transcodes")).doesNotExist();
    }

    private TranscodeCheckpoints at(Instant now) {
        return new TranscodeCheckpoints(folder.resolve("transcodes"), Clock.fixed(now, ZoneOffset.UTC));
    }

    private AssetTask task(String event, String stem) {
        RunDraft draft = new RunDraft(
                "run",
                OffsetDateTime.ofInstant(NOW, ZoneOffset.UTC),
                new RunFolder(folder.resolve("run")),
                null,
                new EventOrigin(event, "digest"),
                List.of());
        return new AssetTask(draft, new AssetSlot(true, 1, null, stem, ".mp4"));
    }
}
