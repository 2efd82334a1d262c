package io.runfolio.work.redo.job;

import static org.awaitility.Awaitility.await;

import io.runfolio.TestWorkspace;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobCursor;
import io.runfolio.coordination.job.JobPage;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.coordination.job.JobState;
import io.runfolio.media.child.ProcessChildRunner;
import io.runfolio.settings.MediaSettings;
import io.runfolio.settings.RunfolioSettings;
import io.runfolio.wiring.Components;
import io.runfolio.wiring.SettingsRoots;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Worker of jobs in a process of its own: {@code FOLDER BOUNDARY OCCURRENCE}. It kills itself when it comes to the
 * boundary for the nth time; with the boundary {@code NONE} it begins when there is a file {@code begin}, and ends with
 * the job.
 */
final class RedoJobProgram {
    static final String NONE = "NONE";

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private RedoJobProgram() {}

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        String boundary = arguments[1];
        RunfolioSettings settings = new TestWorkspace(folder).settings("runfolio.min-free", "1MiB");
        Components parts = new Components(
                settings, Clock.systemUTC(), new ProcessChildRunner(), SettingsRoots.openOutputs(settings));
        parts.start();
        RedoJobs jobs = parts.redoJobs();
        Files.createFile(folder.resolve("alive-" + boundary));
        if (boundary.equals(NONE)) {
            await().atMost(LIMIT).until(() -> Files.exists(folder.resolve("begin")));
        }
        JobQueue killed = new KilledAt(jobs.jobs(), boundary, Integer.parseInt(arguments[2]));
        RedoWorker worker = new RedoJobs(
                        killed, jobs.layout(), jobs.catalog(), jobs.rebuild(), jobs.redo(), jobs.clock())
                .worker(new MediaSettings.Jobs(2, 1), new Idle());
        worker.start(Duration.ofMillis(20));
        await().atMost(LIMIT).until(() -> jobs.jobs().jobs().get(0).state().isEnd());
        worker.close();
        parts.close();
    }

    private static final class Idle implements RedoWorker.Load {
        @Override
        public boolean mayWork() {
            return true;
        }

        @Override
        public boolean isBusy() {
            return false;
        }

        @Override
        public void heapExhausted() {
            throw new AssertionError("the heap is exhausted");
        }
    }

    /** Jobs of a worker that kills itself. */
    private static final class KilledAt implements JobQueue {
        private final JobQueue jobs;
        private final String boundary;
        private int left;

        KilledAt(JobQueue jobs, String boundary, int occurrence) {
            this.jobs = jobs;
            this.boundary = boundary;
            this.left = occurrence;
        }

        private void at(String here) {
            if (here.equals(boundary) && --left == 0) {
                try {
                    new ProcessBuilder(
                                    "kill",
                                    "-9",
                                    String.valueOf(ProcessHandle.current().pid()))
                            .start()
                            .waitFor();
                } catch (IOException | InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }

        @Override
        public Job create(String order, long total) {
            return jobs.create(order, total);
        }

        @Override
        public List<Job> jobs() {
            return jobs.jobs();
        }

        @Override
        public List<JobProblem> problems(String job) {
            return jobs.problems(job);
        }

        @Override
        public boolean change(String job, JobState state) {
            return jobs.change(job, state);
        }

        @Override
        public Optional<JobCursor> hungry(int backlog) {
            return jobs.hungry(backlog);
        }

        @Override
        public boolean feed(JobCursor cursor, JobPage page) {
            at("BEFORE_FEED");
            boolean fed = jobs.feed(cursor, page);
            at("AFTER_FEED");
            return fed;
        }

        @Override
        public Optional<JobClaim> claim(Collection<JobClaim> held) {
            Optional<JobClaim> claim = jobs.claim(held);
            claim.ifPresent(found -> at("AFTER_CLAIM"));
            return claim;
        }

        @Override
        public boolean isHeld(JobClaim claim) {
            return jobs.isHeld(claim);
        }

        @Override
        public void complete(JobClaim claim, JobResult result) {
            at("BEFORE_COMPLETE");
            jobs.complete(claim, result);
            at("AFTER_COMPLETE");
        }

        @Override
        public void release(JobClaim claim) {
            jobs.release(claim);
        }

        @Override
        public void fail(JobClaim claim) {
            jobs.fail(claim);
        }
    }
}
