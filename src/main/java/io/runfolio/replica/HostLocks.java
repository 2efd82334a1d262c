package io.runfolio.replica;

import io.runfolio.coordination.WriterLocks;
import io.runfolio.files.lock.Mutex;
import java.util.Optional;

/** Writer locks of hosts with working copies: those of runs are common, those of files the host's. */
final class HostLocks implements WriterLocks {
    private final WriterLocks common;
    private final WriterLocks host;

    HostLocks(WriterLocks common, WriterLocks host) {
        this.common = common;
        this.host = host;
    }

    @Override
    public Mutex index() {
        return host.index();
    }

    @Override
    public Mutex processedEvents() {
        return host.processedEvents();
    }

    @Override
    public Mutex changeFeed() {
        return host.changeFeed();
    }

    @Override
    public Mutex catalog() {
        return host.catalog();
    }

    @Override
    public Mutex catalogRebuild() {
        return host.catalogRebuild();
    }

    @Override
    public Mutex shares() {
        return host.shares();
    }

    @Override
    public Mutex shareCounts() {
        return host.shareCounts();
    }

    @Override
    public Mutex deduplication() {
        return host.deduplication();
    }

    @Override
    public Mutex reviewLog(String runId) {
        return common.reviewLog(runId);
    }

    @Override
    public Optional<Mutex.Held> tryDerivatives(String runId) {
        return common.tryDerivatives(runId);
    }

    /** Takes the right to follow the log of the store: one process of a host does it. */
    @Override
    public Optional<Mutex.Held> tryMirror() {
        return host.tryMirror();
    }

    @Override
    public void awaitIdleReviewLogs() {
        common.awaitIdleReviewLogs();
    }
}
