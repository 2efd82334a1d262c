package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.files.AppendFile;
import io.runfolio.files.FlushFailedException;
import io.runfolio.files.HashIndex;
import io.runfolio.files.QuarantineFile;
import io.runfolio.json.CanonicalLineParser;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunManifest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/**
 * {@code index.jsonl}: one line per run, in the order of sealing. Safe for use by several threads and processes.
 *
 * <p>An append takes one write and one flush at any size of the index: the run ids are kept in memory, about 50 MB for
 * a million. Methods throw {@link io.runfolio.files.StorageFullException} if no space is left,
 * {@link FlushFailedException} after a failed flush, and {@link io.runfolio.files.StorageException} for other failures
 * of the disk.
 */
public final class RunIndex {
    private static final int MAX_PROBLEMS = 100;

    private final BundleLayout layout;
    private final AppendFile file;
    private final HashIndex lines = new HashIndex();
    private final CanonicalLineParser written = new CanonicalLineParser(RunIndexEntry.class, "runId");
    private final TreeMap<Long, String> problems = new TreeMap<>();

    /** Opens the index of an outputs folder; it is read at the first use. */
    public RunIndex(BundleLayout layout) {
        this.layout = layout;
        this.file = new AppendFile(
                layout.index(), layout.coordination().writerLocks().index(), true, new LineListener() {
                    @Override
                    public void reset() {
                        lines.clear();
                        problems.clear();
                    }

                    @Override
                    public boolean line(long offset, byte[] line) {
                        return learn(offset, line);
                    }

                    @Override
                    public void quarantined(long from, long bytes, Path quarantine) {
                        super.quarantined(from, bytes, quarantine);
                        problems.tailMap(from, true).clear();
                    }
                });
    }

    /** Appends and flushes a run's line unless it has one; returns whether it had none. */
    public boolean append(RunIndexEntry entry) {
        return appendAll(List.of(entry)) == 1;
    }

    /** Appends the lines of all runs that have none, with one flush, and returns their number. */
    public int appendAll(List<RunIndexEntry> entries) {
        return file.append(() -> {
            Set<String> batch = new HashSet<>();
            return entries.stream()
                    .filter(entry -> lines.get(entry.runId()) == HashIndex.ABSENT && batch.add(entry.runId()))
                    .map(RecordMapper::line)
                    .toList();
        });
    }

    /** Returns whether a run has a line. */
    public boolean contains(String runId) {
        return file.query(() -> lines.get(runId) != HashIndex.ABSENT);
    }

    /** Returns the number of lines. */
    public int size() {
        return file.query(lines::size);
    }

    /** Returns a run's line. */
    public Optional<RunIndexEntry> find(String runId) {
        return file.query(() -> {
            long offset = lines.get(runId);
            return offset == HashIndex.ABSENT ? Optional.empty() : IndexLineReader.entry(file.lineAt(offset));
        });
    }

    /**
     * Returns all entries in the index's order. Invalid lines are ignored; of two lines of one run, the first counts.
     */
    public List<RunIndexEntry> entries() {
        return IndexLineReader.all(layout.index());
    }

    /**
     * Moves bytes after the last whole line to {@code index.jsonl.broken}. To be called at a start, before
     * {@link #restoreMissing}.
     *
     * @return number of bytes moved; 0 if the index was intact
     */
    public long quarantineTail() {
        return file.quarantineTail();
    }

    /**
     * Appends a line for every bundle that has none, and returns their number. Only those bundles are opened;
     * unreadable ones are left for {@code doctor}.
     */
    public int restoreMissing(BundleReader bundles) {
        IndexRepair<?> indexRepair = startRepair(bundles);
        bundles.days().forEach(day -> indexRepair.repairDay(bundles.folders(day)));
        return indexRepair.finish();
    }

    /** Starts the repair that {@link #restoreMissing} runs as a whole. */
    public IndexRepair<?> startRepair(BundleReader bundles) {
        return new IndexRepair<>(this::missing, folder -> entry(bundles, folder), this::appendAll);
    }

    private List<Path> missing(List<Path> folders) {
        return file.query(() -> folders.stream()
                .filter(folder -> lines.get(folder.getFileName().toString()) == HashIndex.ABSENT)
                .toList());
    }

    /**
     * Rebuilds the index from the bundles, ordered by time, and returns the number of lines. Old lines without bundle
     * are moved to {@code index.jsonl.broken}.
     */
    public int rebuild(BundleReader bundles) {
        return rebuild(bundles, done -> {});
    }

