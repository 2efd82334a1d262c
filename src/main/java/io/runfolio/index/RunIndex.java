package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.CreatedAt;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.run.RunIndexEntry;
import io.runfolio.run.RunManifest;
import io.runfolio.run.UnreadableRecordException;
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
 * {@code index.jsonl}: one line a run, in the order of their sealing. Safe for use by several threads; several workers, also in other processes, may append to one index.
 *
 * <p>An append costs one write and one flush, however long the index is: which runs have a line is known in memory, some 50 MB for a million. Methods throw
 * {@link io.runfolio.run.StorageFullException} when no room is left, {@link IndexBrokenException} once a flush has failed, and {@link io.runfolio.run.StorageException} for other failures of the disk.
 */
public final class RunIndex {
    private static final int PROBLEMS_KEPT = 100;

    private final BundleLayout layout;
    private final AppendFile file;
    private final KeyTable lines = new KeyTable();
    private final WrittenLine written = new WrittenLine(RunIndexEntry.class, "runId");
    private final TreeMap<Long, String> problems = new TreeMap<>();

    /** Opens the index of an outputs folder; it is read when it is first used. */
    public RunIndex(BundleLayout layout) {
        this.layout = layout;
        this.file = new AppendFile(
                layout.index(), IndexLocks.writers(layout), IndexLocks.INDEX, true, new AppendFile.Reader() {
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
                    public void cut(long from) {
                        problems.tailMap(from, true).clear();
                    }
                });
    }

    /** Appends a run's line unless it has one, and returns whether it had none. When this returns, the line is on disk. */
    public boolean append(RunIndexEntry entry) {
        return appendAll(List.of(entry)) == 1;
    }

    /** Appends the lines of all runs that have none, with one flush for all, and returns how many there were. */
    public int appendAll(List<RunIndexEntry> entries) {
        return file.append(() -> {
            Set<String> batch = new HashSet<>();
            return entries.stream()
                    .filter(entry -> lines.get(entry.runId()) == KeyTable.ABSENT && batch.add(entry.runId()))
                    .map(RecordMapper::line)
                    .toList();
        });
    }

    /** Returns whether a run has a line. */
    public boolean contains(String runId) {
        return file.query(() -> lines.get(runId) != KeyTable.ABSENT);
    }

    /** Returns how many runs have a line. */
    public int size() {
        return file.query(lines::size);
    }

    /** Returns a run's line. */
    public Optional<RunIndexEntry> find(String runId) {
        return file.query(() -> {
            long offset = lines.get(runId);
            return offset == KeyTable.ABSENT ? Optional.empty() : IndexLines.entry(file.lineAt(offset));
        });
    }

    /** Returns all lines in the index's order. What is no line of an index is passed over; of two lines of one run, the first counts. */
    public List<RunIndexEntry> entries() {
        return IndexLines.all(layout.index());
    }

    /**
     * Makes the index end in a whole line: what stands behind the last one goes to {@code index.jsonl.broken}. To be done at a start, before {@link #restoreMissing}.
     *
     * @return how many bytes were set aside; 0 if the index was whole
     */
    public long repairTail() {
        return file.repairTail();
    }

    /** Appends a line for every bundle that has none, and returns how many there were. Only those bundles are opened; one that cannot be read is left for {@code doctor}. */
    public int restoreMissing(BundleReader bundles) {
        Restoring<?> restoring = restoring(bundles);
        bundles.days().forEach(day -> restoring.look(bundles.folders(day)));
        return restoring.end();
    }

    /** Begins what {@link #restoreMissing} does as a whole. */
    public Restoring<?> restoring(BundleReader bundles) {
        return new Restoring<>(this::missing, folder -> entry(bundles, folder), this::appendAll);
    }

    private List<Path> missing(List<Path> folders) {
        return file.query(() -> folders.stream()
                .filter(folder -> lines.get(folder.getFileName().toString()) == KeyTable.ABSENT)
                .toList());
    }

