package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.files.AppendFile;
import io.runfolio.files.LineScanner;
import io.runfolio.files.RandomAccessInputStream;
import io.runfolio.files.StorageErrors;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code .runfolio/changes.jsonl}: run paths of bundles whose review logs are about to grow, in that order. It can be
 * rebuilt from the bundles; a reader without a valid position reads all bundles. Safe for use by several threads and
 * processes.
 */
public final class ChangeFeed {
    private final BundleLayout layout;
    private final AppendFile file;
    private final AppendFile unforced;

    /**
     * A line of the feed.
     *
     * @param runPath path of the bundle below the outputs folder
     */
    private record Line(String runPath) {}

    /**
     * State of a review log at one time. A log only grows, so these bytes stay its beginning.
     *
     * @param runPath path of the bundle below the outputs folder
     * @param bytes size of the log
     * @param sha256 lower-case hex of these bytes
     */
    record LogState(String runPath, Long bytes, String sha256) {}

    /**
     * Entries of the feed after a position.
     *
     * @param runPaths run paths that changed, each once; to be read under {@link ReviewLogs#with}
     * @param position next position, in bytes from the start
     * @param restarted whether the feed was replaced since the requested position, so that all bundles must be read
     */
    public record Batch(Set<String> runPaths, long position, boolean restarted) {}

    /** Opens the feed of an outputs folder; the file is created on demand. */
    public ChangeFeed(BundleLayout layout) {
        this.layout = layout;
        file = file(layout, true);
        unforced = file(layout, false);
    }

    private static AppendFile file(BundleLayout layout, boolean forced) {
        return new AppendFile(
                layout.changes(), layout.coordination().writerLocks().changeFeed(), forced, new LineListener() {
                    @Override
                    public boolean line(long offset, byte[] line) {
                        return true;
                    }
                });
    }

    /** Appends and flushes a run path. */
    void announce(String runPath) {
        file.append(() -> List.of(RecordMapper.line(new Line(runPath))));
    }

    /**
     * Appends the state of a review log, so that lost or edited lines are detected. Not flushed: the state can be
     * computed again.
     */
    void confirm(LogState state) {
        unforced.append(() -> List.of(RecordMapper.line(state)));
    }

    /**
     * Reads the entries after a position. A last line without newline is left for the next call.
     *
     * @param position end of the previous batch, in bytes; 0 for all
     */
    public Batch after(long position) {
        if (Files.notExists(layout.changes())) {
            return new Batch(Set.of(), 0, position > 0);
        }
        try (RandomAccessFile in = new RandomAccessFile(layout.changes().toFile(), "r")) {
            boolean restarted = position > 0 && !endsLine(in, position);
            long from = restarted ? 0 : position;
            in.seek(from);
            Set<String> runPaths = new LinkedHashSet<>();
            long end =
                    LineScanner.scan(new RandomAccessInputStream(in), from, (offset, line) -> collect(line, runPaths));
            return new Batch(runPaths, end, restarted);
        } catch (IOException e) {
            throw StorageErrors.translate(e, layout.changes() + " could not be read");
        }
    }

    private static boolean endsLine(RandomAccessFile in, long position) throws IOException {
        if (in.length() < position) {
            return false;
        }
        in.seek(position - 1);
        return in.read() == '\n';
    }

    private static void collect(byte[] line, Set<String> runPaths) {
        try {
            String runPath = RecordMapper.read(line, Line.class).runPath();
            if (runPath != null) {
                runPaths.add(runPath);
            }
        } catch (UnreadableRecordException e) {
            return; // a foreign line; of valid lines only the last can be torn
        }
    }
}
