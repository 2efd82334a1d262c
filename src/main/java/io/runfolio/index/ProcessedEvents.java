package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.files.AppendFile;
import io.runfolio.files.HashIndex;
import io.runfolio.json.CanonicalLineParser;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunArtifact;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code .runfolio/events.jsonl}: which event became which run, to detect redelivered events. It can be deleted:
 * {@link #restoreMissing} rebuilds it from the bundles. Its lines therefore survive the process but are not flushed;
 * those that a power cut removes are restored at the next start. Safe for use by several threads and processes. Throws
 * as {@link RunIndex} does.
 */
public final class ProcessedEvents {
    private final Path path;
    private final AppendFile file;
    /** Offsets of lines by event id; the line itself is compared as well. */
    private final HashIndex events = new HashIndex();

    private final HashIndex runs = new HashIndex();
    private final CanonicalLineParser written =
            new CanonicalLineParser(ProcessedEvent.class, "eventId", "digest", "runId");

    /**
     * A processed event.
     *
     * @param eventId identity of the event
     * @param digest SHA-256 of its content, in lower-case hex
     * @param runId the run
     */
    public record ProcessedEvent(String eventId, String digest, String runId) {}

    /** Opens the file of an outputs folder; it is read at the first use. */
    public ProcessedEvents(BundleLayout layout) {
        path = layout.processedEvents();
        file = new AppendFile(
                layout.processedEvents(),
                layout.coordination().writerLocks().processedEvents(),
                false,
                new LineListener() {
                    @Override
                    public void reset() {
                        events.clear();
                        runs.clear();
                    }

                    @Override
                    public boolean line(long offset, byte[] line) {
                        Optional<ProcessedEvent> known = written.read(line)
                                .map(words -> new ProcessedEvent(words.get(0), words.get(1), words.get(2)))
                                .or(() -> read(line));
                        known.ifPresent(value -> learn(offset, value));
                        return known.isPresent();
                    }
                });
    }

    /** Returns the run of an event, if it was bundled by any process. */
    public Optional<ProcessedEvent> find(String eventId) {
        return file.query(() -> lookup(eventId));
    }

    private Optional<ProcessedEvent> lookup(String eventId) {
        long offset = events.get(eventId);
        return offset == HashIndex.ABSENT
                ? Optional.empty()
                : read(file.lineAt(offset))
                        .filter(processedEvent -> processedEvent.eventId().equals(eventId));
    }

    /**
     * Appends the run of an event unless it has that line; returns whether it had none. A later run replaces an earlier
     * one whose bundle was deleted.
     */
    public boolean append(EventOrigin origin, String runId) {
        ProcessedEvent processedEvent = new ProcessedEvent(origin.eventId(), origin.digest(), runId);
        return file.append(() ->
                        lookup(origin.eventId()).filter(processedEvent::equals).isPresent()
                                ? List.of()
                                : List.of(RecordMapper.line(processedEvent)))
                == 1;
    }

    /** Returns the number of events. */
    public int size() {
        return file.query(events::size);
    }

    /** Moves bytes after the last whole line to the quarantine file. */
    public long repairTail() {
        return file.quarantineTail();
    }

    /** Moves invalid lines to the end of {@code events.jsonl.broken}. */
    public void quarantine() {
        repairTail();
        List<byte[]> all = IndexLineReader.lines(path);
        List<byte[]> foreign = all.stream().filter(line -> read(line).isEmpty()).toList();
        if (!foreign.isEmpty()) {
            file.replace(
                    () -> IndexLineReader.lines(path).stream()
                            .filter(line -> read(line).isPresent())
                            .toList(),
                    line -> read(line).isEmpty());
        }
    }

    /**
     * Appends a line for every bundle that has none and records its event, and returns their number. Only bundles
     * without line are opened.
     */
    public int restoreMissing(BundleReader bundles) {
        IndexRepair<?> indexRepair = restoring(bundles);
        bundles.days().forEach(day -> indexRepair.repairDay(bundles.folders(day)));
        return indexRepair.finish();
    }

    /** Starts the repair that {@link #restoreMissing} runs as a whole. */
    public IndexRepair<?> restoring(BundleReader bundles) {
        return new IndexRepair<>(this::missing, folder -> read(bundles, folder), wanted -> appendAll(bundles, wanted));
    }

    private int appendAll(BundleReader bundles, List<ProcessedEvent> wanted) {
        return file.append(() -> wanted.stream()
                .filter(processedEvent -> lookup(processedEvent.eventId())
                        .filter(before -> bundles.find(before.runId()).isPresent())
                        .isEmpty())
                .map(RecordMapper::line)
                .toList());
    }

    private List<Path> missing(List<Path> folders) {
        return file.query(() -> folders.stream()
                .filter(folder -> runs.get(folder.getFileName().toString()) == HashIndex.ABSENT)
                .toList());
    }

    private void learn(long offset, ProcessedEvent processedEvent) {
        events.put(processedEvent.eventId(), offset);
        runs.putIfAbsent(processedEvent.runId(), offset);
    }

    static Optional<ProcessedEvent> read(byte[] line) {
        if (line.length == 0 || line[0] != '{') {
            return Optional.empty();
        }
        try {
            ProcessedEvent processedEvent = RecordMapper.read(line, ProcessedEvent.class);
            boolean whole = processedEvent.eventId() != null
                    && processedEvent.digest() != null
                    && processedEvent.runId() != null;
            return whole ? Optional.of(processedEvent) : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    private static Optional<ProcessedEvent> read(BundleReader bundles, Path folder) {
        if (!BundleReader.isBundle(folder)) {
            return Optional.empty();
        }
        try {
            RunArtifact run = bundles.run(folder);
            return bundles.origin(run)
                    .map(origin -> new ProcessedEvent(origin.eventId(), origin.digest(), run.runId()));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
