package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.files.AppendFile;
import io.runfolio.files.PrivateFiles;
import io.runfolio.json.UnreadableRecordException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ledger of a run as its only writer sees it: the holder of the run's lock. An entry is on disk when {@link #append}
 * returns; a torn last line of a killed writer is quarantined. Not safe for use by several threads.
 */
public final class RunLedger implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunLedger.class);

    private final RunSpecification specification;
    private final RunFold fold;
    private final Path path;
    private final AppendFile file;
    private final LedgerListener listener;
    private final Clock clock;
    private final java.util.function.Consumer<RunFold> changed;
    private boolean restricted;

    /** @param changed called after the run's state has changed */
    RunLedger(
            RunSpecification specification,
            Path path,
            LedgerListener listener,
            Clock clock,
            java.util.function.Consumer<RunFold> changed) {
        this.specification = specification;
        this.path = path;
        this.listener = listener;
        this.clock = clock;
        this.changed = changed;
        this.fold = new RunFold(specification);
        // the holder of the run's lock is the only writer
        this.file = new AppendFile(path, () -> () -> {}, true, new Lines());
        file.quarantineTail();
        file.query(() -> true);
    }

    /** Returns what the run is to do. */
    public RunSpecification specification() {
        return specification;
    }

    /** Returns the state after all entries; later entries change it. */
    public RunFold fold() {
        return fold;
    }

    /** Entry to append. */
    public record Draft(String type, ObjectNode data) {}

    /** Appends an entry; it is on disk when this returns. */
    public void append(String type, ObjectNode data) {
        append(List.of(new Draft(type, data)));
    }

    /**
     * Appends entries by one write and one flush. After a kill a beginning of them may be there, so each must be
     * correct without the later ones.
     */
    public void append(List<Draft> drafts) {
        RunState before = fold.state();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long seq = fold.lastSeq();
        List<String> lines = new ArrayList<>();
        for (Draft draft : drafts) {
            LedgerEntry entry = new LedgerEntry(++seq, now, draft.type(), draft.data());
            listener.beforeEntry(specification.runId(), entry);
            lines.add(LedgerLines.line(entry));
        }
        file.append(() -> lines);
        if (!restricted) {
            PrivateFiles.restrict(path);
            restricted = true;
        }
        if (before != fold.state()) {
            changed.accept(fold);
        }
    }

    /** Starts the data of an entry. */
    public static ObjectNode data(Map<String, String> texts) {
        ObjectNode data = LedgerLines.JSON.createObjectNode();
        texts.forEach(data::put);
        return data;
    }

    @Override
    public void close() {
        file.close();
    }

    private final class Lines implements AppendFile.Listener {
        @Override
        public void reset() {
            fold.reset();
        }

        @Override
        public boolean line(long offset, byte[] line) {
            LedgerEntry entry = LedgerLines.parse(line).orElse(null);
            if (entry == null) {
                return false;
            }
            if (entry.seq() != fold.lastSeq() + 1) {
                throw new UnreadableRecordException(
                        path + " has no entry " + (fold.lastSeq() + 1) + ": restore the file from a backup", null);
            }
            fold.apply(entry);
            return true;
        }

        @Override
        public void quarantined(long from, long bytes, Path quarantine) {
            LOG.warn("{}: {} bytes after the last whole entry were moved to {}", path, bytes, quarantine);
        }
    }
}
