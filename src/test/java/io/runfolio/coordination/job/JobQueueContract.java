package io.runfolio.coordination.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract of every {@link JobQueue}; each implementation has a subclass. */
public abstract class JobQueueContract {
    private static final int BACKLOG = 10;

    /** Opens the jobs for a worker, and marks it as alive. */
    protected abstract JobQueue open(String worker);

    /** Ends a worker, as a kill does: nothing that it has is given back. */
    protected abstract void kill(String worker);

    private static JobPage page(int from, int to, boolean isLast) {
        return new JobPage(tasks(from, to), String.format("%04d", to), to - from, isLast);
    }

    private static List<JobTask> tasks(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> new JobTask("k" + i, "body " + i, 1))
                .toList();
    }

    private static Optional<JobClaim> claim(JobQueue queue) {
        return queue.claim(List.of());
    }

    private static JobResult done() {
        return new JobResult(1, List.of());
    }

    private static Job only(JobQueue queue) {
        assertThat(queue.jobs()).hasSize(1);
        return queue.jobs().get(0);
    }

    private static boolean feed(JobQueue queue, JobPage page) {
        return queue.feed(queue.hungry(BACKLOG).orElseThrow(), page);
    }

    @Test
    void a_cursor_is_moved_once_and_its_tasks_are_added_with_it() {
        JobQueue first = open("first");
        JobQueue second = open("second");
        Job created = first.create("the order", 12);
        JobCursor mine = first.hungry(BACKLOG).orElseThrow();
        JobCursor theirs = second.hungry(BACKLOG).orElseThrow();
        assertThat(mine).isEqualTo(theirs).isEqualTo(new JobCursor(created.id(), "the order", "", BACKLOG));

        assertThat(first.feed(mine, page(0, 7, false))).isTrue();
        assertThat(second.feed(theirs, page(0, 5, false))).isFalse();

        assertThat(second.hungry(BACKLOG))
                .as("more than half of the backlog is there")
                .isEmpty();
        assertThat(only(second).open()).isEqualTo(7);
        assertThat(only(second).left()).isEqualTo(12);
        for (int i = 0; i < 3; i++) {
            JobClaim claim = claim(second).orElseThrow();
            assertThat(claim.order()).isEqualTo("the order");
            assertThat(claim.task()).isEqualTo(tasks(i, i + 1).get(0));
            second.complete(claim, done());
        }
        assertThat(second.hungry(BACKLOG)).contains(new JobCursor(created.id(), "the order", "0007", BACKLOG - 4));
        assertThat(only(first)).extracting(Job::handled, Job::left, Job::state).contains(3L, 9L, JobState.RUNNING);
    }

    @Test
    void each_task_is_claimed_by_one_worker_while_all_claim_at_once() throws Exception {
        JobQueue first = open("first");
        first.create("order", 30);
        feed(first, page(0, 30, true));
        CyclicBarrier all = new CyclicBarrier(3);
        ExecutorService threads = Executors.newFixedThreadPool(3);
        List<Future<List<String>>> claimed = new ArrayList<>();
        for (JobQueue worker : List.of(first, open("second"), open("third"))) {
            Callable<List<String>> claims = () -> {
                all.await();
                return drain(worker);
            };
            claimed.add(threads.submit(claims));
        }
        List<String> keys = new ArrayList<>();
        for (Future<List<String>> each : claimed) {
            keys.addAll(each.get());
        }
        threads.shutdown();
        keys.addAll(drain(first)); // those that were skipped while another worker was claiming them
        assertThat(keys).hasSize(30).doesNotHaveDuplicates();
        assertThat(only(first)).extracting(Job::done, Job::left, Job::state).contains(30L, 0L, JobState.DONE);
    }

    private static List<String> drain(JobQueue worker) {
        List<String> keys = new ArrayList<>();
        for (Optional<JobClaim> claim = claim(worker); claim.isPresent(); claim = claim(worker)) {
            keys.add(claim.get().task().key());
            worker.complete(claim.get(), done());
        }
        return keys;
    }

    @Test
    void a_claim_of_a_dead_worker_goes_to_another_and_its_late_calls_change_nothing() {
        JobQueue dead = open("dead");
        JobQueue other = open("other");
        dead.create("order", 1);
        feed(dead, page(0, 1, true));
        JobClaim lost = claim(dead).orElseThrow();
        assertThat(claim(other)).as("its worker is alive").isEmpty();

        kill("dead");
        JobClaim taken = claim(other).orElseThrow();
        assertThat(taken.fence()).isGreaterThan(lost.fence());
        assertThat(dead.isHeld(lost)).isFalse();
        dead.complete(lost, done());
        dead.release(lost);
        dead.fail(lost);

        assertThat(other.isHeld(taken)).isTrue();
        assertThat(only(other)).extracting(Job::done, Job::left).containsExactly(0L, 1L);
        other.complete(taken, done());
        dead.complete(lost, done());
        assertThat(only(other)).extracting(Job::done, Job::state).containsExactly(1L, JobState.DONE);
    }

    @Test
    void a_worker_takes_back_a_claim_whose_answer_it_never_got() {
        JobQueue worker = open("worker");
        worker.create("order", 2);
        feed(worker, page(0, 2, true));
        claim(worker).orElseThrow();
        JobClaim known = claim(worker).orElseThrow();
        JobClaim second = worker.claim(List.of(known)).orElseThrow();
        assertThat(List.of(known.task().key(), second.task().key())).containsExactlyInAnyOrder("k0", "k1");
        assertThat(worker.isHeld(known)).isTrue();
        assertThat(worker.claim(List.of(known, second))).isEmpty();
    }

    @Test
    void a_paused_job_gives_no_task_and_goes_on_after_it_is_resumed() {
        JobQueue worker = open("worker");
        String job = worker.create("order", 8).id();
        feed(worker, page(0, 2, false));
        JobClaim claim = claim(worker).orElseThrow();

        assertThat(worker.change(job, JobState.PAUSED)).isTrue();
        assertThat(claim(worker)).isEmpty();
        assertThat(worker.hungry(BACKLOG)).isEmpty();
        assertThat(worker.isHeld(claim)).isTrue();
        worker.complete(claim, done());
        assertThat(only(worker)).extracting(Job::state, Job::done).containsExactly(JobState.PAUSED, 1L);

        assertThat(worker.change(job, JobState.RUNNING)).isTrue();
        assertThat(claim(worker).orElseThrow().task().key()).isEqualTo("k1");
        assertThat(only(worker).times().handledBefore()).isEqualTo(1);
    }

    @Test
    void a_job_whose_last_task_ended_during_a_pause_ends_when_it_is_resumed() {
        JobQueue worker = open("worker");
        String job = worker.create("order", 1).id();
        feed(worker, page(0, 1, true));
        JobClaim claim = claim(worker).orElseThrow();
        worker.change(job, JobState.PAUSED);
        worker.complete(claim, done());
        assertThat(only(worker).state()).isEqualTo(JobState.PAUSED);
        worker.change(job, JobState.RUNNING);
        assertThat(only(worker).state()).isEqualTo(JobState.DONE);
    }

    @Test
    void a_cancelled_job_has_no_tasks_and_never_comes_back() {
        JobQueue worker = open("worker");
        String job = worker.create("order", 8).id();
        JobCursor before = worker.hungry(BACKLOG).orElseThrow();
        feed(worker, page(0, 2, false));
        JobClaim claim = claim(worker).orElseThrow();

        assertThat(worker.change(job, JobState.CANCELLED)).isTrue();
        assertThat(worker.isHeld(claim)).isFalse();
        worker.complete(claim, done());
        assertThat(worker.feed(before, page(0, 2, false))).isFalse();
        assertThat(claim(worker)).isEmpty();
        assertThat(worker.change(job, JobState.RUNNING)).isFalse();
        assertThat(only(worker))
                .extracting(Job::state, Job::done, Job::left)
                .containsExactly(JobState.CANCELLED, 0L, 0L);
        assertThat(worker.change("00000000", JobState.PAUSED))
                .as("there is no such job")
                .isFalse();
        assertThat(worker.change("../escape", JobState.PAUSED)).isFalse();
    }

    @Test
    void a_task_that_never_comes_to_its_end_fails_after_some_attempts() {
        JobQueue worker = open("worker");
        worker.create("order", 2);
        feed(worker, page(0, 2, true));
        worker.release(claim(worker).orElseThrow()); // costs no attempt, and goes behind the other
        JobClaim good = claim(worker).orElseThrow();
        assertThat(good.task().key()).isEqualTo("k1");
        worker.complete(good, done());

        worker.fail(claim(worker).orElseThrow());
        worker.fail(claim(worker).orElseThrow());
        JobQueue killed = open("killed-later");
        claim(killed).orElseThrow();
        kill("killed-later");

        assertThat(claim(worker)).isEmpty();
        assertThat(only(worker)).extracting(Job::done, Job::failed, Job::state).containsExactly(1L, 1L, JobState.DONE);
        String job = only(worker).id();
        assertThat(worker.problems(job)).singleElement().satisfies(problem -> {
            assertThat(problem.item()).isEqualTo("k0");
            assertThat(problem.outcome()).isEqualTo("failed");
            assertThat(problem.reason()).contains("3 attempts");
        });
    }

    @Test
    void problems_are_counted_all_and_named_up_to_a_bound() {
        JobQueue worker = open("worker");
        String job = worker.create("order", 300).id();
        feed(
                worker,
                new JobPage(
                        IntStream.range(0, 30)
                                .mapToObj(i -> new JobTask("k" + i, "", 10))
                                .toList(),
                        "x",
                        300,
                        true));
        AtomicInteger number = new AtomicInteger();
        for (Optional<JobClaim> claim = claim(worker); claim.isPresent(); claim = claim(worker)) {
            List<JobProblem> problems = IntStream.range(0, 9)
                    .mapToObj(i -> i % 3 == 0
                            ? JobProblem.failed("item " + number.incrementAndGet(), "\u0000 broken \uD800")
                            : JobProblem.skipped("item " + number.incrementAndGet(), "held"))
                    .toList();
            worker.complete(claim.get(), new JobResult(1, problems));
        }
        assertThat(only(worker))
                .extracting(Job::done, Job::failed, Job::skipped)
                .containsExactly(30L, 90L, 180L);
        assertThat(worker.problems(job)).hasSize(JobQueue.MAX_PROBLEMS);
        assertThat(worker.problems(job).get(0).item()).isEqualTo("item 1");
        assertThat(worker.problems("00000000")).isEmpty();
    }

    @Test
    void jobs_take_turns_by_age_and_old_ended_ones_are_removed() {
        JobQueue worker = open("worker");
        String first = worker.create("first", 1).id();
        String second = worker.create("second", 1).id();
        assertThat(worker.jobs()).extracting(Job::id).containsExactly(second, first);
        assertThat(worker.hungry(BACKLOG).orElseThrow().job()).isEqualTo(first);
        feed(worker, page(0, 0, true));
        assertThat(worker.hungry(BACKLOG).orElseThrow().job()).isEqualTo(second);
        for (int i = 0; i < JobQueue.MAX_ENDED + 1; i++) {
            worker.change(worker.create("more", 1).id(), JobState.CANCELLED);
        }
        worker.create("last", 1);
        assertThat(worker.jobs())
                .hasSize(JobQueue.MAX_ENDED + 2)
                .extracting(Job::id)
                .contains(second);
        assertThat(worker.jobs()).extracting(Job::id).doesNotContain(first);
    }

    /** Step of a worker, before or after which it is killed. */
    protected enum Boundary {
        BEFORE_FEED,
        AFTER_FEED,
        AFTER_CLAIM,
        AFTER_WORK,
        AFTER_COMPLETE
    }

    /** Thrown where a worker is killed. */
    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** One worker, which is killed when it comes to a boundary for the nth time. */
    private final class Victim {
        private final JobQueue queue;
        private final Boundary boundary;
        private final Map<String, AtomicInteger> work;
        private int left;

        Victim(JobQueue queue, Boundary boundary, int occurrence, Map<String, AtomicInteger> work) {
            this.queue = queue;
            this.boundary = boundary;
            this.left = occurrence;
            this.work = work;
        }

        private void at(Boundary here) {
            if (here == boundary && --left == 0) {
                throw new Killed();
            }
        }

        /** Does one step; returns false if there was nothing to do. */
        boolean step(int items) {
            Optional<JobClaim> claim = claim(queue);
            claim.ifPresent(held -> {
                at(Boundary.AFTER_CLAIM);
                work.get(held.task().key()).incrementAndGet();
                at(Boundary.AFTER_WORK);
                queue.complete(held, done());
                at(Boundary.AFTER_COMPLETE);
            });
            Optional<JobCursor> cursor = queue.hungry(BACKLOG);
            cursor.ifPresent(found -> {
                int from = found.position().isEmpty() ? 0 : Integer.parseInt(found.position());
                int to = Math.min(items, from + found.room());
                at(Boundary.BEFORE_FEED);
                queue.feed(found, page(from, to, to == items));
                at(Boundary.AFTER_FEED);
            });
            return claim.isPresent() || cursor.isPresent();
        }
    }

    @ParameterizedTest
    @EnumSource(Boundary.class)
    void two_workers_of_which_one_is_killed_at_a_boundary_do_each_item(Boundary boundary) {
        int items = 35;
        int occurrences = boundary.name().endsWith("FEED") ? 3 : 6;
        for (int occurrence = 1; occurrence <= occurrences; occurrence++) {
            Map<String, AtomicInteger> work = new TreeMap<>();
            tasks(0, items).forEach(task -> work.put(task.key(), new AtomicInteger()));
            String name = "victim-" + occurrence;
            Victim victim = new Victim(open(name), boundary, occurrence, work);
            Victim survivor = new Victim(open("survivor-" + occurrence), Boundary.AFTER_CLAIM, 0, work);
            String job = survivor.queue.create("order", items).id();
            boolean isKilled = false;
            boolean hasMore = true;
            while (hasMore) {
                try {
                    hasMore = !isKilled && victim.step(items);
                } catch (Killed e) {
                    isKilled = true;
                    kill(name);
                }
                hasMore |= survivor.step(items);
            }
            assertThat(isKilled).isTrue();
            Job ended = survivor.queue.jobs().stream()
                    .filter(each -> each.id().equals(job))
                    .findFirst()
                    .orElseThrow();
            assertThat(ended)
                    .extracting(Job::state, Job::done, Job::seen)
                    .containsExactly(JobState.DONE, (long) items, (long) items);
            int twice = boundary == Boundary.AFTER_WORK ? 1 : 0;
            assertThat(work.values().stream().mapToInt(AtomicInteger::get).sum())
                    .isEqualTo(items + twice);
            assertThat(work.values())
                    .allSatisfy(times -> assertThat(times.get()).isPositive());
        }
    }
}
