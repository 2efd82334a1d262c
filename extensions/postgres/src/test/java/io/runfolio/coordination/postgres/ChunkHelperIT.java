package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.Checksums;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.media.video.chunk.Chunk;
import io.runfolio.media.video.chunk.ChunkCheckpoints;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import io.runfolio.media.video.engine.ChunkPlan;
import io.runfolio.media.video.engine.VideoEngineSelector;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.work.chunk.ChunkExecutor;
import io.runfolio.work.chunk.ChunkHelper;
import io.runfolio.work.chunk.SharedChunkTasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A helper that is stopped, that fails, or whose help is not wanted any more. */
@EnabledOnOs(OS.LINUX)
@Timeout(60)
class ChunkHelperIT {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private final String url = TestServer.newSchema();
    private final CountDownLatch mayEncode = new CountDownLatch(1);
    private PostgresBackend backend;
    private BundleLayout layout;
    private Path program;
    private ChunkHelper helper;
    private Thread owner;

    @BeforeEach
    void start() throws IOException {
        backend = new PostgresBackend(TestServer.settings(url, "15s"));
        backend.aliveMarks().register("owner");
        backend.aliveMarks().register("helper");
        layout = new BundleLayout(folder.resolve("outputs"), backend);
        program = Files.createDirectories(folder.resolve("bin")).resolve("ffmpeg");
        script(program.resolveSibling("ffprobe"), "exec " + ClipFleet.find("ffprobe") + " \"$@\"");
    }

    @AfterEach
    void stop() throws InterruptedException {
        mayEncode.countDown();
        helper.close();
        if (owner != null) {
            owner.join();
        }
        backend.close();
    }

    private static void script(Path file, String body) throws IOException {
        Files.writeString(file, "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Starts a helper and an owner, which has the first of two chunks in progress until it may encode. */
    private void begin(String chunk) throws IOException {
        script(
                program,
                "case \"$*\" in *-copyts*libx264*) echo $$ > '" + folder.resolve("pid.part") + "'; mv '"
                        + folder.resolve("pid.part") + "' '" + folder.resolve("pid") + "'; " + chunk
                        + " ;; esac\nexec " + ClipFleet.find("ffmpeg") + " \"$@\"");
        VideoEngineSelector engines = VideoEngineSelector.create(
                RunfolioSettings.from(Map.of("runfolio.video.program", program.toString()))
                        .media(),
                new ProcessChildRunner());
        SharedChunkTasks shared = shared("owner");
        List<ChunkTask> tasks = tasks(engines.engine().orElseThrow().describe());
        ChunkCheckpoints checkpoints = ChunkCheckpoints.open(layout.transcodes().resolve("a"));
        owner = new Thread(() -> shared.withEncoder(() -> {
            shared.run(
                    tasks,
                    checkpoints,
                    (task, limit) -> {
                        awaitLatch();
                        checkpoints.make(task.key(), part -> {});
                    },
                    () -> LONG);
            return true;
        }));
        owner.start();
        helper = new ChunkHelper(
                backend.tasks("helper").orElseThrow(),
                new LocalChunkTasks(1),
                shared("helper"),
                new ChunkExecutor(layout, "helper", engines, LONG),
                () -> true);
        helper.start(POLL, LONG);
        await().until(() -> Files.exists(folder.resolve("pid")));
    }

    private SharedChunkTasks shared(String worker) {
        SharedChunkTasks shared = new SharedChunkTasks(
                new LocalChunkTasks(1), backend.tasks(worker).orElseThrow(), layout.control(), LONG);
        shared.open();
        return shared;
    }

    private void awaitLatch() {
        try {
            mayEncode.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<ChunkTask> tasks(String engine) throws IOException {
        Path clip = Files.createDirectories(layout.staging("owner")).resolve("clip.mp4");
        Files.writeString(clip, "not read, as the program of this test does not come that far");
        ChunkPlan plan = new ChunkPlan(clip, "mov", 0, Optional.empty(), 0, "graph", 0, 0, folder);
        String source = Checksums.sha256(clip);
        return List.of(
                ChunkTask.of(source, engine, new Chunk(0, 9), plan),
                ChunkTask.of(source, engine, new Chunk(9, 18), plan));
    }

    private void awaitEndOfProgram() throws IOException {
        long pid = Long.parseLong(Files.readString(folder.resolve("pid")).strip());
        await().until(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    private List<String> rows() {
        return TestServer.rows(url, "SELECT state || ' ' || attempts FROM runfolio_tasks ORDER BY state, attempts");
    }

    private void assertThatTheOwnerEncodesAll() throws Exception {
        mayEncode.countDown();
        owner.join();
        assertThat(rows()).isEmpty();
        assertThat(layout.transcodes().resolve("a").toFile().list()).hasSize(2);
        assertThat(layout.staging("helper")).isEmptyDirectory();
    }

    @Test
    void a_helper_that_is_stopped_gives_its_chunk_back_at_once_and_uncounted() throws Exception {
        begin("exec sleep 600");
        assertThat(rows()).containsExactly("claimed 0", "claimed 1");
        helper.close();
        assertThat(rows()).containsExactly("claimed 0", "waiting 0");
        awaitEndOfProgram();
        assertThatTheOwnerEncodesAll();
    }

    @Test
    void a_chunk_that_is_not_wanted_any_more_is_stopped() throws Exception {
        begin("exec sleep 600");
        backend.tasks("owner").orElseThrow().withdraw("transcodes/a");
        awaitEndOfProgram();
        assertThatTheOwnerEncodesAll();
    }

    @Test
    void a_chunk_that_a_helper_fails_at_is_left_to_its_owner() throws Exception {
        begin("exit 0"); // without a result
        await().until(() -> rows().equals(List.of("claimed 0", "waiting 3")));
        assertThatTheOwnerEncodesAll();
    }
}
