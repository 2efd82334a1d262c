package io.runfolio.announce;

import io.runfolio.artifact.ReviewLogEntry;
import io.runfolio.artifact.ReviewLogParser;
import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RunFolder;
import io.runfolio.files.lock.Mutex;
import io.runfolio.hooks.outbox.OutgoingWebhook;
import io.runfolio.hooks.outbox.WebhookOutbox;
import io.runfolio.index.ChangeFeed;
import io.runfolio.index.IndexFeed;
import io.runfolio.index.ReviewLogs;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.run.RunIndexEntry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Writes sealed bundles and decisions into the outbox of announcements.
 *
 * <p>They are the lines of the index and of ledgers, read from a durable position, which moves after the outbox has
 * everything up to it. A kill at any moment thus loses no announcement, and may repeat some. Thread-safe, also over
 * processes.
 */
final class AnnouncementFeed {
    private static final String LOCK = "announcements";

    /** Time before the last position within which a bundle may have been sealed without its line. */
    private static final Duration LATE_LINES = Duration.ofHours(1);

    private final BundleLayout layout;
    private final Path folder;
    private final WebhookOutbox outbox;
    private final List<URI> receivers;
    private final AnnouncementEvents events;
    private final Function<String, Optional<Mutex.Held>> locks;
    private final Clock clock;
    private final IndexFeed index;
    private final ChangeFeed changes;
    private final ReviewLogs logs;

    /**
     * Number of ledger lines that were read for announcements.
     *
     * @param lines all lines, from the first
     */
    private record Announced(long lines) {}

    /**
     * @param folder folder of the positions
     * @param locks takes a lock over all processes, by name; empty while another process has it
     */
    AnnouncementFeed(
            BundleLayout layout,
            Path folder,
            WebhookOutbox outbox,
            List<URI> receivers,
            String source,
            Function<String, Optional<Mutex.Held>> locks,
            Clock clock) {
        this.layout = layout;
        this.folder = folder;
        this.outbox = outbox;
        this.receivers = List.copyOf(receivers);
        this.events = new AnnouncementEvents(source);
        this.locks = locks;
        this.clock = clock;
        index = new IndexFeed(layout);
        changes = new ChangeFeed(layout);
        logs = new ReviewLogs(layout);
    }

    /** Moves to the end of the feeds at the first start, so that only what comes later is announced. */
    void begin() {
        locked(() -> {
            if (AnnouncementCursor.read(cursor()).isEmpty()) {
                String now = clock.instant().toString();
                IndexFeed.Position end = index.end();
                AnnouncementCursor.replace(
                        cursor(),
                        new AnnouncementCursor(
                                end.bytes(), end.checksum(), changes.after(0).position(), now, now));
            }
        });
    }

    /** Writes everything new into the outbox. */
    void run() {
        locked(() -> AnnouncementCursor.read(cursor()).ifPresent(this::advance));
    }

    private void locked(Runnable work) {
        Optional<Mutex.Held> lock = locks.apply(LOCK);
        if (lock.isPresent()) {
            try (Mutex.Held held = lock.get()) {
                work.run();
            }
        }
    }

    private void advance(AnnouncementCursor from) {
        IndexFeed.Entries lines = index.entriesAfter(from.index());
        boolean replaced = lines.restarted();
        if (replaced) {
            lines = index.entriesAfter(new IndexFeed.Position(0, 0));
        }
        Instant late = Instant.parse(from.at()).minus(LATE_LINES);
        for (RunIndexEntry entry : lines.entries()) {
            Instant sealed = sealedAt(entry);
            // the lines of a replaced index are mostly known ones
            if (!replaced || sealed.isAfter(late)) {
                put(entry.runId(), 0, AnnouncementEvents.SEALED, events.sealed(entry, sealed));
            }
        }
        ChangeFeed.Batch changed = changes.after(from.changesBytes());
        changed.runPaths().forEach(runPath -> announceDecisions(runPath, from.started()));
        if (lines.place().bytes() != from.indexBytes() || changed.position() != from.changesBytes()) {
            AnnouncementCursor.replace(
                    cursor(),
                    new AnnouncementCursor(
                            lines.place().bytes(),
                            lines.place().checksum(),
                            changed.position(),
                            from.since(),
                            clock.instant().toString()));
        }
    }

    /** Returns the time of the bundle's record, which is never edited. */
    private Instant sealedAt(RunIndexEntry entry) {
        try {
            Path run = new RunFolder(layout.bundle(String.valueOf(entry.runPath()))).runJson();
            return Files.getLastModifiedTime(run).toInstant();
        } catch (IOException | IllegalArgumentException e) {
            return clock.instant(); // removed by hand meanwhile
        }
    }

    /** Announces the decisions of a run; under its lock, as the feed is written before the ledger. */
    private void announceDecisions(String runPath, Instant since) {
        Path bundle = layout.bundle(runPath);
        String runId = String.valueOf(bundle.getFileName());
        List<byte[]> lines = logs.with(runId, () -> ReviewLogs.lines(new RunFolder(bundle).reviewLog()));
        Path state = folder.resolve("decided").resolve(runId + ".json");
        long known = known(state);
        for (int i = (int) known; i < lines.size(); i++) {
            long seq = i + 1L;
            ReviewLogParser.entry(lines.get(i))
                    .filter(entry -> entry.action().isDecision() && !isBefore(entry, since))
                    .ifPresent(entry ->
                            put(runId, seq, AnnouncementEvents.DECIDED, events.decided(runId, runPath, seq, entry)));
        }
        if (lines.size() > known) {
            AnnouncementCursor.replace(state, new Announced(lines.size()));
        }
    }

    private static long known(Path state) {
        try {
            return Files.exists(state)
                    ? RecordMapper.read(state, Announced.class).lines()
                    : 0;
        } catch (UnreadableRecordException e) {
            return 0; // all are announced once more
        }
    }

    private static boolean isBefore(ReviewLogEntry entry, Instant since) {
        try {
            return OffsetDateTime.parse(entry.at()).toInstant().isBefore(since);
        } catch (DateTimeException | NullPointerException e) {
            return false;
        }
    }

    private void put(String runId, long seq, String type, String event) {
        Instant now = clock.instant();
        receivers.forEach(receiver -> outbox.put(OutgoingWebhook.waiting(receiver, runId, seq, type, event, now)));
    }

    private Path cursor() {
        return folder.resolve("cursor.json");
    }
}
