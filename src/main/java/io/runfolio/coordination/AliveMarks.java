package io.runfolio.coordination;

import java.util.List;

/**
 * Marks of the workers, and of other processes with work in progress, that are alive. A mark ends with its process,
 * however that ends.
 */
public interface AliveMarks {
    /**
     * Registers a name as alive.
     *
     * @param name unique over all workers, fit for a file name
     * @throws io.runfolio.files.StorageException if the mark cannot be set, or another process has that name
     */
    Mark register(String name);

    /** Returns whether the owner of a name is alive. */
    boolean isAlive(String name);

    /** Returns the places of marks whose owners are dead, for messages. */
    List<String> orphans();

    /** Removes marks whose owners are dead. */
    void removeOrphans();

    /** Mark that is set until it is closed. */
    interface Mark extends AutoCloseable {
        @Override
        void close();
    }
}
