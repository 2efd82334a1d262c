package io.runfolio.coordination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.runfolio.coordination.task.SharedTask;
import io.runfolio.coordination.task.SharedTasks;
import io.runfolio.coordination.task.TaskClaim;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks that workers offer to each other: who gets which, and what late calls change. */
class PostgresTasksIT {
    private static final String JOB = "transcodes/a/output_01";
    private static final Duration HOUR = Duration.ofHours(1);

    private final String url = TestServer.newSchema();
    private final List<PostgresBackend> opened = new ArrayList<>();
    private SharedTasks owner;
    private SharedTasks helper;
    private SharedTasks other;

    @BeforeEach
    void start() {
        owner = worker("owner");
        helper = worker("helper");
        other = worker("other");
    }

    @AfterEach
    void stop() {
        opened.forEach(PostgresBackend::close);
    }

    private SharedTasks worker(String name) {
        PostgresBackend backend = new PostgresBackend(TestServer.settings(url, "15s"));
        opened.add(backend);
        backend.aliveMarks().register(name);
        return backend.tasks(name).orElseThrow();
    }

    private static List<SharedTask> tasks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new SharedTask("k" + i, "body " + i))
                .toList();
    }

    private static Optional<TaskClaim> claim(SharedTasks helper) {
        return helper.claimOther(List.of());
    }

    private Optional<TaskClaim> claimOwn() {
        return owner.claimOwn(JOB, HOUR);
    }

    /** Lets the heartbeats of a worker expire; the next ones come in five seconds. */
    private void kill(String name) {
        opened.get(List.of("owner", "helper", "other").indexOf(name))
                .heartbeats()
                .close();
        TestServer.execute(
                url, "UPDATE runfolio_workers SET seen = now() - interval '1 hour' WHERE name = '" + name + "'");
    }

    private List<String> states() {
        return TestServer.rows(url, "SELECT key || ' ' || state FROM runfolio_tasks ORDER BY key");
    }

    @Test
    void each_task_is_claimed_by_one_worker_while_all_claim_at_once() throws Exception {
        owner.offer(JOB, tasks(30));
        CyclicBarrier all = new CyclicBarrier(3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Callable<Optional<TaskClaim>>> workers = List.of(this::claimOwn, () -> claim(helper), () -> claim(other));
        List<Future<List<String>>> claimed = new ArrayList<>();
        for (Callable<Optional<TaskClaim>> worker : workers) {
            claimed.add(threads.submit(() -> {
                all.await();
                List<String> keys = new ArrayList<>();
                for (Optional<TaskClaim> claim = worker.call(); claim.isPresent(); claim = worker.call()) {
                    keys.add(claim.get().task().key());
                }
                return keys;
            }));
        }
        List<String> keys = new ArrayList<>();
        for (Future<List<String>> each : claimed) {
            keys.addAll(each.get());
        }
        threads.shutdown();
        // rows that another worker was claiming were skipped, and are open still
        for (Optional<TaskClaim> claim = claimOwn(); claim.isPresent(); claim = claimOwn()) {
            keys.add(claim.get().task().key());
        }
        assertThat(keys)
                .containsExactlyInAnyOrderElementsOf(
                        tasks(30).stream().map(SharedTask::key).toList());
    }

    @Test
    void a_claim_of_a_dead_helper_goes_to_another_and_its_late_calls_change_nothing() {
        owner.offer(JOB, tasks(1));
        TaskClaim lost = claim(helper).orElseThrow();
        assertThat(claimOwn()).as("its worker is alive").isEmpty();
        assertThat(claim(other)).isEmpty();

        kill("helper");
        TaskClaim taken = claim(other).orElseThrow();

        assertThat(taken.fence()).isGreaterThan(lost.fence());
        assertThat(helper.isHeld(lost)).isFalse();
        helper.release(lost);
        helper.leaveToOwner(lost);
        helper.complete(lost);
        assertThat(states()).containsExactly("k0 claimed");
        assertThat(other.isHeld(taken)).isTrue();
        other.complete(taken);
        assertThat(states()).containsExactly("k0 done");
        assertThat(owner.countOpen(JOB)).isZero();
    }

    @Test
    void a_worker_without_a_heartbeat_of_its_own_takes_nothing_over() {
        owner.offer(JOB, tasks(1));
        claim(helper).orElseThrow();
        kill("helper");
        kill("owner");
        kill("other");
        assertThat(claimOwn()).isEmpty();
        assertThat(claim(other)).isEmpty();
        assertThat(other.sweep(List.of())).isZero();
        assertThat(states()).containsExactly("k0 claimed");
    }

    @Test
    void a_task_claimed_three_times_without_result_is_left_to_its_owner() {
        owner.offer(JOB, tasks(1));
        for (int i = 0; i < 5; i++) {
            helper.release(claim(helper).orElseThrow());
        }
        for (int i = 0; i < 3; i++) {
            claim(i % 2 == 0 ? helper : other).orElseThrow();
            TestServer.execute(url, "UPDATE runfolio_tasks SET worker = 'gone'");
        }
        assertThat(claim(helper)).isEmpty();
        assertThat(claimOwn()).isPresent();
    }

    @Test
    void a_task_that_a_helper_could_not_execute_is_left_to_its_owner() {
        owner.offer(JOB, tasks(2));
        helper.leaveToOwner(claim(helper).orElseThrow());
        assertThat(claim(other).orElseThrow().task().key()).isEqualTo("k1");
        assertThat(claim(other)).isEmpty();
        assertThat(claimOwn().orElseThrow().task().key()).isEqualTo("k0");
    }

    @Test
    void jobs_that_a_helper_has_declined_are_left_to_others() {
        owner.offer(JOB, tasks(1));
        assertThat(helper.claimOther(List.of(JOB))).isEmpty();
        assertThat(claim(other)).isPresent();
    }

    @Test
    void an_overdue_claim_of_a_living_helper_goes_to_the_owner_alone() {
        owner.offer(JOB, tasks(1));
        TaskClaim slow = claim(helper).orElseThrow();
        assertThat(claimOwn()).isEmpty();
        assertThat(owner.countOpen(JOB)).isEqualTo(1);

        TestServer.execute(url, "UPDATE runfolio_tasks SET changed = now() - interval '2 hours'");

        assertThat(claim(other)).isEmpty();
        assertThat(claimOwn()).isPresent();
        assertThat(helper.isHeld(slow)).isFalse();
        assertThat(owner.countOpen(JOB)).isZero();
    }

    @Test
    void the_next_owner_keeps_claims_in_progress_and_the_one_before_changes_nothing() {
        owner.offer(JOB, tasks(3));
        TaskClaim inProgress = claim(helper).orElseThrow();
        kill("owner");
        assertThat(claim(helper)).as("tasks of a dead owner are not begun").isEmpty();

        other.offer(JOB, List.of(tasks(3).get(0), tasks(3).get(1), new SharedTask("new", "")));
        owner.withdraw(JOB);

        assertThat(helper.isHeld(inProgress)).isTrue();
        assertThat(states()).containsExactly("k0 claimed", "k1 waiting", "new waiting");
        assertThat(claimOwn()).isEmpty();
        helper.complete(inProgress);
        assertThat(other.countOpen(JOB)).isEqualTo(2);
        assertThat(other.claimOwn(JOB, HOUR)).isPresent();
        other.withdraw(JOB);
        assertThat(states()).isEmpty();
    }

    @Test
    void one_sweep_removes_the_jobs_of_dead_owners_and_those_that_an_owner_has_ended() {
        owner.offer(JOB, tasks(2));
        other.offer("of the living", tasks(1));
        other.offer("ended", tasks(1));
        TaskClaim inProgress = claim(helper).orElseThrow();
        assertThat(other.sweep(List.of("of the living"))).isEqualTo(1);
        assertThat(states())
                .as("of the living ones")
                .containsExactlyInAnyOrder("k0 claimed", "k0 waiting", "k1 waiting");

        kill("owner");
        assertThat(other.sweep(List.of("of the living"))).isEqualTo(1);
        assertThat(helper.isHeld(inProgress)).as("the next owner may need it").isTrue();

        helper.complete(inProgress);
        assertThat(other.sweep(List.of("of the living"))).isEqualTo(1);
        assertThat(states()).containsExactly("k0 waiting");
    }
}
