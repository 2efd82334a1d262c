package io.runfolio.retention.plan;

import io.runfolio.files.AppendFile;
import io.runfolio.json.RecordMapper;
import io.runfolio.json.UnreadableRecordException;
import java.nio.file.Path;
import java.util.List;

/** Results of a plan's entries, appended one by one. A torn line, of a process that was killed, is moved away. */
final class ProgressLog implements AutoCloseable {
    private final AppendFile file;
    private final PlanSummary plan;
    private ApplyState state;

    /** @param folder folder of the plan; the caller is the only one who applies it */
    ProgressLog(Path folder, PlanSummary plan) {
        this.plan = plan;
        this.state = ApplyState.none(plan);
        // lost lines are no harm, as the ledgers of the bundles know their removals
        this.file = new AppendFile(PlanFiles.progress(folder), () -> () -> {}, false, new AppendFile.Listener() {
            @Override
            public void reset() {
                state = ApplyState.none(ProgressLog.this.plan);
            }

            @Override
            public boolean line(long offset, byte[] line) {
                return take(line);
            }

            @Override
            public void quarantined(long from, long bytes, Path quarantine) {
                // the entry of a torn line is tried once more
            }
        });
    }

    static ApplyState read(Path folder, PlanSummary plan) {
        try (ProgressLog log = new ProgressLog(folder, plan)) {
            return log.file.query(() -> log.state);
        }
    }

    /** Returns the state so far, after a torn end was moved away. */
    ApplyState state() {
        file.quarantineTail();
        return file.query(() -> state);
    }

    ApplyState append(EntryResult result) {
        file.append(() -> List.of(RecordMapper.line(result)));
        return state;
    }

    private boolean take(byte[] line) {
        try {
            EntryResult result = RecordMapper.read(line, EntryResult.class);
            if (result.entry() != state.done() + 1) {
                return false;
            }
            state = state.plus(result);
            return true;
        } catch (UnreadableRecordException e) {
            return false;
        }
    }

    @Override
    public void close() {
        file.close();
    }
}
