package io.runfolio.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.Reservation;
import io.runfolio.coordination.RunIds;
import io.runfolio.coordination.folder.FolderLayout;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageFullException;
import io.runfolio.run.AssetKind;
import io.runfolio.run.AssetState;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunRequest;
import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StagingTest {
    private static final RunRequest REQUEST = RunRequest.builder("succeeded", "m")
            .createdAt(OffsetDateTime.parse("2026-03-26T23:59:59+02:00"))
            .build();
    private static final EventOrigin ORIGIN = Bundles.origin("e");

    @TempDir
    Path outputs;

    private BundleLayout layout;
    private Sealer sealer;

    @BeforeEach
    void setUp() {
        layout = Backends.outputs(outputs);
        sealer = new Sealer(layout, Bundles.CLOCK);
    }

    @Test
    void a_run_under_way_is_seen_by_no_reader_and_leaves_nothing_when_sealed_or_discarded() throws IOException {
        Staging staging = staging("w");
        RunDraft first = staging.open(REQUEST, ORIGIN);
        RunDraft second = staging.open(REQUEST, ORIGIN);
        assertThat(new BundleReader(layout).scan()).isEmpty();
        assertThat(first.runId()).isEqualTo("20260326_215959_m");
        assertThat(second.runId()).isEqualTo("20260326_215959_m_02");

        sealer.seal(first, List.of(), Map.of());
        staging.release(first.runId(), ORIGIN);
        staging.discard(second);
        staging.discard(first);

        assertThat(new BundleReader(layout).scan())
                .containsExactly(outputs.resolve("2026-03-26").resolve("20260326_215959_m"));
        assertThat(children(new FolderLayout(layout.control()).runIds())).isEmpty();
        assertThat(children(layout.staging("w"))).isEmpty();
    }

    @Test
    void a_visible_bundle_keeps_its_id_for_ever() {
        sealer.seal(staging("a").open(REQUEST, ORIGIN), List.of(), Map.of());
        assertThat(staging("b").open(REQUEST, ORIGIN).runId()).isEqualTo("20260326_215959_m_02");
    }

    @Test
    void a_run_done_again_gets_the_id_that_it_gave_back() {
        Staging staging = staging("w");
        RunDraft first = staging.open(REQUEST, ORIGIN);
        staging.discard(first);
        assertThat(staging.open(REQUEST, ORIGIN).runId()).isEqualTo(first.runId());
    }

    @Test
    void an_event_without_time_was_made_now() {
        RunDraft draft = staging("w").open(RunRequest.builder("failed", "m").build(), ORIGIN);
        assertThat(draft.createdAt()).isEqualTo("2026-03-26T21:45:12.345678Z");
    }

    @Test
    void five_hundred_runs_of_one_second_get_five_hundred_ids_from_threads_of_two_workers() throws Exception {
        List<Staging> workers = List.of(staging("a"), staging("b"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<String>> tasks = IntStream.range(0, 500)
                    .<Callable<String>>mapToObj(i -> () -> {
                        RunDraft draft = workers.get(i % 2).open(REQUEST, ORIGIN);
                        if (i % 50 == 0) {
                            sealer.seal(draft, List.of(), Map.of());
                        }
                        return draft.runId();
                    })
                    .toList();
            Set<String> ids = new HashSet<>();
            for (Future<String> id : threads.invokeAll(tasks)) {
                ids.add(id.get());
            }
            assertThat(ids).hasSize(500);
        } finally {
            threads.shutdownNow();
        }
        assertThat(new BundleReader(layout).scan()).hasSize(10);
        assertThat(children(new FolderLayout(layout.control()).runIds())).hasSize(500);
    }

    @Test
    void only_leftovers_of_a_dead_worker_are_deleted() throws IOException {
        RunDraft dead = staging("dead").open(REQUEST, ORIGIN);
        Staging staging = staging("alive");
        RunDraft alive = staging.open(REQUEST, ORIGIN);
        List<Path> ownerless = new ArrayList<>();
        for (int seconds : List.of(0, -30, 3600)) { // the clock of a share may differ from ours
            Path file = Files.createFile(new FolderLayout(layout.control()).runId("20200101_000000_" + seconds));
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
            ownerless.add(file);
        }

        assertThat(staging.owners()).containsExactly("alive", "dead");
        staging.discardAllOf("dead");
        staging.sweep();

        assertThat(dead.folder().root()).doesNotExist();
        assertThat(layout.staging("dead")).doesNotExist();
        assertThat(new FolderLayout(layout.control()).runId(dead.runId())).doesNotExist();
        assertThat(ownerless).noneMatch(Files::exists);
        assertThat(alive.folder().runJson().getParent()).isDirectory();
        assertThat(new FolderLayout(layout.control()).runId(alive.runId())).exists();
        assertThat(staging.owners()).containsExactly("alive");
        assertThat(staging("alive").open(REQUEST, ORIGIN).runId()).isEqualTo(dead.runId());
    }

    @Test
    void a_worker_releases_the_ids_that_it_took_and_does_not_know_of() {
        Staging staging = staging("w");
        RunDraft inProgress = staging.open(REQUEST, ORIGIN);
        RunDraft forgotten = staging("w").open(REQUEST, ORIGIN);
        RunDraft sealed = staging("w").open(REQUEST, ORIGIN);
        sealer.seal(sealed, List.of(), Map.of());

        staging.sweep();

        assertThat(layout.coordination().runIds().all())
                .extracting(Reservation::runId)
                .containsExactlyInAnyOrder(inProgress.runId(), sealed.runId());
        assertThat(forgotten.folder().root()).doesNotExist();
        assertThat(inProgress.folder().root()).isDirectory();
    }

    @Test
    void a_sealed_run_stays_reserved_for_its_event_until_its_lines_are_written() {
        RunDraft draft = staging("dead").open(REQUEST, ORIGIN);
        sealer.seal(draft, List.of(), Map.of());
        staging("w").discardAllOf("dead");

        RunIds files = layout.coordination().runIds();
        Reservation kept = new Reservation(draft.runId(), "dead", Optional.of(ORIGIN));
        assertThat(files.all()).containsExactly(kept);
        files.release(kept);
        assertThat(staging("w").owners()).isEmpty();
        assertThat(new BundleReader(layout).scan()).hasSize(1);
    }

    @Test
    void a_run_whose_asset_met_a_full_disk_is_not_sealed() {
        RunRequest request = RunRequest.builder("succeeded", "m")
                .output(AssetKind.IMAGE, "a.png")
                .build();
        RunDraft draft = staging("w").open(request, ORIGIN);
        StorageFullException full = new StorageFullException("full", null);
        AssetOutcome ready = Bundles.ready(draft).get(0);
        AssetOutcome outcome = new AssetOutcome(
                ready.slot(), ready.record(), AssetState.FAILED, List.of(), List.of(), Optional.of(full));
        assertThatThrownBy(() -> sealer.seal(draft, List.of(outcome), Map.of())).isSameAs(full);
        assertThat(new BundleReader(layout).scan()).isEmpty();
    }

    @Test
    void a_bundle_that_is_in_the_way_is_not_touched() throws IOException {
        RunDraft draft = staging("w").open(REQUEST, ORIGIN);
        Path other = layout.runFolder(draft.createdAt(), draft.runId()).root();
        Files.createDirectories(other);
        Files.writeString(other.resolve("kept"), "kept");
        assertThatThrownBy(() -> sealer.seal(draft, List.of(), Map.of())).isInstanceOf(StorageException.class);
        assertThat(children(other)).containsExactly("kept");
        assertThat(draft.folder().root()).exists();
    }

    @Test
    void outputs_that_cannot_be_written_are_a_storage_failure() {
        Path nowhere = outputs.resolve("file");
        assertThatThrownBy(() -> {
                    Files.writeString(nowhere, "in the way");
                    new Staging(Backends.outputs(nowhere), "w", Bundles.CLOCK).open(REQUEST, ORIGIN);
                })
                .isInstanceOf(StorageException.class);
    }

    private Staging staging(String worker) {
        return new Staging(layout, worker, Bundles.CLOCK);
    }

    private static List<String> children(Path folder) throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
