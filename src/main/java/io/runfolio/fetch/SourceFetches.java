package io.runfolio.fetch;

import io.runfolio.files.InterruptedRunException;
import io.runfolio.files.SourceUrl;
import io.runfolio.intake.OpenSource;
import io.runfolio.intake.RunEvent;
import io.runfolio.intake.SourceOpener;
import io.runfolio.intake.SourceUnavailableException;
import io.runfolio.run.AssetSource;
import io.runfolio.run.EventOrigin;
import io.runfolio.settings.FetchSettings;
import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Sources by URL: fetches them into a folder of their event, and opens what was fetched. Safe for use by several
 * threads; of several workers, the one with the claim of an event fetches its files.
 */
public final class SourceFetches implements SourceOpener, Closeable {
    private static final Duration MAX_DELAY = Duration.ofMinutes(10);
    /** Tries at a file that comes whole with another checksum than stated. */
    private static final int MAX_MISMATCHES = 2;

    private final FetchSettings settings;
    private final Path root;
    private final Clock clock;
    private final UrlRules rules;
    private final Supplier<Downloader> opening;
    /** Opened with the first try, as most programs fetch nothing. */
    private Optional<Downloader> downloader = Optional.empty();

    private boolean stopped;

    /**
     * @param maxBytes size of the largest file
     * @param root folder for the fetched files of all events
     */
    public SourceFetches(FetchSettings settings, long maxBytes, Path root, Clock clock) {
        this(settings, FetchLimits.of(settings, maxBytes), root, clock, java.net.InetAddress::getAllByName);
    }

    SourceFetches(FetchSettings settings, FetchLimits limits, Path root, Clock clock, HostLookup lookup) {
        this.settings = settings;
        this.root = root;
        this.clock = clock;
        this.rules = new UrlRules(settings);
        this.opening =
                () -> new Downloader(rules, new HostKeys(settings), limits, new FetchClient(settings, limits, lookup));
    }

    @Override
    public void check(String sourcePath, String field) {
        new UrlForm().check(sourcePath, field);
    }

    @Override
    public OpenSource open(String sourcePath, EventOrigin event) throws IOException {
        URI url = SourceUrl.parse(sourcePath);
        Optional<String> refused = rules.refusal(url);
        if (refused.isPresent()) {
            throw new SourceUnavailableException("fetch_refused", refused.get());
        }
        FetchFolder folder = FetchFolder.of(root, event);
        Optional<Path> file = folder.ready(url.toString());
        if (file.isPresent()) {
            return OpenSource.of(file.get());
        }
        FetchNote note = folder.note(url.toString());
        throw new SourceUnavailableException(
                note.code().orElse("fetch_failed"),
                note.reason().isEmpty() ? "The file was not fetched from " + url.getHost() + "." : note.reason());
    }

    /** Returns the progress of an event; empty if all its files have come or failed, or it has none. */
    public Optional<FetchProgress> progress(RunEvent event) {
        if (tasks(event, Instant.EPOCH).isEmpty()) {
            return Optional.empty();
        }
        EventOrigin origin = event.origin();
        FetchFolder folder = FetchFolder.of(root, origin);
        Instant since = folder.open(origin, clock.instant());
        List<FetchTask> all = tasks(event, since);
        List<FetchTask> open = unsettled(all, folder);
        if (open.isEmpty()) {
            return Optional.empty();
        }
        List<FetchNote> notes = open.stream().map(folder::note).toList();
        String last = notes.stream()
                .map(FetchNote::reason)
                .filter(reason -> !reason.isEmpty())
                .findFirst()
                .orElse("");
        return Optional.of(new FetchProgress(
                since,
                notes.stream()
                        .map(FetchNote::nextTry)
                        .min(Comparator.naturalOrder())
                        .orElse(since),
                open.get(0).urgentBy(),
                (all.size() - open.size() + " of " + all.size() + " files are settled. " + last).strip()));
    }

    /** Lets an event wait as if it had come now, as it was refused in the meantime and is retried. */
    public FetchProgress restart(RunEvent event) {
        FetchFolder.of(root, event.origin()).restart(event.origin(), clock.instant());
        return progress(event).orElseThrow();
    }

    /** Returns the files of an event that are due for a try, the most urgent first. */
    public List<FetchTask> due(RunEvent event) {
        FetchFolder folder = FetchFolder.of(root, event.origin());
        Instant now = clock.instant();
        Instant since = folder.owner().map(FetchFolder.Owner::since).orElse(now);
        return unsettled(tasks(event, since), folder).stream()
                .filter(task -> !folder.note(task).nextTry().isAfter(now))
                .toList();
    }

    private static List<FetchTask> unsettled(List<FetchTask> tasks, FetchFolder folder) {
        return tasks.stream()
                .filter(task -> folder.note(task).state() != FetchNote.State.FAILED
                        && folder.ready(task.url().toString()).isEmpty())
                .sorted(Comparator.comparing(FetchTask::urgentBy))
                .toList();
    }

    /** Returns the files of an event from allowed hosts, each URL once. */
    private List<FetchTask> tasks(RunEvent event, Instant since) {
        Map<URI, FetchTask> tasks = new LinkedHashMap<>();
        Stream.concat(event.request().outputs().stream(), event.request().inputs().stream())
                .filter(source -> SourceUrl.isWeb(source.sourcePath()))
                .map(source -> task(source, event.origin(), since))
                .filter(task -> rules.refusal(task.url()).isEmpty())
                .forEach(task -> tasks.merge(task.url(), task, SourceFetches::merged));
        return List.copyOf(tasks.values());
    }

