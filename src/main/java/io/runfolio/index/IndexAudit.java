package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.BundleReader;
import io.runfolio.files.LineScanner;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.Finding;
import io.runfolio.run.RunIndexEntry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Compares the index and the processed events with the bundles. Read-only. */
public final class IndexAudit {
    private final BundleLayout layout;
    private final BundleReader reader;
    private final List<Finding> findings = new ArrayList<>();

    public IndexAudit(BundleLayout layout) {
        this.layout = layout;
        this.reader = new BundleReader(layout);
    }

    /**
     * Contents of the index.
     *
     * @param runs runs with a valid line
     * @param events digests of the processed events, by event id
     * @param findings faults of both files
     */
    public record Result(Set<String> runs, Map<String, Set<String>> events, List<Finding> findings) {}

    /**
     * Reads both files once.
     *
     * @param bundles all bundles, listed before the files are read, so that a new bundle is not reported
     */
    public Result check(List<Path> bundles) {
        Set<String> runs = new HashSet<>();
        scan(layout.index(), (offset, line) -> {
            Optional<RunIndexEntry> entry = IndexLineReader.entry(line);
            entry.ifPresent(known -> entry(offset, known, runs));
            if (entry.isEmpty() || !IndexLineReader.isStrict(line)) {
                foreign(layout.index(), offset, line);
            }
        });
        Map<String, Set<EventOrigin>> events = new HashMap<>();
        Map<String, ProcessedEvents.ProcessedEvent> latest = new LinkedHashMap<>();
        scan(layout.processedEvents(), (offset, line) -> ProcessedEvents.read(line)
                .ifPresentOrElse(
                        processedEvent -> {
                            events.computeIfAbsent(processedEvent.runId(), run -> new HashSet<>())
                                    .add(new EventOrigin(processedEvent.eventId(), processedEvent.digest()));
                            latest.put(processedEvent.eventId(), processedEvent);
                        },
                        () -> foreign(layout.processedEvents(), offset, line)));
        Set<String> there = new HashSet<>();
        for (Path bundle : bundles) {
            there.add(bundle.getFileName().toString());
            if (BundleReader.isBundle(bundle)) {
                bundle(bundle, runs, events);
            }
        }
        latest.values().stream()
                .filter(processedEvent -> !there.contains(processedEvent.runId()))
                .filter(processedEvent -> reader.find(processedEvent.runId()).isEmpty())
                .forEach(this::lost);
        Map<String, Set<String>> digests = new HashMap<>();
        events.values()
                .forEach(known ->
                        known.forEach(origin -> digests.computeIfAbsent(origin.eventId(), id -> new HashSet<>())
                                .add(origin.digest())));
        return new Result(Set.copyOf(runs), digests, List.copyOf(findings));
    }

    private void lost(ProcessedEvents.ProcessedEvent processedEvent) {
        found(
                "event_without_bundle",
                layout.processedEvents(),
                "The event " + processedEvent.eventId() + " was bundled as " + processedEvent.runId()
                        + ", and that bundle is not here");
    }

    private void entry(long offset, RunIndexEntry entry, Set<String> runs) {
        if (!runs.add(entry.runId())) {
            found("line_twice", layout.index(), entry.runId() + " has a second line at byte " + offset);
            return;
        }
        Optional<Path> folder = folder(entry);
        if (folder.isEmpty()) {
            found("line_without_bundle", layout.index(), "The line of " + entry.runId() + " points to no bundle");
            return;
        }
        try {
            RunIndexEntry wanted =
                    RunIndexEntry.of(reader.manifest(folder.get())).withRunPath(entry.runPath());
            if (!wanted.equals(entry)) {
                found("line_differs", layout.index(), "The line of " + entry.runId() + " differs from its manifest");
            }
        } catch (UnreadableRecordException e) {
            found(
                    "line_unchecked",
                    layout.index(),
                    "The line of " + entry.runId() + " cannot be compared: its manifest cannot be read");
        }
    }

    private Optional<Path> folder(RunIndexEntry entry) {
        if (entry.runPath() == null) {
            return Optional.empty();
        }
        return layout.store()
                .folder(entry.runPath())
                .filter(path -> path.getFileName().toString().equals(entry.runId()))
                .filter(BundleReader::isBundle);
    }

    private void bundle(Path bundle, Set<String> runs, Map<String, Set<EventOrigin>> events) {
        String run = bundle.getFileName().toString();
        if (!runs.contains(run)) {
            found("bundle_without_line", bundle, "The bundle has no line in the index");
        }
        try {
            Optional<EventOrigin> origin = reader.origin(reader.run(bundle));
            if (origin.isPresent() && !events.getOrDefault(run, Set.of()).contains(origin.get())) {
                found("event_without_line", bundle, "The ledger of events does not know the event of this bundle");
            }
        } catch (UnreadableRecordException e) {
            return; // reported by the check of the bundle
        }
    }

    private void foreign(Path file, long offset, byte[] line) {
        if (!new String(line, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
            found("line_unreadable", file, "The line at byte " + offset + " is invalid");
        }
    }

    private void scan(Path file, LineScanner.Sink sink) {
        try (InputStream in = Files.newInputStream(file)) {
            long size = Files.size(file);
            long end = LineScanner.scan(in, 0, sink);
            if (end < size) {
                found("line_torn", file, "The last " + (size - end) + " bytes are no whole line");
            }
        } catch (NoSuchFileException e) {
            return; // no lines
        } catch (IOException e) {
            throw StorageErrors.translate(e, file + " could not be read");
        }
    }

    private void found(String code, Path path, String message) {
        findings.add(new Finding(code, path.toString(), message));
    }
}
