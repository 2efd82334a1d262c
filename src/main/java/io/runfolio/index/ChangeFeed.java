package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.bundle.RecordMapper;
import io.runfolio.run.StorageErrors;
import io.runfolio.run.UnreadableRecordException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code .runfolio/changes.jsonl}: the places of runs whose ledgers are about to grow, in that order. It holds nothing that the bundles do not hold: whoever has lost it, or his place in it, reads all
 * bundles. Safe for use by several threads and processes.
 */
public final class ChangeFeed {
    private final BundleLayout layout;
    private final AppendFile file;
    private final AppendFile unforced;

    /**
     * A line of the feed.
     *
     * @param runPath the bundle's place relative to the outputs folder
     */
    private record Line(String runPath) {}

    /**
     * State of a ledger at one time; as a ledger only grows, these bytes stay its beginning.
     *
     * @param runPath the bundle's place relative to the outputs folder
     * @param bytes size of the ledger
     * @param sha256 lower-case hex of these bytes
     */
    record LedgerState(String runPath, Long bytes, String sha256) {}

    /**
     * What the feed says behind a position.
     *
     * @param runPaths places of runs that changed, each once; they are to be read under {@link RunLedgers#with}
     * @param position where to go on, in bytes from the start
     * @param restarted whether the feed is another one than that of the position asked for, and all bundles are to be read
     */
    public record News(Set<String> runPaths, long position, boolean restarted) {}

    /** Opens the feed of an outputs folder; it is made when it is first needed. */
    public ChangeFeed(BundleLayout layout) {
        this.layout = layout;
        file = file(layout, true);
        unforced = file(layout, false);
    }

    private static AppendFile file(BundleLayout layout, boolean forced) {
        return new AppendFile(
                layout.changes(), IndexLocks.writers(layout), IndexLocks.CHANGES, forced, new AppendFile.Reader() {
                    @Override
                    public void reset() {}

                    @Override
                    public boolean line(long offset, byte[] line) {
                        return true;
                    }

                    @Override
                    public void cut(long from) {}
                });
    }

    /** Appends a run's place; on disk when this returns. */
    void announce(String runPath) {
        file.append(() -> List.of(RecordMapper.line(new Line(runPath))));
    }

    /**
     * Notes what a ledger holds, so that lines which are lost or edited later are noticed. Not forced to disk: the note repeats
     * what the ledger holds, and a power cut may take it.
     */
    void confirm(LedgerState state) {
        unforced.append(() -> List.of(RecordMapper.line(state)));
    }

    /**
     * Reads on; a last line that is not whole yet is left for the next time.
     *
     * @param position where the last reading ended, in bytes; 0 for all
     */
    public News after(long position) {
        if (Files.notExists(layout.changes())) {
            return new News(Set.of(), 0, position > 0);
        }
        try (RandomAccessFile in = new RandomAccessFile(layout.changes().toFile(), "r")) {
            boolean restarted = position > 0 && !endsLine(in, position);
            long from = restarted ? 0 : position;
            in.seek(from);
            Set<String> runPaths = new LinkedHashSet<>();
            long end = LineScanner.scan(new HandleStream(in), from, (offset, line) -> collect(line, runPaths));
            return new News(runPaths, end, restarted);
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
            return; // a stranger's line; nothing of ours is torn but the last
        }
    }
}
