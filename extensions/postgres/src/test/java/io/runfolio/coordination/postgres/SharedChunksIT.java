package io.runfolio.coordination.postgres;

import static io.runfolio.coordination.postgres.ClipFleet.CHUNKS;
import static io.runfolio.coordination.postgres.WorkerProcesses.SOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.wiring.Backends;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The chunks of one clip are encoded by several workers, of which some are killed or frozen. */
@EnabledOnOs(OS.LINUX)
class SharedChunksIT {
    /** The first chunks of two workers begin only when both have one. */
    private static final String WRITE_MEET = "[ $n -gt 1 ] || : > \"$f/meet\"";

    private static final String READ_MEET = "[ $n -gt 1 ] || : < \"$f/meet\"";

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private ClipFleet fleet;

    @BeforeEach
    void prepare() throws IOException {
        fleet = new ClipFleet(folder, url);
        fleet.submit("k0");
    }

    @AfterEach
    void stop() {
        fleet.close();
        Backends.disconnect();
    }

    private List<String> rows(String sql) {
        return TestServer.rows(url, sql);
    }

    private void awaitBundled() {
        await().atMost(SOON).until(() -> rows("SELECT id FROM runfolio_events WHERE state <> 'done'")
                .isEmpty());
    }

    private void awaitFile(String file) {
        await().atMost(SOON).until(() -> Files.exists(fleet.file(file)));
    }

    private void assertBundledAndNothingLeft(int events) throws Exception {
        fleet.workers.stopAll();
        fleet.workers.assertBundledOnce(events, fleet.workers.settings());
        assertThat(rows("SELECT key FROM runfolio_tasks")).isEmpty();
        for (String place : List.of("transcodes", "staging")) {
            assertThat(names(fleet.workspace.outputs.resolve(".runfolio").resolve(place)))
                    .as(place)
                    .isEmpty();
        }
        assertThat(ClipFleet.times(fleet.web("k0"))).hasSize(ClipFleet.FRAMES);
        fleet.workers.assertNoSecretInLogs();
    }

    private static List<Path> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    @Test
    void two_workers_encode_one_clip_and_one_with_another_engine_does_not() throws Exception {
        Process owner = fleet.start("owner", WRITE_MEET);
        fleet.workers.awaitInMidWork(owner);
        fleet.start("other", "", "[ \"$1\" != -version ] || { echo 'ffmpeg version 6.6.6 other'; shift; }");
        await().atMost(SOON).until(() -> fleet.workers.logOf(1).contains("is left to other workers"));
        assertThat(rows("SELECT key FROM runfolio_tasks WHERE attempts > 0")).isEmpty();

        fleet.start("helper", READ_MEET);
        awaitBundled();

        assertThat(fleet.begun("owner")).isPositive();
        assertThat(fleet.begun("helper")).isPositive();
        assertThat(fleet.begun("owner") + fleet.begun("helper")).isEqualTo(CHUNKS);
        assertThat(fleet.begun("other")).isZero();
        assertBundledAndNothingLeft(1);
        Path web = fleet.web("k0");
        Path one = fleet.onePiece();
        assertThat(ClipFleet.times(web)).isEqualTo(ClipFleet.times(one));
        assertThat(fleet.similarity(web)).isGreaterThan(0.98 * fleet.similarity(one));
        assertThat(Files.size(web)).isLessThan((long) (1.05 * Files.size(one)));
    }

    @Test
    void a_chunk_of_a_killed_helper_is_encoded_by_its_owner() throws Exception {
        Process owner = fleet.start("owner", WRITE_MEET);
        fleet.workers.awaitInMidWork(owner);
        Process helper = fleet.start("helper", READ_MEET + "\n: > \"$f/stopped\"; exec sleep 600");
        awaitFile("stopped");
        ClipFleet.kill(helper);

        awaitBundled();
        assertThat(fleet.begun("owner")).isEqualTo(CHUNKS);
        assertThat(fleet.begun("helper")).isEqualTo(1);
        Path staging = fleet.workspace.outputs.resolve(".runfolio/staging");
        await().atMost(SOON).until(() -> names(staging).stream()
                .noneMatch(place -> place.toString().contains("-" + helper.pid() + "-")));
        assertBundledAndNothingLeft(1);
    }

    @Test
    void a_kill_of_the_owner_repeats_only_the_chunk_that_was_not_finished() throws Exception {
        Process owner = fleet.start("owner", WRITE_MEET + "\n[ $n -lt 2 ] || { : > \"$f/stopped\"; exec sleep 600; }");
        fleet.workers.awaitInMidWork(owner);
        fleet.start("helper", READ_MEET);
        awaitFile("stopped");
        await().atMost(SOON)
                .until(() -> rows("SELECT key FROM runfolio_tasks WHERE state = 'done'")
                                .size()
                        == CHUNKS - 1);
        ClipFleet.kill(owner);

        awaitBundled();
        assertThat(fleet.begun("owner")).isEqualTo(2);
        assertThat(fleet.begun("helper"))
                .as("all but the first, and the one that the owner had begun")
                .isEqualTo(CHUNKS - 1);
        assertBundledAndNothingLeft(1);
    }

    @Test
    void a_helper_that_is_frozen_past_its_lease_does_no_harm_when_it_wakes() throws Exception {
        Process owner = fleet.start("owner", WRITE_MEET);
        fleet.workers.awaitInMidWork(owner);
        Process helper =
                fleet.start("helper", READ_MEET + "\n[ $n -gt 1 ] || { : > \"$f/stopped\"; : < \"$f/wake\"; }");
        awaitFile("stopped");
        WorkerProcesses.signal(helper, "STOP");

        awaitBundled();
        assertThat(fleet.begun("owner")).isEqualTo(CHUNKS);
        fleet.release("wake"); // its ffmpeg ends while it is frozen
        WorkerProcesses.signal(helper, "CONT");
        owner.destroy();
        assertThat(owner.waitFor()).as("stopped").isIn(0, 143);
        fleet.submit("k1");
        awaitBundled();

        assertThat(fleet.begun("helper"))
                .as("its own clip, by the worker that was frozen")
                .isEqualTo(1 + CHUNKS);
        assertBundledAndNothingLeft(2);
    }

    @Test
    @EnabledIfSystemProperty(named = "runfolio.long", matches = "true")
    void an_owner_that_is_frozen_past_its_lease_does_no_harm_when_it_wakes() throws Exception {
        Process owner = fleet.start("owner", WRITE_MEET + "\n[ $n -ne 2 ] || { : > \"$f/stopped\"; : < \"$f/wake\"; }");
        fleet.workers.awaitInMidWork(owner);
        fleet.start("helper", READ_MEET);
        awaitFile("stopped");
        await().atMost(SOON)
                .until(() -> rows("SELECT key FROM runfolio_tasks WHERE state = 'done'")
                                .size()
                        == CHUNKS - 1);
        WorkerProcesses.signal(owner, "STOP");

        awaitBundled();
        fleet.release("wake"); // its ffmpeg ends while it is frozen
        WorkerProcesses.signal(owner, "CONT");
        fleet.submit("k1");
        awaitBundled();

        assertThat(fleet.workspace.indexLines()).hasSize(2);
        assertBundledAndNothingLeft(2);
    }
}
