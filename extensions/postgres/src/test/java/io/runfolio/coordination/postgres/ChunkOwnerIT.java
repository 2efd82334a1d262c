package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.coordination.task.TaskClaim;
import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.StorageException;
import io.runfolio.media.video.chunk.Chunk;
import io.runfolio.media.video.chunk.ChunkCheckpoints;
import io.runfolio.media.video.chunk.ChunkTask;
import io.runfolio.media.video.chunk.ChunkTasks;
import io.runfolio.media.video.chunk.LocalChunkTasks;
import io.runfolio.media.video.engine.ChunkPlan;
import io.runfolio.work.chunk.SharedChunkTasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The owner of a clip depends on no helper, and on the database neither. */
@Timeout(60)
class ChunkOwnerIT {
    private static final int TASKS = 4;
    private static final Supplier<Duration> TIME = () -> Duration.ofMinutes(1);

    @TempDir
    Path root;

    private final String url = TestServer.newSchema();
    private final Queue<String> encoded = new ConcurrentLinkedQueue<>();
    private PostgresBackend owner;
    private PostgresBackend helper;
    private ChunkCheckpoints checkpoints;

    @BeforeEach
    void start() throws IOException {
        owner = connect(url);
        helper = connect(url);
        owner.aliveMarks().register("owner");
        helper.aliveMarks().register("helper");
        Files.writeString(root.resolve("clip.mp4"), "clip");
        checkpoints = ChunkCheckpoints.open(root.resolve("transcodes/a"));
    }

    @AfterEach
    void stop() {
        owner.close();
        helper.close();
    }

    private static PostgresBackend connect(String url) {
        return new PostgresBackend(TestServer.settings(url, "15s"));
    }

    private SharedTasks helperTasks() {
        return helper.tasks("helper").orElseThrow();
    }

    private List<ChunkTask> tasks() {
        ChunkPlan plan = new ChunkPlan(root.resolve("clip.mp4"), "mov", 0, Optional.empty(), 0, "graph", 0, 0, root);
        return IntStream.range(0, TASKS)
                .mapToObj(i -> ChunkTask.of("source", "engine", new Chunk(i, i + 1), plan))
                .toList();
    }

    /** Runs all tasks as the owner of a clip; something happens before the first one is encoded. */
    private void run(PostgresBackend backend, Duration patience, Consumer<ChunkTask> first) {
        SharedChunkTasks chunks = new SharedChunkTasks(
                new LocalChunkTasks(1), backend.tasks("owner").orElseThrow(), root, patience);
        chunks.open();
        ChunkTasks.Encoder encoder = (task, limit) -> {
            if (encoded.isEmpty()) {
                first.accept(task);
            }
            encoded.add(task.key());
            checkpoints.make(task.key(), folder -> write(folder.resolve("web.mp4")));
        };
        chunks.withEncoder(() -> {
            chunks.run(tasks(), checkpoints, encoder, TIME);
            return true;
        });
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "chunk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void assertAllDone(int byOwner) {
        assertThat(encoded).hasSize(byOwner).doesNotHaveDuplicates();
        assertThat(tasks())
                .allSatisfy(task -> assertThat(checkpoints.find(task.key())).isPresent());
        assertThat(TestServer.rows(url, "SELECT key FROM runfolio_tasks")).isEmpty();
    }

    @Test
    void an_owner_without_helpers_encodes_all_chunks() {
        run(owner, Duration.ofMinutes(1), task -> {});
        assertAllDone(TASKS);
    }

    @Test
    void a_helper_that_is_alive_and_does_nothing_is_waited_for_within_bounds() {
        AtomicReference<TaskClaim> claim = new AtomicReference<>();
        run(
                owner,
                Duration.ofSeconds(2),
                task -> claim.set(helperTasks().claimOther(List.of()).orElseThrow()));
        assertAllDone(TASKS);
        assertThat(encoded).last().isEqualTo(claim.get().task().key());
        assertThat(helperTasks().isHeld(claim.get())).isFalse();
    }

    @Test
    void a_chunk_that_a_helper_has_published_is_not_encoded_again() {
        run(owner, Duration.ofMinutes(1), task -> {
            TaskClaim claim = helperTasks().claimOther(List.of()).orElseThrow();
            ChunkCheckpoints.join(checkpoints.folder(), root)
                    .make(claim.task().key(), folder -> write(folder.resolve("web.mp4")));
            helperTasks().complete(claim);
        });
        assertAllDone(TASKS - 1);
    }

    @Test
    void a_chunk_that_a_helper_calls_done_without_a_result_is_encoded_here() {
        run(owner, Duration.ofMinutes(1), task -> helperTasks()
                .complete(helperTasks().claimOther(List.of()).orElseThrow()));
        assertAllDone(TASKS);
    }

    @Test
    void an_owner_whose_database_is_gone_encodes_all_chunks() throws IOException {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = taken.getLocalPort();
        }
        try (PostgresBackend gone = connect("jdbc:postgresql://localhost:" + port + "/postgres")) {
            run(gone, Duration.ofMinutes(1), task -> {});
        }
        assertAllDone(TASKS);
    }

    @Test
    void a_failure_or_a_stop_of_the_owner_withdraws_its_chunks() {
        assertThatThrownBy(() -> run(owner, Duration.ofMinutes(1), task -> {
                    throw new StorageException("disk", null);
                }))
                .hasMessage("disk");
        assertThat(TestServer.rows(url, "SELECT key FROM runfolio_tasks")).isEmpty();

        assertThatThrownBy(() -> run(owner, Duration.ofMinutes(1), task -> {
                    assertThat(TestServer.rows(url, "SELECT key FROM runfolio_tasks"))
                            .hasSize(TASKS);
                    Thread.currentThread().interrupt();
                    throw new InterruptedRunException("stopped", null);
                }))
                .isInstanceOf(InterruptedRunException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(TestServer.rows(url, "SELECT key FROM runfolio_tasks")).isEmpty();

        run(owner, Duration.ofMinutes(1), task -> {});
        assertAllDone(TASKS);
    }
}