    /**
     * Rebuilds the index as {@link #rebuild(BundleReader)} does.
     *
     * @param progress receives the number of bundles read, after each
     */
    public int rebuild(BundleReader bundles, IntConsumer progress) {
        Set<String> runIds = new HashSet<>();
        file.replace(() -> ordered(bundles, runIds, progress), line -> IndexLineReader.entry(line)
                .filter(entry -> runIds.contains(entry.runId()))
                .isEmpty());
        return runIds.size();
    }

    /**
     * Moves invalid lines and second lines of a run to the end of {@code index.jsonl.broken}. Afterwards strict readers
     * can load the index. Runs that lose their only line this way get another one by {@link #restoreMissing}. A kill at
     * any moment loses nothing: what is moved is on disk there before it is gone here.
     *
     * @return how many lines were moved
     */
    public int quarantineLines() {
        quarantineTail();
        if (problems().isEmpty()) {
            return 0;
        }
        int[] moved = {0};
        Predicate<byte[]> wanted = wanted();
        Predicate<byte[]> kept = wanted();
        file.replace(
                () -> {
                    List<byte[]> all = IndexLineReader.lines(layout.index());
                    List<byte[]> whole = all.stream().filter(wanted).toList();
                    moved[0] = all.size() - whole.size();
                    return whole;
                },
                line -> !kept.test(line));
        return moved[0];
    }

    /** Returns a filter that remembers seen runs, so each pass over the file needs its own. */
    private Predicate<byte[]> wanted() {
        Set<String> seen = new HashSet<>();
        CanonicalLineParser reader = new CanonicalLineParser(RunIndexEntry.class, "runId");
        return line -> {
            Optional<String> runId = reader.read(line)
                    .map(words -> words.get(0))
                    .or(() -> IndexLineReader.entry(line)
                            .filter(entry -> IndexLineReader.isStrict(line))
                            .map(RunIndexEntry::runId));
            return runId.isPresent() && seen.add(runId.get());
        };
    }

    /** Returns invalid and duplicate lines as sentences with their position, at most {@value #MAX_PROBLEMS}. */
    public List<String> problems() {
        return file.query(() -> List.copyOf(problems.values()));
    }

    /** Returns remarks on a valid index, such as quarantined bytes. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        QuarantineFile broken = new QuarantineFile(layout.index());
        if (broken.size() > 0) {
            remarks.add(broken.file() + " holds " + broken.size()
                    + " bytes that were dropped from the index: check it, then delete it");
        }
        return List.copyOf(remarks);
    }

    private List<byte[]> ordered(BundleReader bundles, Set<String> runIds, IntConsumer progress) {
        record Line(Instant time, String runId, byte[] bytes) {}
        List<Line> found = new ArrayList<>();
        for (Path folder : bundles.scan()) {
            entry(bundles, folder)
                    .filter(entry -> runIds.add(entry.runId()))
                    .ifPresent(entry -> found.add(new Line(
                            CreatedAt.instant(entry.createdAt()).orElse(Instant.EPOCH),
                            entry.runId(),
                            RecordMapper.line(entry).getBytes(StandardCharsets.UTF_8))));
            progress.accept(found.size());
        }
        found.sort(Comparator.comparing(Line::time).thenComparing(Line::runId));
        return found.stream().map(Line::bytes).toList();
    }

    /**
     * Builds the line of a bundle with its current path. A folder that is no bundle, or whose run has another id, gets
     * none, as it could not be found by its line.
     */
    private Optional<RunIndexEntry> entry(BundleReader bundles, Path folder) {
        if (!BundleReader.isBundle(folder)) {
            return Optional.empty();
        }
        try {
            RunManifest manifest = bundles.manifest(folder);
            boolean whole = folder.getFileName().toString().equals(manifest.runId())
                    && manifest.createdAt() != null
                    && manifest.status() != null
                    && manifest.modelKey() != null;
            return whole
                    ? Optional.of(RunIndexEntry.of(manifest).withRunPath(layout.relative(folder)))
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private boolean learn(long offset, byte[] line) {
        Optional<String> canonical = written.read(line).map(words -> words.get(0));
        Optional<String> runId = canonical.or(() -> IndexLineReader.entry(line).map(RunIndexEntry::runId));
        if (runId.isEmpty()) {
            problem(offset, "is not an index line");
            return false;
        }
        if (!lines.putIfAbsent(runId.get(), offset)) {
            problem(offset, "is a second line of a run");
        } else if (canonical.isEmpty() && !IndexLineReader.isStrict(line)) {
            problem(offset, "has unknown fields or lacks required ones");
        }
        return true;
    }

    private void problem(long offset, String what) {
        if (problems.size() < MAX_PROBLEMS) {
            problems.put(offset, "The line at byte " + offset + " of " + layout.index() + " " + what + ".");
        }
    }
}
