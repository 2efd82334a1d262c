package io.runfolio.replica;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.RunIds;
import io.runfolio.coordination.SealLog;
import io.runfolio.coordination.WriterLocks;
import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.shared.SharedRecords;
import java.util.Optional;

/**
 * Coordination of the hosts that use one object store. Files of a working copy are its host's own, and locked there;
 * everything else is common.
 */
public final class HostCoordination implements Coordination {
    private final Coordination common;
    private final StoreLog log;
    private final SharedRecords records;
    private final WriterLocks locks;

    /**
     * @param common coordination of all hosts
     * @param host coordination of the processes of this host
     * @param log the log of the bundles
     * @param records what the servers of all hosts share
     */
    public HostCoordination(Coordination common, Coordination host, StoreLog log, SharedRecords records) {
        this.common = common;
        this.log = log;
        this.records = records;
        locks = new HostLocks(common.writerLocks(), host.writerLocks());
    }

    @Override
    public EventLocks eventLocks() {
        return common.eventLocks();
    }

    @Override
    public RunIds runIds() {
        return common.runIds();
    }

    @Override
    public AliveMarks aliveMarks() {
        return common.aliveMarks();
    }

    @Override
    public WriterLocks writerLocks() {
        return locks;
    }

    @Override
    public Optional<SealLog> seals() {
        return common.seals();
    }

    @Override
    public Optional<StoreLog> storeLog() {
        return Optional.of(log);
    }

    @Override
    public Optional<SharedRecords> records() {
        return Optional.of(records);
    }
}
