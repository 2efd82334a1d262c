package io.runfolio.workflow.run;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.runfolio.coordination.EventLocks;
import io.runfolio.files.DurableFiles;
import io.runfolio.files.RandomIds;
import io.runfolio.files.StorageErrors;
import io.runfolio.files.StorageException;
import io.runfolio.files.StorageRoots;
import io.runfolio.files.lock.Mutex;
import io.runfolio.json.UnreadableRecordException;
import io.runfolio.workflow.template.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folder of workflow runs: specifications, ledgers and requests. Any process may read and write requests; only the
 * holder of a run's lock writes its ledger. Thread-safe.
 */
public final class RunStore {
    private static final Logger LOG = LoggerFactory.getLogger(RunStore.class);
    private static final int PART_BYTES = 6;

    private final RunsLayout layout;
    private final EventLocks locks;
    private final Runnable beforeWriting;
    private final LedgerListener listener;
    private final Clock clock;
    private final RunRequests requests;
    private final RunFeed feed;
    private final RunReader reader;
    private final PinnedTemplates pinned;

    /**
     * @param runs the folder; created with the first run
     * @param locks locks of all processes that use the folder
     * @param beforeWriting throws if the folder is not the one of earlier runs
     * @param listener is called before each entry
     */
    public RunStore(Path runs, EventLocks locks, Runnable beforeWriting, LedgerListener listener, Clock clock) {
        this.layout = new RunsLayout(runs);
        this.locks = locks;
        this.beforeWriting = beforeWriting;
        this.listener = listener;
        this.clock = clock;
        this.requests = new RunRequests(layout);
        this.feed = new RunFeed(layout, locks);
        this.reader = new RunReader(layout);
        this.pinned = new PinnedTemplates(layout, locks);
    }

    public RunsLayout layout() {
        return layout;
    }

    public RunRequests requests() {
        return requests;
    }

    RunFeed feed() {
        return feed;
    }

    public Clock clock() {
        return clock;
    }

    /** Takes the lock of a run, whose holder alone writes the run's ledger, if it is free. */
    public Optional<Mutex.Held> tryLock(String runId) {
        return locks.tryHold(lockName(runId));
    }

    private static String lockName(String runId) {
        return "workflow run\n" + runId;
    }

    /**
     * Writes a specification and the first entry of the ledger; both are durable when this returns.
     *
     * @return this specification, or the earlier one of a run with the same id
     */
    public RunSpecification create(RunSpecification specification) {
        beforeWriting.run();
        String runId = specification.runId();
        return locks.with(lockName(runId), () -> {
            Optional<RunSpecification> before = specification(runId);
            if (before.isEmpty()) {
                write(specification);
            }
            RunSpecification valid = before.orElse(specification);
            try (RunLedger ledger = open(valid)) {
                if (ledger.fold().lastSeq() == 0) {
                    queued(ledger);
                }
            }
            return valid;
        });
    }

    /** Appends the first entry. */
    public void queued(RunLedger ledger) {
        RunSpecification specification = ledger.specification();
        ObjectNode data = LedgerLines.JSON.createObjectNode();
        data.put("templateId", specification.template().id());
        data.put("templateVersion", specification.template().version());
        data.put("templateHash", specification.template().sha256());
        data.put("caller", specification.caller());
        specification.parent().ifPresent(parent -> {
            data.put("parentRunId", parent.runId());
            data.put("parentStepId", parent.stepId());
        });
        feed.started(specification);
        ledger.append(EntryTypes.RUN_QUEUED, data);
    }

    private void write(RunSpecification specification) {
        Path file = layout.specification(specification.runId());
        Path part = file.resolveSibling("." + RandomIds.hex(PART_BYTES) + ".part");
        try {
            StorageRoots.createFolders(file.getParent());
            StorageRoots.createFolders(layout.queue());
            DurableFiles.forceFolder(layout.runs());
            byte[] bytes = LedgerLines.JSON
                    .writer()
                    .with(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsBytes(specification.document());
            DurableFiles.replace(file, part, bytes);
        } catch (IOException e) {
            throw StorageErrors.translate(e, "A run cannot be written to " + layout.runs());
        }
    }

    /** Returns the specification of a run; empty if there is no such run. */
    public Optional<RunSpecification> specification(String runId) {
        return reader.specification(runId);
    }

    /** Opens the ledger of a run to append to it; the caller holds the run's lock. */
    public RunLedger open(RunSpecification specification) {
        Path file = layout.ledger(specification.runId());
        return new RunLedger(specification, file, listener, clock, this::recordState);
    }

    /** The ledger has the state, so a failure only makes a list of runs less exact. */
    private void recordState(RunFold fold) {
        try {
            feed.changed(fold);
        } catch (StorageException e) {
            LOG.warn(
                    "{}: its state cannot be added to the list of runs: {}",
                    fold.specification().runId(),
                    e.getMessage());
        }
    }

    /** Returns the state of a run; empty if there is no such run. */
    public Optional<RunFold> fold(String runId) {
        return reader.fold(runId);
    }

    /** Returns the whole entries of a run's ledger, in order; none if there is no such run. */
    public List<LedgerEntry> entries(String runId) {
        return reader.entries(runId, 0);
    }

    /** Returns why a template cannot be used: its version had another content. Empty if it can. */
    public Optional<String> pinned(Template template) {
        return pinned.problem(template);
    }

    /** Records the checksum of a template's version at its first use. */
    public void pin(Template template) {
        beforeWriting.run();
        pinned.pin(template);
    }

    /** Returns the JSON of a run; empty if there is no such run. */
    public Optional<ObjectNode> json(String runId) {
        return fold(runId).map(fold -> RunJson.of(fold, true));
    }

    /** Returns the runs that started last, the newest first, without the outputs of their steps. */
    public List<ObjectNode> newest(Optional<RunState> state, int limit) {
        List<String> ids = state.map(one -> feed.newest(one, limit)).orElseGet(() -> feed.newest(limit));
        return ids.stream()
                .flatMap(id -> readable(id).stream())
                .map(fold -> RunJson.of(fold, false))
                .toList();
    }

    /** Returns the state of a run; empty if its files are damaged, which {@code runfolio verify} names. */
    private Optional<RunFold> readable(String runId) {
        try {
            return fold(runId);
        } catch (UnreadableRecordException e) {
            LOG.warn("run {} is left out of the list of runs: {}", runId, e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the ids of the runs in the list of runs. */
    public Set<String> listed() {
        return feed.all();
    }

    /**
     * Adds a run to the list of runs if its process ended before.
     *
     * @param isListed whether the list has it
     */
    public void list(RunFold fold, boolean isListed) {
        if (!isListed) {
            feed.started(fold.specification());
            feed.changed(fold);
        }
    }

    /** Returns the entries of a run's ledger after a position, with secrets masked. */
    public List<LedgerEntry> maskedEntries(String runId, long after) {
        return reader.entries(runId, after).stream()
                .map(entry -> new LedgerEntry(entry.seq(), entry.at(), entry.type(), RunJson.masked(entry.data())))
                .toList();
    }

    /** Returns the ids of all runs in the folder. */
    public List<String> all() {
        return reader.all();
    }
}