    private static FetchTask task(AssetSource source, EventOrigin origin, Instant since) {
        URI url = SourceUrl.parse(source.sourcePath());
        return new FetchTask(
                origin, url, LinkExpiry.of(source, url, since), Optional.ofNullable(source.expectedSha256()));
    }

    private static FetchTask merged(FetchTask one, FetchTask other) {
        Instant urgentBy = one.urgentBy().isBefore(other.urgentBy()) ? one.urgentBy() : other.urgentBy();
        boolean same = Objects.equals(one.expectedSha256(), other.expectedSha256());
        return new FetchTask(one.event(), one.url(), urgentBy, same ? one.expectedSha256() : Optional.empty());
    }

    /**
     * Makes one try at a file and records its result.
     *
     * @throws io.runfolio.files.StorageException on an I/O error
     * @throws io.runfolio.files.InterruptedRunException if the worker is stopping
     */
    public void fetch(FetchTask task) {
        FetchFolder folder = FetchFolder.of(root, task.event());
        folder.open(task.event(), clock.instant());
        folder.write(task, folder.note(task).started());
        FetchResult result = downloader().fetch(task, folder);
        FetchNote note = folder.note(task);
        folder.write(task, after(note, task, result));
    }

    private FetchNote after(FetchNote note, FetchTask task, FetchResult result) {
        if (result instanceof FetchResult.Fetched fetched) {
            return note.ready(fetched.bytes(), fetched.sha256());
        }
        if (result instanceof FetchResult.Failed failed) {
            return note.failed(failed.code(), failed.reason());
        }
        FetchResult.TryAgain again = (FetchResult.TryAgain) result;
        if (again.corrupt() && note.mismatches() + 1 >= MAX_MISMATCHES) {
            return note.failed("checksum_mismatch", again.reason());
        }
        Instant now = clock.instant();
        Duration own = delay(note.attempts(), Duration.between(now, task.urgentBy()));
        Duration delay =
                again.delay().filter(stated -> stated.compareTo(own) > 0).orElse(own);
        FetchNote kept = again.corrupt() ? note.afterMismatch() : note;
        return kept.again(now.plus(delay), again.reason());
    }

    /** Returns a delay that doubles with each try, and leaves time for more tries before the link fails. */
    private Duration delay(int attempts, Duration left) {
        Duration doubled = settings.retryDelay().multipliedBy(1L << Math.min(20, Math.max(0, attempts - 1)));
        Duration atMost = left.isNegative() ? MAX_DELAY : left.dividedBy(4);
        Duration shorter = Stream.of(doubled, atMost, MAX_DELAY)
                .min(Comparator.naturalOrder())
                .get();
        return shorter.compareTo(settings.retryDelay()) < 0 ? settings.retryDelay() : shorter;
    }

    /**
     * Fetches the files of an event while the caller waits, then gives up those that have not come.
     *
     * @param maxTries tries at each file
     */
    public void fetchNow(RunEvent event, int maxTries) {
        for (int round = 1; round <= maxTries; round++) {
            due(event).forEach(this::fetch);
            Optional<FetchProgress> open = progress(event);
            if (open.isEmpty()) {
                return;
            }
            if (round < maxTries) {
                sleepUntil(open.get().nextTry());
            }
        }
        giveUp(event, "It was not fetched in " + maxTries + " tries.");
    }

    private void sleepUntil(Instant time) {
        try {
            Thread.sleep(Math.max(0, Duration.between(clock.instant(), time).toMillis() + 1)); // rounded up
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedRunException("Stopped while a file was fetched", e);
        }
    }

    /** Gives up all files of an event that have not come. */
    public void giveUp(RunEvent event, String why) {
        FetchFolder folder = FetchFolder.of(root, event.origin());
        Instant since = folder.open(event.origin(), clock.instant());
        for (FetchTask task : unsettled(tasks(event, since), folder)) {
            FetchNote note = folder.note(task);
            folder.write(task, note.failed("fetch_failed", (why + " " + note.reason()).strip()));
        }
    }

    /** Deletes what was fetched for an event whose bundle is durable. */
    public void discard(EventOrigin event) {
        FetchFolder.of(root, event).delete();
    }

    /**
     * Deletes the folders of events that are bundled, which a killed worker has left.
     *
     * @param isBundled gets the identity of an event
     */
    public void sweep(Predicate<String> isBundled) {
        List<FetchFolder> folders = FetchFolder.all(root);
        folders.stream().filter(folder -> folder.owner().isEmpty()).forEach(FetchFolder::deleteIfEmpty);
        folders.stream()
                .filter(folder -> folder.isAbandoned(clock.instant())
                        || folder.owner()
                                .filter(owner -> isBundled.test(owner.event().eventId()))
                                .isPresent())
                .forEach(FetchFolder::delete);
    }

    /** Ends all tries in progress; they are resumed by a later one. */
    public synchronized void stop() {
        stopped = true;
        downloader.ifPresent(Downloader::stop);
    }

    private synchronized Downloader downloader() {
        if (stopped) {
            throw new InterruptedRunException("The worker is stopping", null);
        }
        if (downloader.isEmpty()) {
            downloader = Optional.of(opening.get());
        }
        return downloader.get();
    }

    @Override
    public synchronized void close() {
        stop();
        downloader.ifPresent(Downloader::close);
    }
}
