package io.runfolio.coordination.folder;

import io.runfolio.coordination.CoordinationAudit;
import io.runfolio.run.Finding;
import io.runfolio.settings.EventSettings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Audit of the queue folders. */
public final class FolderAudit implements CoordinationAudit {
    private final Path inbox;
    private final Path runQueue;
    private final EventSettings settings;

    /**
     * Creates an audit; missing folders count as empty.
     *
     * @param inbox the queue folder of the events
     * @param runQueue the queue folder of the workflow runs
     * @param settings limits for events
     */
    public FolderAudit(Path inbox, Path runQueue, EventSettings settings) {
        this.inbox = inbox;
        this.runQueue = runQueue;
        this.settings = settings;
    }

    @Override
    public Begun begin() {
        DoneAudit done = DoneAudit.of(inbox, settings);
        return outputs -> {
            InboxAudit.Result queue = InboxAudit.check(inbox);
            List<Finding> findings = new ArrayList<>(queue.findings());
            findings.addAll(done.check(digests(outputs), outputs.processed()));
            return new Result(queue.events(), findings);
        };
    }

    private static Map<String, Set<String>> digests(Outputs outputs) {
        Map<String, Set<String>> digests = new HashMap<>();
        outputs.bundles()
                .forEach(bundle -> digests.computeIfAbsent(bundle.event().eventId(), id -> new HashSet<>())
                        .add(bundle.event().digest()));
        return digests;
    }

    @Override
    public List<Finding> runs() {
        return InboxAudit.check(runQueue).findings();
    }

    @Override
    public Set<String> openRuns() {
        return new FolderEventInbox(runQueue).openNames();
    }
}
