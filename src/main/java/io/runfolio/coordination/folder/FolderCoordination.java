package io.runfolio.coordination.folder;

import io.runfolio.coordination.AliveMarks;
import io.runfolio.coordination.Coordination;
import io.runfolio.coordination.EventLocks;
import io.runfolio.coordination.RunIds;
import io.runfolio.coordination.WriterLocks;
import java.nio.file.Path;

/**
 * Coordination through files that all workers share. They are on a local disk or a network file system with POSIX
 * locks.
 */
public final class FolderCoordination implements Coordination {
    private final EventLocks eventLocks;
    private final RunIds runIds;
    private final AliveMarks aliveMarks;
    private final WriterLocks writerLocks;

    /**
     * Coordinates through files below a folder. Nothing is created before it is needed.
     *
     * @param control the folder {@code .runfolio} of an outputs folder
     */
    public FolderCoordination(Path control) {
        FolderLayout layout = new FolderLayout(control);
        eventLocks = new LockFile(layout.locks().resolve("events.lock"));
        runIds = new FolderRunIds(layout);
        aliveMarks = new FolderAliveMarks(layout);
        writerLocks = new FolderWriterLocks(layout);
    }

    @Override
    public EventLocks eventLocks() {
        return eventLocks;
    }

    @Override
    public RunIds runIds() {
        return runIds;
    }

    @Override
    public AliveMarks aliveMarks() {
        return aliveMarks;
    }

    @Override
    public WriterLocks writerLocks() {
        return writerLocks;
    }
}
