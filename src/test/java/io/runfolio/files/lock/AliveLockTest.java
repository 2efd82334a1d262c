package io.runfolio.files.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.runfolio.files.LockProgram;
import io.runfolio.files.ScratchFolder;
import io.runfolio.files.StorageException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AliveLockTest {
    @TempDir
    Path folder;

    @Test
    void an_unreferenced_lock_survives_garbage_collection() throws Exception {
        Path file = folder.resolve("w.alive");
        AliveLock.hold(file);
        LockProgram.collectGarbage();

        assertThat(LockProgram.tried(file)).isEqualTo("locked");
        assertThat(AliveLock.isHeld(file)).isTrue();
    }

    @Test
    void the_temporary_files_of_a_living_process_outlast_its_collector_and_our_sweep() throws Exception {
        Process living = LockProgram.start("scratch");
        try (BufferedReader said = living.inputReader()) {
            Path theirs = Path.of(said.readLine());

            ScratchFolder.sweep();

            assertThat(theirs.resolve("work")).hasContent("under way");
            living.getOutputStream().close();
            assertThat(said.readLine()).isEqualTo("ended -1");
        } finally {
            living.destroyForcibly();
        }
    }

    @Test
    void a_closed_lock_is_free_and_may_be_held_again() throws Exception {
        Path file = folder.resolve("w.alive");
        AliveLock.hold(file).close();
        assertThat(AliveLock.isHeld(file)).isFalse();

        AliveLock again = AliveLock.hold(file);
        again.close();
        again.close();
        assertThat(LockProgram.tried(file)).isEqualTo("free");
    }

    @Test
    void a_second_holder_in_this_process_is_refused_and_costs_the_first_nothing() throws Exception {
        Path file = folder.resolve("w.alive");
        Path alias = Files.createSymbolicLink(folder.resolve("alias"), folder).resolve("w.alive");
        try (AliveLock held = AliveLock.hold(file)) {
            assertThatThrownBy(() -> AliveLock.hold(alias)).isInstanceOf(StorageException.class);
            assertThat(AliveLock.isHeld(alias)).isTrue();
            assertThat(AliveLock.isHeld(Files.createLink(folder.resolve("hard"), file)))
                    .isTrue();
            assertThat(LockProgram.tried(file)).isEqualTo("locked");
            assertThat(held).isNotNull();
        }
    }

    @Test
    void whatever_the_file_times_say_the_dead_are_cleared_and_the_living_are_not() throws IOException {
        List<Path> dead = new ArrayList<>();
        for (int seconds : List.of(0, -30, 3600, -7200)) {
            Path file = Files.createFile(folder.resolve("dead" + seconds + ".alive"));
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(seconds)));
            dead.add(file);
        }
        Path other = Files.createFile(folder.resolve("other"));
        Path file = folder.resolve("living.alive");
        try (AliveLock living = AliveLock.hold(file)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(7200)));
            assertThat(AliveLock.orphans(folder, ".alive")).containsExactlyInAnyOrderElementsOf(dead);

            AliveLock.removeOrphans(folder, ".alive");

            assertThat(folder).isDirectoryContaining(found -> found.equals(file));
            assertThat(dead).noneMatch(Files::exists);
            assertThat(other).exists();
            assertThat(living).isNotNull();
        }
    }

    @Test
    void workers_that_start_while_others_clear_the_dead_all_get_their_locks() throws Exception {
        int workers = 3;
        int rounds = 200;
        CyclicBarrier together = new CyclicBarrier(workers + 1);
        ExecutorService threads = Executors.newFixedThreadPool(workers + 1);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                int number = worker;
                all.add(threads.submit(() -> {
                    for (int round = 0; round < rounds; round++) {
                        together.await();
                        Path file = folder.resolve(number + "-" + round + ".alive");
                        try (AliveLock held = AliveLock.hold(file)) {
                            together.await();
                            assertThat(file).exists();
                            assertThat(held).isNotNull();
                        }
                    }
                    return null;
                }));
            }
            all.add(threads.submit(() -> {
                for (int round = 0; round < rounds; round++) {
                    together.await();
                    AliveLock.removeOrphans(folder, ".alive");
                    together.await();
                }
                return null;
            }));
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
