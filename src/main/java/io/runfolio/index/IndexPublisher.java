package io.runfolio.index;

import io.runfolio.bundle.BundleLayout;
import io.runfolio.coordination.SealLog;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.json.RecordMapper;
import io.runfolio.run.EventOrigin;
import io.runfolio.run.RunIndexEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Writes the lines of sealed runs to the index. Where sealed runs have a log, the lines are written in its order,
 * including those that other workers have not written yet. Thread-safe.
 */
public final class IndexPublisher {
    private final RunIndex index;
    private final Optional<SealLog> seals;
    private final Optional<StoreLog> store;

    public IndexPublisher(BundleLayout layout, RunIndex index) {
        this.index = index;
        this.seals = layout.coordination().seals();
        this.store = layout.coordination().storeLog();
    }

    /** Publishes a sealed run; its line is on disk when this returns. */
    public void publish(EventOrigin event, RunIndexEntry entry) {
        if (seals.isEmpty()) {
            index.append(entry);
            return;
        }
        String line = RecordMapper.line(entry);
        if (store.isPresent()) {
            store.get().seal(event, entry.runId(), line);
            index.append(entry);
        } else {
            seals.get().adopt(event, entry.runId(), line);
            publishAll();
        }
    }

    /**
     * Publishes all sealed runs that have no line; does nothing where sealed runs have no log. The index of a working
     * copy is its host's own: it gets the runs of others when their bundles are fetched.
     */
    public void publishAll() {
        if (store.isEmpty()) {
            seals.ifPresent(log -> log.publish(this::append));
        }
    }

    private void append(List<String> lines) {
        index.quarantineTail(); // of a publisher that ended in the middle of a line
        index.appendAll(lines.stream()
                .flatMap(line -> IndexLineReader.entry(line.getBytes(StandardCharsets.UTF_8)).stream())
                .toList());
        if (!index.problems().isEmpty()) {
            index.quarantineLines(); // of a publisher that went on after it had lost the lock
        }
    }
}
