package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.bundle.EventOrigin;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.run.RunArtifact;
import io.runfolio.run.UnreadableRecordException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code .runfolio/events.jsonl}: which event became which run, so that an event delivered again is known for what it is. It holds nothing that the bundles do not: it may be deleted, and
 * {@link #restoreMissing} makes it anew. So its lines are written, which a killed process cannot undo, but not forced to disk: those that a power cut takes away come back at the next start. Safe for use by several threads and processes; it fails as {@link RunIndex} does.
 */
public final class EventLedger {
    private final Path path;
    private final AppendFile file;
    /** Event ids, by the offset of their line; the line itself settles whether it is the right one. */
    private final KeyTable events = new KeyTable();

    private final KeyTable runs = new KeyTable();
    private final WrittenLine written = new WrittenLine(Known.class, "eventId", "digest", "runId");

    /**
     * What became of an event.
     *
     * @param eventId its identity
     * @param digest lower-case hex of the sha256 of what it said
     * @param runId the run
     */
    public record Known(String eventId, String digest, String runId) {}

    /** Opens the ledger of an outputs folder; it is read when it is first used. */
    public EventLedger(BundleLayout layout) {
        path = layout.eventLedger();
        file = new AppendFile(
                layout.eventLedger(),
                IndexLocks.writers(layout),
                IndexLocks.EVENT_LEDGER,
                false,
                new AppendFile.Reader() {
                    @Override
                    public void reset() {
                        events.clear();
                        runs.clear();
                    }

                    @Override
                    public boolean line(long offset, byte[] line) {
                        Optional<Known> known = written.read(line)
                                .map(words -> new Known(words.get(0), words.get(1), words.get(2)))
                                .or(() -> read(line));
                        known.ifPresent(value -> learn(offset, value));
                        return known.isPresent();
                    }

                    @Override
                    public void cut(long from) {}
                });
    }

    /** Returns what became of an event, if it was ever bundled. What other processes appended counts. */
    public Optional<Known> find(String eventId) {
        return file.query(() -> noted(eventId));
    }

    private Optional<Known> noted(String eventId) {
        long offset = events.get(eventId);
        return offset == KeyTable.ABSENT
                ? Optional.empty()
                : read(file.lineAt(offset)).filter(known -> known.eventId().equals(eventId));
    }

    /**
     * Notes that an event became a run, unless just that is noted already, and returns whether it was not. A later run of an event counts instead of an earlier one, whose bundle was deleted. */
    public boolean append(EventOrigin origin, String runId) {
        Known known = new Known(origin.eventId(), origin.digest(), runId);
        return file.append(() -> noted(origin.eventId()).filter(known::equals).isPresent()
                        ? List.of()
                        : List.of(RecordMapper.line(known)))
                == 1;
    }

    /** Returns how many events are noted. */
    public int size() {
        return file.query(events::size);
    }

    /** Makes the ledger end in a whole line, as {@link RunIndex#repairTail()} does for the index. */
    public long repairTail() {
        return file.repairTail();
    }

    /**
     * Moves lines that are not of this ledger, wherever they are, to the end of {@code events.jsonl.broken}, as
     * {@link RunIndex#quarantine()} does for the index.
     */
    public void quarantine() {
        repairTail();
        List<byte[]> all = IndexLines.lines(path);
        List<byte[]> foreign = all.stream().filter(line -> read(line).isEmpty()).toList();
        if (!foreign.isEmpty()) {
            file.replace(
                    () -> IndexLines.lines(path).stream()
                            .filter(line -> read(line).isPresent())
                            .toList(),
                    line -> read(line).isEmpty());
        }
    }

    /** Appends a line for every bundle that has none and says which event it came from, and returns how many were appended. Only bundles without line are opened. */
    public int restoreMissing(BundleReader bundles) {
        Restoring<?> restoring = restoring(bundles);
        bundles.days().forEach(day -> restoring.look(bundles.folders(day)));
        return restoring.end();
    }

    /** Begins what {@link #restoreMissing} does as a whole. */
    public Restoring<?> restoring(BundleReader bundles) {
        return new Restoring<>(this::missing, folder -> read(bundles, folder), wanted -> appendAll(bundles, wanted));
    }

    private int appendAll(BundleReader bundles, List<Known> wanted) {
        return file.append(() -> wanted.stream()
                .filter(known -> noted(known.eventId())
                        .filter(before -> bundles.find(before.runId()).isPresent())
                        .isEmpty())
                .map(RecordMapper::line)
                .toList());
    }

    private List<Path> missing(List<Path> folders) {
        return file.query(() -> folders.stream()
                .filter(folder -> runs.get(folder.getFileName().toString()) == KeyTable.ABSENT)
                .toList());
    }

    private void learn(long offset, Known known) {
        events.put(known.eventId(), offset);
        runs.putIfAbsent(known.runId(), offset);
    }

    static Optional<Known> read(byte[] line) {
        if (line.length == 0 || line[0] != '{') {
            return Optional.empty();
        }
        try {
            Known known = RecordMapper.read(line, Known.class);
            boolean whole = known.eventId() != null && known.digest() != null && known.runId() != null;
            return whole ? Optional.of(known) : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private static Optional<Known> read(BundleReader bundles, Path folder) {
        if (!BundleReader.isBundle(folder)) {
            return Optional.empty();
        }
        try {
            RunArtifact run = bundles.run(folder);
            return bundles.origin(run).map(origin -> new Known(origin.eventId(), origin.digest(), run.runId()));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
