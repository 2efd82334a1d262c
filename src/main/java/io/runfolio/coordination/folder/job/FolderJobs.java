package io.runfolio.coordination.folder.job;

import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.folder.job.JobDocument.Entry;
import io.runfolio.coordination.job.Job;
import io.runfolio.coordination.job.JobClaim;
import io.runfolio.coordination.job.JobCursor;
import io.runfolio.coordination.job.JobPage;
import io.runfolio.coordination.job.JobProblem;
import io.runfolio.coordination.job.JobQueue;
import io.runfolio.coordination.job.JobResult;
import io.runfolio.coordination.job.JobState;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.Mutex;
import io.runfolio.json.RecordMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Jobs as files, {@code .runfolio/jobs/<id>.json}.
 *
 * <p>Each change replaces the file of a job under one lock. Its size is bounded, as it has open tasks only.
 */
public final class FolderJobs implements JobQueue {
    private static final int ID_BYTES = 4;
    private static final String SUFFIX = ".json";
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{8}\\.json");

    private final Path folder;
    private final Coordination coordination;
    private final String worker;
    private final Clock clock;
    private final Mutex lock;

    /**
     * @param control the folder {@code .runfolio} of an outputs folder; nothing is created before the first job
     * @param worker name of the worker, which has an alive mark when it claims
     */
    public FolderJobs(Path control, Coordination coordination, String worker, Clock clock) {
        this.folder = control.resolve("jobs");
        this.coordination = coordination;
        this.worker = worker;
        this.clock = clock;
        this.lock = coordination.writerLocks().reviewLog("jobs\n");
    }

    @Override
    public Job create(String order, long total) {
        Instant now = clock.instant();
        FolderJob created = FolderJob.create(RandomIds.hex(ID_BYTES), order, total, now);
        try {
            StorageRoots.createFolders(folder);
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " cannot be created");
        }
        return lock.with(() -> {
            all().filter(job -> job.document().state().isEnd())
                    .sorted(newestFirst())
                    .skip(MAX_ENDED)
                    .forEach(job -> DurableFiles.tryDelete(file(job.id())));
            save(created);
            return created.view(now);
        });
    }

    @Override
    public List<Job> jobs() {
        Instant now = clock.instant();
        return all().sorted(newestFirst()).map(job -> job.view(now)).toList();
    }

    @Override
    public List<JobProblem> problems(String job) {
        return find(job).map(found -> found.document().problems()).orElse(List.of());
    }

    @Override
    public boolean change(String job, JobState state) {
        return locked(() -> find(job)
                .filter(found -> !found.document().state().isEnd())
                .map(found -> {
                    found.change(state, clock.instant());
                    save(found);
                    return true;
                })
                .orElse(false));
    }

    @Override
    public Optional<JobCursor> hungry(int backlog) {
        return running()
                .filter(job -> !job.document().read() && job.openTasks() <= backlog / 2)
                .findFirst()
                .map(job -> new JobCursor(
                        job.id(), job.document().order(), job.document().position(), backlog - job.openTasks()));
    }

    @Override
    public boolean feed(JobCursor cursor, JobPage page) {
        return locked(() -> find(cursor.job())
                .filter(job -> job.isRunning()
                        && !job.document().read()
                        && job.document().position().equals(cursor.position()))
                .map(job -> {
                    job.feed(page, clock.instant());
                    save(job);
                    return true;
                })
                .orElse(false));
    }

    @Override
    public Optional<JobClaim> claim(Collection<JobClaim> held) {
        if (running().allMatch(job -> job.openTasks() == 0)) {
            return Optional.empty(); // without the lock, as that is what idle workers find
        }
        return locked(() -> {
            for (FolderJob job : running().toList()) {
                JobDocument before = job.document();
                Optional<JobClaim> claim = job.claim(worker, entry -> isFree(job, entry, held), clock.instant());
                if (!job.document().equals(before)) {
                    save(job);
                }
                if (claim.isPresent()) {
                    return claim;
                }
            }
            return Optional.empty();
        });
    }

    private boolean isFree(FolderJob job, Entry entry, Collection<JobClaim> held) {
        if (!entry.isClaimed()) {
            return true;
        }
        return entry.worker().equals(worker)
                ? held.stream()
                        .noneMatch(claim ->
                                job.held(claim, worker).filter(entry::equals).isPresent())
                : !coordination.aliveMarks().isAlive(entry.worker());
    }

    @Override
    public boolean isHeld(JobClaim claim) {
        return find(claim.job()).flatMap(job -> job.held(claim, worker)).isPresent();
    }

    @Override
    public void complete(JobClaim claim, JobResult result) {
        change(claim, job -> entry -> job.end(entry, result, clock.instant()));
    }

    @Override
    public void release(JobClaim claim) {
        putBack(claim, entry -> entry.waiting(entry.attempts() - 1));
    }

    @Override
    public void fail(JobClaim claim) {
        putBack(claim, entry -> entry.waiting(entry.attempts()));
    }

    private void putBack(JobClaim claim, UnaryOperator<Entry> waiting) {
        change(claim, job -> entry -> job.putBack(entry, waiting, clock.instant()));
    }

    private interface Change {
        void apply(Entry entry);
    }

    private void change(JobClaim claim, Function<FolderJob, Change> change) {
        locked(() -> {
            Optional<FolderJob> job = find(claim.job());
            Optional<Entry> held = job.flatMap(found -> found.held(claim, worker));
            held.ifPresent(entry -> {
                change.apply(job.get()).apply(entry);
                save(job.get());
            });
            return held.isPresent();
        });
    }

    private <T> T locked(Supplier<T> work) {
        return lock.with(work);
    }

    private Stream<FolderJob> running() {
        return all().filter(FolderJob::isRunning).sorted(Comparator.comparing(FolderJob::created));
    }

    private static Comparator<FolderJob> newestFirst() {
        return Comparator.comparing(FolderJob::created).reversed();
    }

    private Stream<FolderJob> all() {
        try (Stream<Path> files = Files.list(folder)) {
            List<String> names = files.map(file -> file.getFileName().toString())
                    .filter(name -> NAME.matcher(name).matches())
                    .sorted()
                    .toList();
            return names.stream()
                    .map(name -> find(name.substring(0, name.length() - SUFFIX.length())))
                    .flatMap(Optional::stream);
        } catch (NoSuchFileException e) {
            return Stream.empty();
        } catch (IOException e) {
            throw StorageErrors.translate(e, folder + " cannot be listed");
        }
    }

    private Optional<FolderJob> find(String job) {
        Path file = file(job);
        return NAME.matcher(job + SUFFIX).matches() && Files.exists(file)
                ? Optional.of(new FolderJob(job, RecordMapper.read(file, JobDocument.class)))
                : Optional.empty();
    }

    private Path file(String job) {
        return folder.resolve(job + SUFFIX);
    }

    private void save(FolderJob job) {
        Path file = file(job.id());
        Path part = folder.resolve(job.id() + SUFFIX + ".part");
        try {
            DurableFiles.tryDelete(part); // of a writer that was killed
            DurableFiles.replace(file, part, RecordMapper.document(job.document()));
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " cannot be written");
        }
    }
}