    /** Makes the index anew from the bundles, ordered by time, and returns how many lines it has. Lines of the old one that no bundle stands for go to {@code index.jsonl.broken}. */
    public int rebuild(BundleReader bundles) {
        return rebuild(bundles, done -> {});
    }

    /**
     * As {@link #rebuild(BundleReader)}.
     *
     * @param progress is told after each bundle how many were read
     */
    public int rebuild(BundleReader bundles, IntConsumer progress) {
        Set<String> runIds = new HashSet<>();
        file.replace(() -> ordered(bundles, runIds, progress), line -> IndexLines.entry(line)
                .filter(entry -> runIds.contains(entry.runId()))
                .isEmpty());
        return runIds.size();
    }

    /**
     * Moves lines that strict readers refuse, wherever they are, and second lines of a run to the end of
     * {@code index.jsonl.broken}, so that the index can be loaded again. Runs that lose their only line this way get another
     * one by {@link #restoreMissing}. A kill at any moment loses nothing: what is moved is on disk there before it is gone here.
     *
     * @return how many lines were moved
     */
    public int quarantine() {
        repairTail();
        if (problems().isEmpty()) {
            return 0;
        }
        int[] moved = {0};
        Predicate<byte[]> wanted = wanted();
        Predicate<byte[]> kept = wanted();
        file.replace(
                () -> {
                    List<byte[]> all = IndexLines.lines(layout.index());
                    List<byte[]> whole = all.stream().filter(wanted).toList();
                    moved[0] = all.size() - whole.size();
                    return whole;
                },
                line -> !kept.test(line));
        return moved[0];
    }

    /** Remembers the runs that it has seen, so each pass over the file needs its own. */
    private Predicate<byte[]> wanted() {
        Set<String> seen = new HashSet<>();
        WrittenLine reader = new WrittenLine(RunIndexEntry.class, "runId");
        return line -> {
            Optional<String> runId = reader.read(line)
                    .map(words -> words.get(0))
                    .or(() -> IndexLines.entry(line)
                            .filter(entry -> IndexLines.isStrict(line))
                            .map(RunIndexEntry::runId));
            return runId.isPresent() && seen.add(runId.get());
        };
    }

    /** Returns what stands in the index and is no line of it, or is there twice: sentences that name the place, at most {@value #PROBLEMS_KEPT}. */
    public List<String> problems() {
        return file.query(() -> List.copyOf(problems.values()));
    }

    /** Returns what people should know of the index though nothing is wrong with it: what was set aside. */
    public List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        SetAside broken = new SetAside(layout.index());
        if (broken.size() > 0) {
            remarks.add(broken.file() + " holds " + broken.size()
                    + " bytes that were dropped from the index; look at it, then delete it.");
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
     * The line that a bundle calls for, with the place where it is now, whatever its manifest says. A folder that is no bundle, or whose run has another name, gets none: nobody would find it by its
     * line.
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
            return whole ? Optional.of(RunIndexEntry.of(manifest).at(layout.relative(folder))) : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private boolean learn(long offset, byte[] line) {
        Optional<String> canonical = written.read(line).map(words -> words.get(0));
        Optional<String> runId = canonical.or(() -> IndexLines.entry(line).map(RunIndexEntry::runId));
        if (runId.isEmpty()) {
            problem(offset, "is no line of an index");
            return false;
        }
        if (!lines.putIfAbsent(runId.get(), offset)) {
            problem(offset, "is a second line of a run that has one");
        } else if (canonical.isEmpty() && !IndexLines.isStrict(line)) {
            problem(offset, "has other fields than an index line, or lacks one");
        }
        return true;
    }

    private void problem(long offset, String what) {
        if (problems.size() < PROBLEMS_KEPT) {
            problems.put(offset, "What begins at byte " + offset + " of " + layout.index() + " " + what + ".");
        }
    }
}
