package io.runfolio.coordination.folder.job;

import io.runfolio.coordination.folder.job.JobDocument.Counts;
import io.runfolio.coordination.folder.job.JobDocument.Entry;
import io.runfolio.coordination.folder.job.JobDocument.Times;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobPage;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.coordination.job.JobState;
import io.runfolio.coordination.job.JobTask;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** One job, changed in memory while its file is locked. */
final class FolderJob {
    private final String id;
    private JobDocument document;

    FolderJob(String id, JobDocument document) {
        this.id = id;
        this.document = document;
    }

    static FolderJob create(String id, String order, long total, Instant now) {
        Times times = new Times(now, now, now);
        return new FolderJob(
                id,
                new JobDocument(order, JobState.RUNNING, "", false, total, Counts.NONE, times, List.of(), List.of()));
    }

    String id() {
        return id;
    }

    JobDocument document() {
        return document;
    }

    boolean isRunning() {
        return document.state() == JobState.RUNNING;
    }

    Instant created() {
        return document.times().created();
    }

    int openTasks() {
        return document.tasks().size();
    }

    Job view(Instant now) {
        Counts counts = document.counts();
        Times times = document.times();
        long open = document.tasks().stream()
                .mapToLong(entry -> entry.task().items())
                .sum();
        return new Job(
                id,
                document.order(),
                document.state(),
                document.total(),
                counts.seen(),
                open,
                counts.done(),
                counts.failed(),
                counts.skipped(),
                document.read(),
                new Job.Times(times.created(), times.changed(), times.resumed(), counts.handledBefore(), now));
    }

    void change(JobState state, Instant now) {
        Counts before = document.counts();
        boolean isResumed = state == JobState.RUNNING && !isRunning();
        Counts counts = isResumed
                ? new Counts(before.seen(), before.done(), before.failed(), before.skipped(), before.handled())
                : before;
        Instant resumed = isResumed ? now : document.times().resumed();
        set(
                state,
                document.position(),
                document.read(),
                counts,
                new Times(created(), now, resumed),
                state == JobState.CANCELLED ? List.of() : document.tasks(),
                document.problems());
        endIfDone();
    }

    void feed(JobPage page, Instant now) {
        List<Entry> tasks = new ArrayList<>(document.tasks());
        List<String> known = tasks.stream().map(entry -> entry.task().key()).collect(Collectors.toList());
        for (JobTask task : page.tasks()) {
            if (!known.contains(task.key())) {
                known.add(task.key());
                tasks.add(new Entry(task, null, 0, 0));
            }
        }
        Counts before = document.counts();
        Counts counts = new Counts(
                before.seen() + page.seen(), before.done(), before.failed(), before.skipped(), before.handledBefore());
        set(document.state(), page.position(), page.isLast(), counts, changed(now), tasks, document.problems());
        endIfDone();
    }

    /** Claims the first free task. Those that were claimed too often fail. */
    Optional<JobClaim> claim(String worker, Predicate<Entry> isFree, Instant now) {
        for (Entry entry : document.tasks()) {
            if (!isFree.test(entry)) {
                continue;
            }
            if (entry.attempts() >= JobQueue.MAX_ATTEMPTS) {
                end(entry, JobResult.givenUp(entry.task()), now);
            } else {
                Entry claimed = entry.claimedBy(worker);
                replace(entry, claimed, now);
                return Optional.of(new JobClaim(id, document.order(), claimed.task(), claimed.fence()));
            }
        }
        return Optional.empty();
    }

    Optional<Entry> held(JobClaim claim, String worker) {
        return !claim.job().equals(id)
                ? Optional.empty()
                : document.tasks().stream()
                        .filter(entry -> entry.task().key().equals(claim.task().key())
                                && entry.fence() == claim.fence()
                                && worker.equals(entry.worker()))
                        .findFirst();
    }

    /** Gives a task back; it goes behind the others. */
    void putBack(Entry entry, UnaryOperator<Entry> waiting, Instant now) {
        List<Entry> tasks = new ArrayList<>(document.tasks());
        tasks.remove(entry);
        tasks.add(waiting.apply(entry));
        setTasks(tasks, now);
    }

    void end(Entry entry, JobResult result, Instant now) {
        List<Entry> tasks = new ArrayList<>(document.tasks());
        tasks.remove(entry);
        Counts before = document.counts();
        Counts counts = new Counts(
                before.seen(),
                before.done() + result.done(),
                before.failed() + result.failed(),
                before.skipped() + result.skipped(),
                before.handledBefore());
        List<JobProblem> problems = new ArrayList<>(document.problems());
        result.problems().stream()
                .limit(Math.max(0, JobQueue.MAX_PROBLEMS - problems.size()))
                .forEach(problems::add);
        set(document.state(), document.position(), document.read(), counts, changed(now), tasks, problems);
        endIfDone();
    }

    private void replace(Entry before, Entry after, Instant now) {
        List<Entry> tasks = new ArrayList<>(document.tasks());
        tasks.set(tasks.indexOf(before), after);
        setTasks(tasks, now);
    }

    private void setTasks(List<Entry> tasks, Instant now) {
        set(
                document.state(),
                document.position(),
                document.read(),
                document.counts(),
                changed(now),
                tasks,
                document.problems());
    }

    private Times changed(Instant now) {
        return new Times(created(), now, document.times().resumed());
    }

    private void endIfDone() {
        if (isRunning() && document.read() && document.tasks().isEmpty()) {
            set(
                    JobState.DONE,
                    document.position(),
                    true,
                    document.counts(),
                    document.times(),
                    List.of(),
                    document.problems());
        }
    }

    private void set(
            JobState state,
            String position,
            boolean isRead,
            Counts counts,
            Times times,
            List<Entry> tasks,
            List<JobProblem> problems) {
        document = new JobDocument(
                document.order(), state, position, isRead, document.total(), counts, times, tasks, problems);
    }
}
