package io.runfolio.coordination;

import io.runfolio.coordination.log.StoreLog;
import io.runfolio.coordination.shared.SharedRecords;
import java.util.Optional;

/** Coordinates all workers of one outputs folder. Implementations are safe for use by several threads. */
public interface Coordination {
    /** Returns the locks that let one worker at a time process an event. */
    EventLocks eventLocks();

    /** Returns the run ids that are taken. */
    RunIds runIds();

    /** Returns the marks of the workers and other processes that are alive. */
    AliveMarks aliveMarks();

    /** Returns the locks of those who append to shared files. */
    WriterLocks writerLocks();

    /** Returns the log of sealed runs; empty if each worker appends to the index itself. */
    default Optional<SealLog> seals() {
        return Optional.empty();
    }

    /** Returns the log of the bundles in an object store; empty if the outputs folder has the bundles. */
    default Optional<StoreLog> storeLog() {
        return Optional.empty();
    }

    /** Returns what hosts without a common folder share; empty if those are files. */
    default Optional<SharedRecords> records() {
        return Optional.empty();
    }
}
